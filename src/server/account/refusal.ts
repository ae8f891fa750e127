/** Refusals of the person's own pages: a stable code each, with the sentences for people and administrators. */

/** How one code is answered. */
export interface RefusalFacts {
  /** 200: it is told on the page, where the person may try again. */
  readonly status: 200 | 400 | 403 | 404 | 413;
  /** For the person, with the next step. */
  readonly user: string;
  readonly admin: string;
}

const again = 'Please open your page again.';

/** The catalogue. Codes are never renamed. */
export const refusals = {
  form_foreign: {
    status: 403,
    user: `This form does not come from here, or was made for another session. ${again}`,
    admin: 'A form was sent from another site, or for another session.',
  },
  body_unreadable: {
    status: 400,
    user: `The form cannot be read. ${again}`,
    admin: 'The body of a form is no UTF-8 text, or has the same field twice.',
  },
  body_too_large: {
    status: 413,
    user: `The form is too large. ${again}`,
    admin: 'A form is far larger than ours.',
  },
  action_unknown: {
    status: 400,
    user: `The form asks for something that is not offered here. ${again}`,
    admin: 'A form names no action of its page.',
  },
  page_unknown: {
    status: 404,
    user: 'There is no such page. Please go to your page, and on from there.',
    admin: 'An address under /account is none of ours.',
  },
  confirmation_missing: {
    status: 200,
    user: 'Please confirm that it is you, then try again.',
    admin: 'A change of factors without a recent sign-in by the strongest factor of the person.',
  },
  authenticator_unknown: {
    status: 200,
    user: 'That authenticator is not there any more.',
    admin: 'A form names an authenticator that is none of the person’s.',
  },
  session_unknown: {
    status: 200,
    user: 'That browser is signed out already.',
    admin: 'A form names a session that is over, or none of the person’s.',
  },
  mac_unknown: {
    status: 200,
    user: 'You are not on that Mac any more.',
    admin: 'A form names a registration that is none of the person’s, or has ended.',
  },
  passkey_refused: {
    status: 200,
    user: 'The passkey was not accepted. Please try again.',
    admin: 'A form of passkeys was refused; the reason says why.',
  },
  first_code_wrong: {
    status: 200,
    user: 'This code does not fit. Check that the clock of your phone is right, and enter the code that it shows now.',
    admin: 'The first code of a new authenticator app does not fit.',
  },
  first_code_late: {
    status: 200,
    user: 'That took too long. Please begin again.',
    admin: 'The first code came too late after the QR code, for another person’s, or without one.',
  },
  one_time_codes_exist: {
    status: 200,
    user: 'You have one-time codes already. Remove them first.',
    admin: 'A person who has one-time codes wants to add some.',
  },
  one_time_codes_missing: {
    status: 200,
    user: 'There are no one-time codes any more.',
    admin: 'A person without one-time codes wants to remove them.',
  },
  password_missing: {
    status: 200,
    user: 'Please fill in all three fields.',
    admin: 'The form of a change of password lacks a field.',
  },
  password_repeat_differs: {
    status: 200,
    user: 'The two new passwords are not alike. Please type them again.',
    admin: 'The new password was not typed twice alike.',
  },
  password_wrong: {
    status: 200,
    user: 'Your present password is wrong. Please type it again.',
    admin: 'The present password of a change is wrong, or there is none.',
  },
  password_unfit: {
    status: 200,
    user: 'Please choose another password.',
    admin: 'The new password does not follow the rules of passwords.',
  },
  too_many_attempts: {
    status: 200,
    user: 'Too many attempts. Please wait some minutes, then try again.',
    admin: 'The budget of failed attempts of a person is used up.',
  },
  directory_busy: {
    status: 200,
    user: 'The server is busy. Please try again in a moment.',
    admin: 'More passwords came than can be checked.',
  },
} as const satisfies Readonly<Record<string, RefusalFacts>>;

/** A stable code. */
export type RefusalCode = keyof typeof refusals;

/** A no, with the reason for the audit chain, and what the person is told beside the sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly context: { readonly reason?: string | undefined; readonly told?: string };

  constructor(code: RefusalCode, context: Refusal['context'] = {}) {
    super(refusals[code].admin);
    this.code = code;
    this.context = context;
  }
}

/** The whole sentence for the person. */
export function sentenceOf({ code, context: { told } }: Refusal): string {
  return told ?? refusals[code].user;
}
