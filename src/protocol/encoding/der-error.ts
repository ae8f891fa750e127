/** What was wrong with the bytes. The names are stable: tests and logs refer to them. */
export type DerErrorCode =
  | 'der_truncated'
  | 'der_length_not_minimal'
  | 'der_length_too_large'
  | 'der_indefinite_length'
  | 'der_high_tag_number'
  | 'der_too_deep'
  | 'der_unexpected_tag'
  | 'der_trailing_bytes'
  | 'der_bad_boolean'
  | 'der_bad_integer'
  | 'der_integer_too_large'
  | 'der_bad_bit_string'
  | 'der_bad_null'
  | 'der_bad_object_identifier'
  | 'der_bad_time'
  | 'der_bad_text'
  | 'der_bad_value'
  | 'ber_unterminated'
  | 'ber_bad_constructed_string';

/** Thrown by everything that reads or writes DER (ITU-T X.690). `offset` counts bytes from the start of the outermost array. */
export class DerError extends Error {
  override readonly name = 'DerError';
  readonly code: DerErrorCode;
  readonly offset: number;

  constructor(code: DerErrorCode, message: string, offset = 0) {
    super(`${message} (at byte ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}
