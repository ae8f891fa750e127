/** Broken input to a virtual Mac: a state, a profile, a card or a call that cannot be understood. */

/** Stable codes of {@link MacError}. */
export type MacErrorCode =
  | 'state_malformed'
  | 'seal_broken'
  | 'no_such_key'
  | 'no_such_account'
  | 'account_malformed'
  | 'account_exists'
  | 'uid_key_malformed'
  | 'profile_malformed'
  | 'card_malformed'
  | 'attestation_unavailable';

/** Thrown for input that no real Mac could have been given. The message never holds a secret. */
export class MacError extends Error {
  override readonly name = 'MacError';
  readonly code: MacErrorCode;

  constructor(code: MacErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
