/** A refusal: a stable code, and whom it concerns for the audit chain. Statuses and sentences are in `refusals.ts`. */
import type { MdmErrorCode } from '#protocol/mdm/mdm-error.ts';
import type { IdentityRefusalCode, ManualRefusalCode } from '#server/authority/device-identities/device-identities.ts';

/** Refusals that are the server's own, besides those of reading messages and judging certificates. */
export type ManagementRefusalCode =
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_invalid'
  | 'identity_of_another_device'
  | 'identity_not_pinned'
  | 'identity_pinned_elsewhere'
  | 'identity_replaced'
  | 'device_of_another_identity'
  | 'enrollment_unknown'
  | 'enrollment_ended'
  | 'device_channel_only'
  | 'user_channel_only'
  | 'user_not_managed'
  | 'token_service_unknown'
  | 'declarative_endpoint_unknown'
  | 'declaration_unknown'
  | 'body_too_large'
  | 'body_unreadable'
  | 'address_unknown'
  | 'busy'
  | 'internal_error';

/** Every code that an answer to a Mac may carry. */
export type RefusalCode = MdmErrorCode | IdentityRefusalCode | ManualRefusalCode | ManagementRefusalCode;

/** Whom a refusal concerns, as far as it was known; ids only. */
export interface RefusalContext {
  readonly enrollmentId?: string;
  /** A word or two for the admin. Never a secret. */
  readonly reason?: string;
}

/** Thrown where a message is refused; caught once, at the edge. */
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
