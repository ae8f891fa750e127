/** Refusals of the pages: a stable code, and the sentences for each. What a program is refused, the provider words. */

/** How one code is answered. */
export interface RefusalFacts {
  /** 200: it is told on the page, where the person may try again. */
  readonly status: 200 | 400 | 403 | 413 | 429 | 503;
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
  password_missing: {
    status: 200,
    user: 'Please fill in your user name and your password.',
    admin: 'A form came without a name or a password.',
  },
  wrong_credential: {
    status: 200,
    user: 'Name or password is wrong. Please try again.',
    admin: 'Unknown name, wrong password, no password, or a disabled person.',
  },
  password_must_change: {
    status: 200,
    user: 'Your password must be changed before you can sign in. Please contact your administrator.',
    admin: 'The password is right, but temporary: let the person choose another.',
  },
  one_time_code_wrong: {
    status: 200,
    user: 'The code is wrong, or was used already. Please wait for the next one.',
    admin: 'A one-time code does not fit after a right password.',
  },
  one_time_code_late: {
    status: 200,
    user: 'That took too long. Please enter your password again.',
    admin: 'A one-time code came too late after the password, or without one.',
  },
  too_many_attempts: {
    status: 200,
    user: 'Too many attempts. Please wait some minutes, then try again.',
    admin: 'The budget of failed attempts of a person or an address is used up.',
  },
  too_many_codes: {
    status: 429,
    user: 'Too many codes were tried from here. Please wait some minutes, then try again.',
    admin: 'The budget of device codes of an address is used up.',
  },
  directory_busy: {
    status: 200,
    user: 'The server is busy. Please try again in a moment.',
    admin: 'More passwords came than can be checked.',
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
