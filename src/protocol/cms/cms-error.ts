/** What was wrong with a CMS message. The names are stable: refusals and logs refer to them. */
export type CmsErrorCode =
  | 'cms_too_large'
  | 'cms_malformed'
  | 'cms_wrong_content_type'
  | 'cms_unsupported_algorithm'
  | 'cms_malformed_attribute'
  | 'cms_no_certificate'
  | 'cms_no_signer'
  | 'cms_several_signers'
  | 'cms_signer_certificate_missing'
  | 'cms_malformed_certificate'
  | 'cms_missing_content'
  | 'cms_content_mismatch'
  | 'cms_missing_signed_attributes'
  | 'cms_wrong_message_digest'
  | 'cms_wrong_signature'
  | 'cms_no_recipient'
  | 'cms_cannot_decrypt'
  | 'cms_cannot_encrypt';

/** Thrown by everything that reads, verifies, opens or builds CMS messages (RFC 5652). */
export class CmsError extends Error {
  override readonly name = 'CmsError';
  readonly code: CmsErrorCode;

  constructor(code: CmsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
