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
  macos_too_old: forbidden(
    'The plan asks for a newer macOS, and this Mac cannot be told to update during enrollment.',
    'This Mac needs a newer macOS before it can be enrolled. Update it, then try again.',
  ),
  push_certificate_missing: forbidden(
    'No push certificate is imported: a Mac enrolled now could not be managed.',
    'Your organisation is not ready to enroll Macs yet. Please contact your administrator.',
  ),
  body_too_large: { status: 413, user: askAdmin, admin: 'The message is too large.' },
  body_unreadable: forbidden('The request cannot be read.'),
  busy: { status: 503, user: later, admin: 'The store takes no more work at the moment.' },
  internal_error: { status: 500, user: later, admin: 'Something went wrong here: see the log of the server.' },
};
