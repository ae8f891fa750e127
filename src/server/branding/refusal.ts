/** Why a look is refused. The codes are those of the administration interface, which has the sentences. */

/** A code of `#api/error.ts`. */
export type BrandingCode =
  | 'accent_malformed'
  | 'accent_contrast'
  | 'help_text_refused'
  | 'logo_too_large'
  | 'logo_unknown_type'
  | 'logo_damaged'
  | 'logo_svg_refused';

/** Thrown by the rules, and turned into an outcome by the feature. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: BrandingCode;

  /** @param admin one sentence for the administrator */
  constructor(code: BrandingCode, admin: string) {
    super(admin);
    this.code = code;
  }
}
