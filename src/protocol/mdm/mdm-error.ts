/** Why an MDM message cannot be read. Each code is one reason; the server maps it to a status and two sentences. */
export type MdmErrorCode =
  | 'malformed_plist'
  | 'not_a_dictionary'
  | 'missing_key'
  | 'malformed_key'
  | 'unknown_message_type'
  | 'unknown_status'
  | 'malformed_json';

/** An MDM message that is refused. The message names the key; it never holds its value. */
export class MdmError extends Error {
  override readonly name = 'MdmError';
  readonly code: MdmErrorCode;

  constructor(code: MdmErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
