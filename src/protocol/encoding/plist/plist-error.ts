/** What was wrong with a property list. The names are stable: tests and logs refer to them. */
export type PlistErrorCode =
  | 'plist_too_large'
  | 'plist_too_deep'
  | 'plist_too_many_values'
  | 'plist_truncated'
  | 'plist_trailing_content'
  | 'plist_not_a_plist'
  | 'plist_not_utf8'
  | 'plist_doctype_refused'
  | 'plist_unexpected_markup'
  | 'plist_unknown_element'
  | 'plist_bad_reference'
  | 'plist_bad_text'
  | 'plist_bad_integer'
  | 'plist_bad_real'
  | 'plist_bad_date'
  | 'plist_bad_data'
  | 'plist_missing_value'
  | 'plist_key_expected'
  | 'plist_duplicate_key'
  | 'plist_unsupported_version'
  | 'plist_unsupported_type'
  | 'plist_bad_trailer'
  | 'plist_bad_offset'
  | 'plist_bad_object_reference'
  | 'plist_reference_cycle'
  | 'plist_unwritable'
  | 'plist_not_a_dictionary'
  | 'plist_missing_key'
  | 'plist_wrong_type';

/** Where in the property list something was wrong. */
export interface PlistErrorPlace {
  /** Characters (XML) or bytes (binary) from the start. */
  readonly offset?: number;
  /** The dictionary key that is missing or has a value of another type. */
  readonly key?: string;
}

/** Thrown by everything that reads or writes property lists, and by nothing else. */
export class PlistError extends Error {
  override readonly name = 'PlistError';
  readonly code: PlistErrorCode;
  readonly offset: number | undefined;
  readonly key: string | undefined;

  constructor(code: PlistErrorCode, message: string, place: PlistErrorPlace = {}) {
    super(place.offset === undefined ? message : `${message} (at ${place.offset})`);
    this.code = code;
    this.offset = place.offset;
    this.key = place.key;
  }
}
