/** What is wrong with a SCEP message. The names are stable: refusals and the audit refer to them. */
export type ScepErrorCode =
  | 'scep_malformed'
  | 'scep_missing_attribute'
  | 'scep_unknown_message_type'
  | 'scep_wrong_message_type'
  | 'scep_wrong_signature'
  | 'scep_missing_content'
  | 'scep_cannot_open'
  | 'scep_malformed_request';

/** Thrown by what reads SCEP messages (RFC 8894). The message never holds a challenge. */
export class ScepError extends Error {
  override readonly name = 'ScepError';
  readonly code: ScepErrorCode;

  constructor(code: ScepErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
