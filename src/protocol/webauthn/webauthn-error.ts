/** What is wrong with a message of WebAuthn. */

/** The names are stable: tests and logs refer to them. */
export type WebAuthnErrorCode =
  | 'cbor_not_canonical'
  | 'cose_key_malformed'
  | 'cose_key_unsupported'
  | 'authenticator_data_malformed'
  | 'attestation_object_malformed'
  | 'attestation_format_unsupported'
  | 'attestation_signature_wrong'
  | 'client_data_malformed'
  | 'options_malformed';

/** Thrown by everything that reads messages of WebAuthn. */
export class WebAuthnError extends Error {
  override readonly name = 'WebAuthnError';
  readonly code: WebAuthnErrorCode;

  constructor(code: WebAuthnErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
