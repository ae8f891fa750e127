/** All words of the sign-in pages. A further language is another object of this type, named in `texts.ts`. */
import type { RefusalCode } from '../refusal.ts';
import type { StepName } from '../step-name.ts';

const again = 'Please try again.';
const contact = 'Please contact your administrator.';

/** What people are told of a refusal, with the next step. */
const refused: Readonly<Record<RefusalCode, string>> = {
  password_missing: 'Please fill in your user name and your password.',
  wrong_credential: `Name or password is wrong. ${again}`,
  one_time_code_wrong: 'The code is wrong, or was used already. Please wait for the next one.',
  one_time_code_late: 'That took too long. Please enter your password again.',
  recovery_code_wrong: 'This recovery code is wrong, or was used already. Please take another one.',
  number_wrong: `Another number was typed in your authenticator. ${again}`,
  number_denied: 'The request was denied in your authenticator. If it was you, send it again.',
  number_not_me:
    'Somebody said in your authenticator that this was not them, and the sign-in was stopped. Contact your administrator if it was you.',
  number_expired: 'Nobody answered in time. Send the request again when you have your authenticator at hand.',
  number_waiting: 'The request is not approved yet. Open your authenticator and type the number.',
  number_busy: 'There is a pause between requests. Please wait a moment, then send the request again.',
  number_unavailable: `You have no authenticator any more. ${contact}`,
  passkey_refused: 'This passkey does not count here. Try another one, or another way.',
  passkey_missing: 'The browser gave no passkey. Try again, or choose another way.',
  certificate_refused: 'This certificate does not count here. Check your card, or choose another way.',
  other_person: 'This sign-in is for somebody else. Please sign in with the account that is shown.',
  person_gone: `You cannot sign in at the moment. ${contact}`,
  method_unknown: `This way to sign in is not offered. ${again}`,
  factor_missing: `You need a second way to prove that it is you, such as an authenticator or a passkey. ${contact} They can give you a temporary pass to set one up.`,
  policy_refused: `Your organisation does not allow this sign-in. ${contact}`,
  password_repeat_differs: 'The two new passwords are not alike. Please type them again.',
  password_unfit: 'Please choose another password.',
  too_many_attempts: 'Too many attempts. Please wait some minutes, then try again.',
  directory_busy: 'The server is busy. Please try again in a moment.',
};

/** A way to sign in, on the button that chooses it. */
const ways: Readonly<Record<Exclude<StepName, 'account' | 'choose' | 'change-password'>, string>> = {
  password: 'Use my password',
  code: 'Enter a code from my authenticator',
  number: 'Approve in my authenticator',
  'recovery-code': 'Use a recovery code',
  'temporary-pass': 'Use a temporary pass',
  passkey: 'Use a passkey',
  certificate: 'Use a smart card or certificate',
};

/** What is wrong with a chosen password. */
const passwordProblems: Readonly<Record<string, string>> = {
  'too-short': 'It is too short.',
  'too-long': 'It is too long.',
  'contains-name': 'It has your name in it.',
  'well-known': 'It is one that many people use.',
  unchanged: 'It is the one that you have now.',
};

/** English. */
export const english = {
  language: 'en',
  refused,
  ways,
  passwordProblems,
  userName: 'User name',
  password: 'Password',
  signIn: 'Sign In',
  continue: 'Continue',
  cancel: 'Cancel',
  signedInAs: 'Signing in as',
  anotherWay: 'Sign in another way',
  startOver: 'Start over',
  account: {
    title: 'Pick an account',
    hint: 'These accounts signed in in this browser before.',
    another: 'Use Another Account',
  },
  choose: { title: 'Choose how to sign in', hint: 'Each of these proves that it is you.' },
  code: { label: 'One-time code', hint: 'Enter the six digits that your authenticator shows.' },
  recovery: { label: 'Recovery code', hint: 'Enter one of the codes that you kept. Each counts once.' },
  pass: { label: 'Temporary pass', hint: 'Enter the temporary pass that you were given.' },
  number: {
    title: 'Approve this sign-in',
    hint: 'Open your authenticator, and type this number:',
    target: 'What you approve',
    number: 'Number',
    continue: 'I Have Approved It',
    again: 'Send Again',
    waiting: 'This page goes on by itself when you have approved.',
    waitingWithoutScript: 'This page looks again every few seconds.',
  },
  passkey: {
    title: 'Use your passkey',
    hint: 'Your browser asks for your passkey: with Touch ID, a security key, or your phone.',
    continue: 'Use Passkey',
    failed: 'The browser could not use a passkey. Try again, or choose another way.',
    withoutScript: 'Passkeys need JavaScript, which is switched off in this browser. Please choose another way.',
  },
  certificate: {
    title: 'Use your smart card',
    hint: 'Insert your card, and continue. Your browser asks which certificate to use, and for your PIN.',
    continue: 'Continue',
  },
  changePassword: {
    title: 'Choose a new password',
    hint: 'The password that you have is temporary. Choose one that only you know.',
    present: 'Present password',
    next: 'New password',
    repeat: 'New password again',
    change: 'Change Password',
    rules: (minimumLength: number) =>
      `At least ${minimumLength} characters, without your name, and none that many people use. Several words are good.`,
  },
};

/** The words of a language. */
export type Texts = typeof english;
