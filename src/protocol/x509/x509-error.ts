/** What was wrong with a certificate, request or revocation list that is well-formed DER. */
export type X509ErrorCode =
  | 'x509_unsupported_version'
  | 'x509_algorithm_mismatch'
  | 'x509_unsupported_algorithm'
  | 'x509_malformed_name'
  | 'x509_malformed_key'
  | 'x509_malformed_extension'
  | 'x509_duplicate_extension'
  | 'x509_malformed_request'
  | 'x509_bad_signature'
  | 'x509_malformed_revocation_list'
  | 'x509_bad_serial'
  | 'x509_bad_validity';

/** Thrown by what parses or builds X.509 structures (RFC 5280); broken DER below them throws DerError. */
export class X509Error extends Error {
  override readonly name = 'X509Error';
  readonly code: X509ErrorCode;

  constructor(code: X509ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
