/** Refusals of messages of Automated Device Enrollment: stable codes, thrown by parsing. */

/**
 * Why a message is refused.
 * - `ade_message_malformed`: it is not JSON, not a property list, or not an object at the top
 * - `ade_member_missing`, `ade_member_malformed`: a member is missing, or has another type than Apple's
 * - `ade_signer_not_trusted`: signed, but by no certificate of a configured device authority
 * - `ade_message_too_large`: more bytes than a real one can have
 */
export type AdeMessageErrorCode =
  | 'ade_message_malformed'
  | 'ade_message_too_large'
  | 'ade_signer_not_trusted'
  | 'ade_member_missing'
  | 'ade_member_malformed';

/** A message that is refused. The text names the member, never its value. */
export class AdeMessageError extends Error {
  override readonly name = 'AdeMessageError';
  readonly code: AdeMessageErrorCode;

  constructor(code: AdeMessageErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
