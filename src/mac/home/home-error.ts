/** What can be wrong with the Macs that are kept on disk. Messages say what to do; they hold no secret. */

/** Stable codes of {@link MacHomeError}. */
export type MacHomeErrorCode =
  | 'mac_name_malformed'
  | 'mac_exists'
  | 'mac_not_found'
  | 'mac_damaged'
  | 'mac_in_use'
  | 'serial_number_ambiguous';

/** Thrown when a Mac cannot be made, opened or deleted. */
export class MacHomeError extends Error {
  override readonly name = 'MacHomeError';
  readonly code: MacHomeErrorCode;

  constructor(code: MacHomeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
