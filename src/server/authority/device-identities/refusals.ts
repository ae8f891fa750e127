/** Every refusal of an identity: a stable code, what each protocol says, a sentence for people and one for administrators. */
import type { FailInfo } from '#protocol/scep/attributes.ts';

const askAdmin = 'This Mac could not be enrolled. Please contact your administrator.';
const enrollAgain = 'This Mac could not be enrolled. Please start the enrollment again.';

interface RefusalFacts {
  readonly failInfo: FailInfo;
  readonly user: string;
  readonly admin: string;
}

function facts(failInfo: FailInfo, admin: string, user = askAdmin): RefusalFacts {
  return { failInfo, user, admin };
}

/** The catalogue of SCEP. */
export const scepRefusals = {
  scep_malformed: facts('badRequest', 'The SCEP message cannot be read.'),
  scep_missing_attribute: facts('badRequest', 'The SCEP message lacks an attribute that every message has.'),
  scep_unknown_message_type: facts('badRequest', 'The SCEP message is of a type that there is not.'),
  scep_wrong_message_type: facts('badRequest', 'The SCEP message is of a type that is not offered.'),
  scep_wrong_signature: facts('badMessageCheck', 'The signature of the SCEP message is wrong.'),
  scep_missing_content: facts('badRequest', 'The SCEP message has no content.'),
  scep_cannot_open: facts('badMessageCheck', 'The SCEP message is not encrypted to the present device authority.'),
  scep_malformed_request: facts('badRequest', 'The certification request cannot be read.'),
  request_signature_wrong: facts('badMessageCheck', 'The certification request is not signed by its own key.'),
  key_weak: facts('badAlg', 'The key is no RSA key of 2048 to 4096 bits with a usual exponent.'),
  challenge_missing: facts('badRequest', 'The request has no challenge.', enrollAgain),
  challenge_wrong: facts('badRequest', 'The challenge was never given out here.', enrollAgain),
  challenge_expired: facts('badRequest', 'The challenge has expired.', enrollAgain),
  challenge_foreign: facts('badRequest', 'The challenge belongs to another Mac than the request names.'),
  manual_challenge_expired: facts('badRequest', 'The profile for enrollment by hand has ended: export another.'),
  manual_challenge_spent: facts('badRequest', 'The profile for enrollment by hand was used by as many Macs as it may.'),
  manual_challenge_revoked: facts('badRequest', 'The profile for enrollment by hand was revoked.'),
  transaction_conflict: facts('badRequest', 'The transaction was used for another Mac, or its certificate is revoked.'),
  transaction_unknown: facts('badCertId', 'There is no transaction of this name and key.', enrollAgain),
  renewal_refused: facts('badMessageCheck', 'The renewal is not signed by an identity that counts.', enrollAgain),
} as const satisfies Readonly<Record<string, RefusalFacts>>;

/** A code of the catalogue. */
export type ScepRefusalCode = keyof typeof scepRefusals;

/** Thrown where a SCEP request is refused; caught once, where it is answered. */
export class ScepRefusal extends Error {
  override readonly name = 'ScepRefusal';
  readonly code: ScepRefusalCode;
  /** Whose challenge it was, where that is known. */
  readonly serialNumber: string | undefined;

  constructor(code: ScepRefusalCode, serialNumber?: string) {
    super(scepRefusals[code].admin);
    this.code = code;
    this.serialNumber = serialNumber;
  }
}
