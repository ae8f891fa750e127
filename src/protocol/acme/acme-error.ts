/** What is wrong with an ACME message. The names are stable: refusals and the audit refer to them. */
export type AcmeErrorCode =
  | 'acme_malformed'
  | 'acme_bad_algorithm'
  | 'acme_bad_key'
  | 'acme_missing_member'
  | 'attestation_missing'
  | 'attestation_malformed'
  | 'attestation_unsupported_format';

/** Thrown by what reads ACME messages (RFC 8555, draft-acme-device-attest). */
export class AcmeError extends Error {
  override readonly name = 'AcmeError';
  readonly code: AcmeErrorCode;

  constructor(code: AcmeErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
