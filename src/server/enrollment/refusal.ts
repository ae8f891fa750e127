/** A refusal: a stable code, and whom it concerns for the audit chain. Statuses and sentences are in `refusals.ts`. */
import type { AdeMessageErrorCode } from '#protocol/ade/ade-message-error.ts';

/** Refusals that are the server's own, besides those of reading machine information. */
export type EnrollmentRefusalCode =
  | 'enrollment_url_unknown'
  | 'machine_info_missing'
  | 'machine_info_unsigned'
  | 'machine_info_unreadable'
  | 'machine_info_signature_wrong'
  | 'serial_number_foreign'
  | 'device_disowned'
  | 'macos_too_old'
  | 'attestation_impossible'
  | 'push_certificate_missing'
  | 'package_missing'
  | 'plan_missing'
  | 'sign_in_missing'
  | 'sign_in_page_required'
  | 'access_token_unknown'
  | 'access_token_foreign'
  | 'access_token_expired'
  | 'access_token_used'
  | 'person_disabled'
  | 'sign_in_unknown'
  | 'sign_in_expired'
  | 'sign_in_cancelled'
  | 'form_foreign'
  | 'body_too_large'
  | 'body_unreadable'
  | 'busy'
  | 'internal_error';

/** Every code that an answer to a Mac may carry. */
export type RefusalCode = AdeMessageErrorCode | EnrollmentRefusalCode;

/** Whom a refusal concerns, as far as it was known. Never a secret. */
export interface RefusalContext {
  readonly serialNumber?: string;
  readonly userId?: string;
  /** A word or two for the admin. */
  readonly reason?: string;
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
