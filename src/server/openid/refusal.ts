/** Refusals of the pages: a stable code, and the sentences for each. What a program is refused, the provider words. */

/** How one code is answered. */
export interface RefusalFacts {
  readonly status: 400 | 403 | 413 | 429;
  /** For the person, with the next step. */
  readonly user: string;
  readonly admin: string;
}

const again = 'Go back to the application and sign in from there again.';

/** The catalogue. Codes are never renamed. */
export const refusals = {
  interaction_unknown: {
    status: 400,
    user: `This sign-in is over, or was begun in another browser. ${again}`,
    admin: 'The address of a sign-in was opened without the cookie of its browser, or after its end.',
  },
  form_foreign: {
    status: 403,
    user: `This form does not come from here. ${again}`,
    admin: 'A form was sent from another site, or for another sign-in.',
  },
  body_unreadable: {
    status: 400,
    user: `The form cannot be read. ${again}`,
    admin: 'The body of a form is no UTF-8 text.',
  },
  body_too_large: { status: 413, user: `The form is too large. ${again}`, admin: 'A form is far larger than ours.' },
  too_many_codes: {
    status: 429,
    user: 'Too many codes were tried from here. Please wait some minutes, then try again.',
    admin: 'The budget of device codes of an address is used up.',
  },
} as const satisfies Readonly<Record<string, RefusalFacts>>;

/** A stable code. */
export type RefusalCode = keyof typeof refusals;

/** A no, and whom it concerns for the audit chain. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly context: { readonly userId?: string; readonly reason?: string };

  constructor(code: RefusalCode, context: Refusal['context'] = {}) {
    super(refusals[code].admin);
    this.code = code;
    this.context = context;
  }
}
