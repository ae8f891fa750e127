/** Stable codes of {@link ProductArchiveError}. */
export type ProductArchiveErrorCode =
  | 'archive_malformed'
  | 'archive_too_large'
  | 'archive_damaged'
  | 'archive_not_signed'
  | 'archive_signature_invalid'
  | 'archive_is_component'
  | 'archive_without_application';

/** A package that cannot be used. */
export class ProductArchiveError extends Error {
  override readonly name = 'ProductArchiveError';
  readonly code: ProductArchiveErrorCode;

  constructor(code: ProductArchiveErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
