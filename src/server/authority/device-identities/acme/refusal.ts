/** Every refusal of ACME: a stable code, the problem's type and status, a sentence for administrators. */
import type { AcmeProblemType } from '#protocol/acme/problem.ts';

interface RefusalFacts {
  readonly type: AcmeProblemType;
  readonly status: 400 | 401 | 403 | 404 | 409 | 415 | 429;
  readonly detail: string;
}

function facts(type: AcmeProblemType, status: RefusalFacts['status'], detail: string): RefusalFacts {
  return { type, status, detail };
}

const attestation = (detail: string) => facts('badAttestationStatement', 403, detail);

/** The catalogue. */
export const acmeRefusals = {
  acme_malformed: facts('malformed', 400, 'The request cannot be read.'),
  acme_media_type: facts('malformed', 415, 'Requests have the media type application/jose+json.'),
  acme_bad_algorithm: facts('badSignatureAlgorithm', 400, 'Requests are signed with ES256.'),
  acme_bad_key: facts('malformed', 400, 'The request does not name its signer by exactly one of jwk and kid.'),
  acme_missing_member: facts('malformed', 400, 'The request lacks a member.'),
  account_key_unusable: facts('badPublicKey', 400, 'The account key is no P-256 key.'),
  account_unknown: facts('accountDoesNotExist', 400, 'There is no such account.'),
  account_deactivated: facts('unauthorized', 401, 'The account is deactivated.'),
  account_key_in_use: facts('malformed', 409, 'Another account has this key.'),
  signature_wrong: facts('unauthorized', 401, 'The request is not signed by its account.'),
  nonce_bad: facts('badNonce', 400, 'The nonce was not given out here, is too old, or was used before.'),
  url_wrong: facts('unauthorized', 401, 'The request was signed for another address.'),
  not_found: facts('malformed', 404, 'There is nothing of this account at this address.'),
  identifier_unsupported: facts('unsupportedIdentifier', 400, 'Orders name one permanent-identifier.'),
  client_identifier_wrong: facts('rejectedIdentifier', 403, 'The client identifier was never given out here.'),
  client_identifier_expired: facts('rejectedIdentifier', 403, 'The client identifier is older than 24 hours.'),
  order_not_ready: facts('orderNotReady', 403, 'The order has no valid attestation, or came to its end.'),
  challenge_finished: facts('malformed', 400, 'The challenge was answered before.'),
  attestation_missing: attestation('The Mac sent no attestation; its profile must ask for one.'),
  attestation_malformed: attestation('The attestation cannot be read.'),
  attestation_unsupported_format: attestation('The attestation is not in Apple’s format.'),
  attestation_untrusted_root: attestation('The attestation does not chain to a root that is trusted here.'),
  attestation_bad_chain: attestation('The certificates of the attestation do not hold together.'),
  attestation_expired: attestation('A certificate of the attestation has expired.'),
  attestation_wrong_key: attestation('The attested key is no EC key.'),
  attestation_missing_freshness: attestation('The attestation does not say what it was made for.'),
  attestation_wrong_freshness: attestation('The attestation was made for another challenge.'),
  attestation_missing_identifiers: attestation('The attestation does not name the Mac.'),
  attestation_wrong_serial_number: attestation('The attestation names another Mac than the client identifier.'),
  attestation_wrong_udid: attestation('The attestation names another Mac than the client identifier.'),
  csr_malformed: facts('badCSR', 400, 'The certification request cannot be read.'),
  csr_signature_wrong: facts('badCSR', 400, 'The certification request is not signed by its own key.'),
  csr_wrong_key: facts('badCSR', 400, 'The certification request is for another key than was attested.'),
  certificate_not_yours: facts('unauthorized', 403, 'The certificate belongs to nobody who signed the request.'),
  certificate_revoked_already: facts('alreadyRevoked', 400, 'The certificate was revoked before.'),
  revocation_reason_unknown: facts('badRevocationReason', 400, 'There is no such reason for a revocation.'),
  too_many_failures: facts('rateLimited', 429, 'There were too many requests that failed; wait a little.'),
} as const satisfies Readonly<Record<string, RefusalFacts>>;

/** A code of the catalogue. */
export type AcmeRefusalCode = keyof typeof acmeRefusals;

/** Thrown where a request is refused; caught once, at the endpoint. */
export class AcmeRefusal extends Error {
  override readonly name = 'AcmeRefusal';
  readonly code: AcmeRefusalCode;
  /** Of the Mac that it concerns, where that is known. */
  readonly serialNumber: string | undefined;
  /** Where the thing is that is in the way. */
  readonly location: string | undefined;

  constructor(code: AcmeRefusalCode, about: { serialNumber?: string; location?: string } = {}) {
    super(acmeRefusals[code].detail);
    this.code = code;
    this.serialNumber = about.serialNumber;
    this.location = about.location;
  }
}
