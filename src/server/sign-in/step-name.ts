/** What a person can be asked for. */

/** The steps, as forms name them. */
export type StepName =
  | 'password'
  | 'code'
  | 'number'
  | 'recovery-code'
  | 'temporary-pass'
  | 'passkey'
  | 'certificate'
  | 'account'
  | 'choose'
  | 'change-password';
