/**
 * Every refusal of a managed Mac: status, a sentence for the person, one for the administrator.
 *
 * There is no 401 here and must never be one: a Mac that is answered 401 removes its management. 410 belongs to
 * UserAuthenticate alone, 404 to declarations.
 */
import type { RefusalCode } from './refusal.ts';

/** How one code is answered. */
export interface RefusalFacts {
  readonly status: 400 | 403 | 404 | 410 | 413 | 500 | 503;
  readonly user: string;
  readonly admin: string;
}

const askAdmin = 'This Mac could not be managed. Please contact your administrator.';
const enrollAgain = 'This Mac needs to be enrolled again. Please contact your administrator.';
const later = 'The management server is busy. The Mac will try again.';

function malformed(admin: string): RefusalFacts {
  return { status: 400, user: askAdmin, admin };
}

function forbidden(admin: string, user = enrollAgain): RefusalFacts {
  return { status: 403, user, admin };
}

/** The catalogue. The type makes it complete. */
export const refusals: Readonly<Record<RefusalCode, RefusalFacts>> = {
  malformed_plist: malformed('The body is not a property list.'),
  not_a_dictionary: malformed('The body is a property list, but not a dictionary.'),
  missing_key: malformed('The message lacks a key.'),
  malformed_key: malformed('A key of the message has the wrong type or form.'),
  unknown_message_type: malformed('The MessageType is not one of check-in.'),
  unknown_status: malformed('The Status is not one of a command report.'),
  malformed_json: malformed('The JSON of declarative management cannot be read.'),
  signature_missing: malformed('There is no Mdm-Signature: the enrollment profile must have SignMessage.'),
  signature_malformed: malformed('The Mdm-Signature cannot be read.'),
  signature_invalid: forbidden('The Mdm-Signature does not fit the body: look for a proxy that changes it.'),
  identity_malformed: forbidden('The certificate that signed cannot be read.'),
  identity_foreign: forbidden('The certificate that signed is of another authority.'),
  identity_unknown: forbidden('The certificate that signed names our authority, which has no record of it.'),
  identity_expired: forbidden('The identity of this Mac has expired: enroll it again.'),
  identity_revoked: forbidden('The identity of this Mac was revoked.'),
  identity_of_another_device: forbidden('The identity was issued to another Mac than the message names.'),
  identity_not_pinned: forbidden('The Mac signs with another identity than the one it enrolled with.'),
  identity_pinned_elsewhere: forbidden('The identity belongs to another enrollment already.'),
  identity_replaced: forbidden(
    'The identity was replaced by a newer one of the same Mac: an older copy of its disk, or somebody has taken its key.',
  ),
  device_of_another_identity: forbidden(
    'Another identity counts for the UDID or serial number that a client of an exported profile names: revoke that first.',
  ),
  manual_challenge_spent: forbidden('The exported enrollment profile has enrolled as many Macs as it may.'),
  manual_challenge_expired: forbidden('The exported enrollment profile has ended: export another.'),
  manual_challenge_revoked: forbidden('The exported enrollment profile was revoked.'),
  enrollment_unknown: forbidden('No enrollment has this id: the Mac has not sent Authenticate.'),
  enrollment_ended: forbidden('The enrollment has ended: the Mac checked out.'),
  device_channel_only: malformed('This message is not one of the user channel.'),
  user_channel_only: malformed('This message is not one of the device channel.'),
  user_not_managed: {
    status: 410,
    user: 'This user is not managed.',
    admin: 'Users who ask to be managed are refused here.',
  },
  token_service_unknown: malformed('There are no tokens of this service.'),
  declarative_endpoint_unknown: {
    status: 404,
    user: askAdmin,
    admin: 'There is no such endpoint of declarative management.',
  },
  declaration_unknown: {
    status: 404,
    user: askAdmin,
    admin: 'The declaration is not in the set that the Mac was told of.',
  },
  body_too_large: { status: 413, user: askAdmin, admin: 'The message is too large.' },
  body_unreadable: malformed('The request cannot be read.'),
  address_unknown: { status: 404, user: askAdmin, admin: 'There is nothing at this address: it takes PUT.' },
  busy: { status: 503, user: later, admin: 'The store takes no more work at the moment.' },
  internal_error: { status: 500, user: later, admin: 'Something went wrong here: see the log of the server.' },
};
