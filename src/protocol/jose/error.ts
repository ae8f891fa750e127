/** What can be wrong with a JOSE object before any meaning is read from it. */

/** Stable codes of {@link JoseError}. */
export type JoseErrorCode =
  | 'malformed_jws'
  | 'malformed_jwe'
  | 'malformed_jwk'
  | 'unsupported_algorithm'
  | 'unsupported_critical_header'
  | 'decryption_failed';

/** A JWS, JWE or JWK that cannot be read. The message never holds key material or plaintext. */
export class JoseError extends Error {
  override readonly name = 'JoseError';
  readonly code: JoseErrorCode;

  constructor(code: JoseErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
