/** Refusals of a sign-in: a stable code each, with a sentence for administrators here and one for people in the texts. */

/** The catalogue. Codes are never renamed. */
export const refusals = {
  password_missing: 'A form came without a name or a password.',
  wrong_credential: 'Unknown name, wrong password or pass, none, or a disabled person.',
  one_time_code_wrong: 'A one-time code does not fit after a right password, or was used already.',
  one_time_code_late: 'A proof came too late after the one before it, or without one.',
  recovery_code_wrong: 'A recovery code does not fit, or was used already.',
  number_wrong: 'Another number than the one on the screen was typed into the authenticator.',
  number_denied: 'The person denied the request in their authenticator.',
  number_not_me: 'The person said in their authenticator that the request is not theirs: somebody has their password.',
  number_expired: 'Nobody answered the request in the authenticator in time.',
  number_waiting: 'The request in the authenticator is not answered yet.',
  number_busy: 'Another request waits in the authenticator, or the last ones were refused: there is a pause.',
  number_unavailable: 'The person has no authenticator any more.',
  passkey_refused: 'The passkey was not accepted; the reason says why.',
  passkey_missing: 'The form came without the answer of an authenticator: the browser has none, or runs no script.',
  certificate_refused: 'The certificate was not accepted; the reason says why.',
  other_person: 'Somebody else proved who they are than the person whom this sign-in is for.',
  person_gone: 'The person was disabled or removed during the sign-in.',
  method_unknown: 'The form names a way to sign in that is not offered here.',
  factor_missing: 'The policy asks for a proof that the person has no means for; the reason names the rule.',
  policy_refused: 'A rule of the policy refuses this sign-in; the reason names it.',
  password_repeat_differs: 'The new password was not typed twice alike.',
  password_unfit: 'The new password does not follow the rules of passwords.',
  too_many_attempts: 'The budget of failed attempts of a person, a Mac or an address is used up.',
  directory_busy: 'More passwords came than can be checked.',
} as const satisfies Readonly<Record<string, string>>;

/** A stable code. */
export type RefusalCode = keyof typeof refusals;

/** A no, whom it concerns for the audit chain, and what the person is told beside it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly context: { readonly userId?: string | undefined; readonly reason?: string; readonly problems?: string };

  constructor(code: RefusalCode, context: Refusal['context'] = {}) {
    super(refusals[code]);
    this.code = code;
    this.context = context;
  }
}
