/**
 * Every refusal of enrollment: status, a sentence for the person, one for the administrator. It is 403 wherever the person
 * is to read the sentence: Setup Assistant shows the `message` of such a document, and of no other status. There is no 401:
 * whether a Mac asks again after one is not known.
 */
import type { RefusalCode } from './refusal.ts';

/** How one code is answered. */
export interface RefusalFacts {
  readonly status: 403 | 404 | 413 | 500 | 503;
  readonly user: string;
  readonly admin: string;
}

const askAdmin = 'This Mac could not be enrolled. Please contact your administrator.';
const later = 'The server of your organisation is busy. Please try again in a moment.';

function forbidden(admin: string, user = askAdmin): RefusalFacts {
  return { status: 403, user, admin };
}

const signInAgain = 'Your sign-in does not count any more. Please start again.';

/** The catalogue. The type makes it complete. */
export const refusals: Readonly<Record<RefusalCode, RefusalFacts>> = {
  enrollment_url_unknown: {
    status: 404,
    user: askAdmin,
    admin: 'Nobody was given this enrollment address: assign the Mac anew, or look who is guessing.',
  },
  machine_info_missing: forbidden('The request carries no machine information: it does not come from Setup Assistant.'),
  machine_info_unsigned: forbidden('The machine information has no signature.'),
  machine_info_unreadable: forbidden('The signed machine information cannot be read.'),
  machine_info_signature_wrong: forbidden(
    'The signature does not fit the machine information: it was changed or forged.',
  ),
  ade_signer_not_trusted: forbidden('The machine information is signed, but not by a device that Apple made.'),
  ade_message_malformed: forbidden('The machine information is not a property list.'),
  ade_message_too_large: forbidden('The machine information is too large.'),
  ade_member_missing: forbidden('The machine information lacks a member that it must have.'),
  ade_member_malformed: forbidden('A member of the machine information has the wrong type or form.'),
  serial_number_foreign: forbidden('The enrollment address was given to another Mac than the one that asks.'),
  device_disowned: forbidden(
    'Apple says that this Mac was released, or given to another server, since it was told this address: assign it here again, if it is yours.',
    'This Mac does not belong to your organisation any more. Please contact your administrator.',
  ),
  macos_too_old: forbidden(
    'The plan asks for a newer macOS, and this Mac cannot be told to update during enrollment.',
    'This Mac needs a newer macOS before it can be enrolled. Update it, then try again.',
  ),
  attestation_impossible: forbidden(
    'The plan lets in only Macs that prove their hardware, and this one cannot: it has an Intel processor, is virtual, or has a macOS before 14.',
    'Your organisation manages only Macs with Apple silicon and macOS 14 or later, and this Mac is none.',
  ),
  push_certificate_missing: forbidden(
    'No push certificate is imported: a Mac enrolled now could not be managed.',
    'Your organisation is not ready to enroll Macs yet. Please contact your administrator.',
  ),
  package_missing: forbidden(
    'The plan asks for a sign-in before enrollment, and there is no package of its app.',
    'Your organisation is not ready to enroll Macs yet. Please contact your administrator.',
  ),
  plan_missing: forbidden('The sign-in plan is gone since the Mac was told to sign in.'),
  sign_in_page_required: forbidden(
    'The plan wants a sign-in on a page, and the Mac posted its machine information instead of opening it.',
    'Start this Mac over to sign in with your work account.',
  ),
  sign_in_missing: forbidden(
    'The Mac said that it can sign in before enrollment, and came back without having done so.',
    'Please sign in with your account to enroll this Mac. Start again.',
  ),
  access_token_unknown: forbidden('The access token is none of ours.', signInAgain),
  access_token_foreign: forbidden('The access token was given to another Mac.', signInAgain),
  access_token_expired: forbidden('The access token has expired.', signInAgain),
  access_token_used: forbidden('The access token has been used already: look who has copied it.', signInAgain),
  person_disabled: forbidden('The person was disabled since they signed in.', signInAgain),
  sign_in_unknown: forbidden('No sign-in has this address: somebody is guessing, or it is long over.', signInAgain),
  sign_in_expired: forbidden('The sign-in took longer than an hour.', signInAgain),
  sign_in_cancelled: forbidden('The person cancelled the sign-in.', 'The sign-in was cancelled.'),
  form_foreign: forbidden('The form does not come from the page of this sign-in.', signInAgain),
  body_too_large: { status: 413, user: askAdmin, admin: 'The message is too large.' },
  body_unreadable: forbidden('The request cannot be read.'),
  busy: { status: 503, user: later, admin: 'The store takes no more work at the moment.' },
  internal_error: { status: 500, user: later, admin: 'Something went wrong here: see the log of the server.' },
};
