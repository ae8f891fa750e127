/** Refusals of Platform SSO messages: stable codes, thrown by parsing and by verification. */

/** Why a message is refused. Each code is one reason; the server maps it to a status and two sentences. */
export type MessageErrorCode =
  // form and envelope
  | 'missing_parameter'
  | 'unsupported_version'
  | 'unsupported_grant_type'
  | 'unsupported_request_type'
  | 'unexpected_typ'
  | 'unsupported_algorithm'
  | 'malformed_jws'
  | 'malformed_key_id'
  | 'malformed_certificate'
  // claims
  | 'missing_claim'
  | 'malformed_claim'
  | 'conflicting_claims'
  // what this server does not offer
  | 'ws_trust_not_supported'
  | 'hpke_not_supported'
  | 'token_exchange_not_supported'
  // authorization of a web sign-in (macOS 27)
  | 'several_authorization_scopes'
  | 'authorization_scope_missing'
  | 'authorization_scope_unknown'
  | 'authorization_request_mismatch'
  | 'redirect_uri_mismatch'
  | 'repeated_parameter'
  | 'parameter_too_long'
  | 'callback_malformed'
  | 'window_request_malformed'
  // verification of the outer request
  | 'signature_invalid'
  | 'client_mismatch'
  | 'issuer_mismatch'
  | 'audience_mismatch'
  | 'request_expired'
  | 'request_from_future'
  | 'party_info_malformed'
  | 'party_info_wrong_key'
  | 'party_info_wrong_nonce'
  // verification of a proof for single sign-on
  | 'proof_of_another_request'
  // verification of the embedded assertion
  | 'assertion_malformed'
  | 'assertion_signature_invalid'
  | 'assertion_subject_mismatch'
  | 'assertion_audience_mismatch'
  | 'assertion_nonce_mismatch'
  | 'assertion_scope_mismatch'
  | 'assertion_expired'
  | 'assertion_from_future'
  | 'assertion_undecryptable'
  | 'point_not_on_curve'
  // responses, as the Mac reads them
  | 'response_malformed'
  | 'response_undecryptable'
  | 'response_party_info_missing'
  | 'response_party_info_mismatch';

/** A message that is refused. `detail` names the member; it never holds its value. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
  readonly code: MessageErrorCode;

  constructor(code: MessageErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
