/** A refusal: a stable code, and whom it concerns for the audit chain. Statuses and sentences are in `refusals.ts`. */
import type { MessageErrorCode } from '#protocol/platform-sso/message-error.ts';

/** Refusals that are the server's own, besides those of reading and verifying messages. */
export type ServerRefusalCode =
  | 'malformed_form'
  | 'malformed_body'
  | 'device_unknown'
  | 'device_revoked'
  | 'device_keys_retired'
  | 'device_mismatch'
  | 'nonce_malformed'
  | 'nonce_expired'
  | 'nonce_foreign'
  | 'nonce_replayed'
  | 'wrong_credential'
  | 'password_must_change'
  | 'user_key_unknown'
  | 'card_not_accepted'
  | 'card_of_another'
  | 'user_not_registered'
  | 'first_login_not_allowed'
  | 'method_not_allowed'
  | 'password_not_encrypted'
  | 'refresh_token_unknown'
  | 'refresh_token_expired'
  | 'refresh_token_reused'
  | 'refresh_token_foreign'
  | 'refresh_token_revoked'
  | 'user_disabled'
  | 'proof_token_replaced'
  | 'key_context_invalid'
  | 'unlock_key_unknown'
  | 'registration_token_unknown'
  | 'registration_token_expired'
  | 'registration_token_spent'
  | 'registration_token_foreign'
  | 'registration_window_unknown'
  | 'registration_code_invalid'
  | 'registration_code_expired'
  | 'access_token_invalid'
  | 'access_token_foreign'
  | 'registration_not_allowed'
  | 'device_already_registered'
  | 'key_already_registered'
  | 'key_proof_invalid'
  | 'attestation_required'
  | 'attestation_invalid'
  | 'authorization_request_unsigned'
  | 'authorization_request_foreign'
  | 'authorization_request_expired'
  | 'authorization_request_replayed'
  | 'web_sign_in_unknown'
  | 'form_foreign'
  | 'signed_in_as_another'
  | 'authorization_code_unknown'
  | 'authorization_code_expired'
  | 'authorization_code_replayed'
  | 'authorization_code_foreign'
  | 'authorization_scope_mismatch'
  | 'callback_mismatch'
  | 'too_many_attempts'
  | 'busy';

/** Every code that an answer of this feature may carry. */
export type RefusalCode = MessageErrorCode | ServerRefusalCode;

/** How one code is answered. */
export interface RefusalFacts {
  readonly status: 400 | 401 | 403 | 409 | 429 | 503;
  readonly error: string;
  readonly user: string;
  readonly admin: string;
}

/** Whom a refusal concerns, as far as it was known; ids only. */
export interface RefusalContext {
  readonly userId?: string;
  readonly deviceId?: string;
  /** A word or two for the admin, such as the directory's reason. Never a secret. */
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
  /** Whose budget a wrong credential is charged to: a folded name and the place it was tried from. */
  readonly person?: string;
}

/** Thrown where a request is refused; caught once, at the edge. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly context: RefusalContext;

  constructor(code: RefusalCode, context: RefusalContext = {}) {
    super(code);
    this.code = code;
    this.context = context;
  }
}
