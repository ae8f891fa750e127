/** The sign-in policy in words that people read: purposes, methods, levels, conditions. */
import type { factorMethods, PolicyRule, purposes, requirementLevels } from '#api/policy.ts';
import { durationWords } from '#api/plan-words/story-step.ts';

/** Something that can be chosen. */
export interface Words {
  readonly title: string;
  readonly text: string;
}

/** What a sign-in is for. */
export const purposeWords: Readonly<Record<(typeof purposes)[number], Words>> = {
  application: { title: 'Applications', text: 'An application asks who somebody is.' },
  'mac-registration': { title: 'Registration of a Mac', text: 'A Mac and its person register.' },
  login: { title: 'Login window', text: 'Web sign-in at the login window, macOS 27.' },
  unlock: { title: 'Lock screen', text: 'Web sign-in at the lock screen, macOS 27.' },
  elevation: { title: 'Rights of an administrator', text: 'A prompt for rights on a Mac.' },
  'password-change': { title: 'Change of a password', text: 'Somebody sets another password.' },
  'account-creation': { title: 'New account on a Mac', text: 'An account is made at the login window.' },
  'setup-assistant': { title: 'Setup Assistant', text: 'A new Mac, before or during enrollment.' },
  'guest-session': { title: 'Guest session', text: 'A temporary session on a shared Mac.' },
  console: { title: 'Console', text: 'Administrators and auditors come to this console.' },
  account: { title: 'Own page', text: 'Where people add and take away how they sign in.' },
};

/** What somebody can show. */
export const methodWords: Readonly<Record<(typeof factorMethods)[number], Words>> = {
  password: { title: 'Password', text: 'That of the directory.' },
  code: { title: 'One-time code', text: 'Six digits from an authenticator.' },
  number: { title: 'Number matching', text: 'A request on the phone, with two digits to type.' },
  'recovery-code': { title: 'Recovery code', text: 'One of ten on paper.' },
  'temporary-pass': { title: 'Temporary pass', text: 'Given by an administrator.' },
  passkey: { title: 'Passkey', text: 'A key on a device, opened by a finger, a face or a PIN.' },
  certificate: { title: 'Smart card', text: 'A certificate in the browser.' },
  mac: { title: 'This Mac', text: 'Single sign-on: the Mac proves itself and its person.' },
};

/** Levels that a rule may ask for. */
export const levelWords: Readonly<Record<(typeof requirementLevels)[number], Words>> = {
  password: { title: 'Password or better', text: 'One factor is enough.' },
  'multi-factor-where-enrolled': {
    title: 'Two factors where there are two',
    text: 'A second factor from whoever has one, else the password.',
  },
  'multi-factor': {
    title: 'Two factors',
    text: 'A passkey, this Mac, a smart card, or the password with something else.',
  },
  'phishing-resistant': { title: 'Cannot be phished', text: 'This Mac, a passkey or a smart card.' },
  refuse: { title: 'Refuse', text: 'Nobody whom the rule fits is let in.' },
};

/** What is known of a Mac. */
export const deviceWords = {
  registered: { title: 'Registered', text: 'Platform SSO knows its keys.' },
  managed: { title: 'Managed', text: 'It is under device management, with a proven serial number.' },
  attested: { title: 'Attested', text: 'Its maker has vouched for its hardware.' },
} as const satisfies Readonly<Record<string, Words>>;

/** What somebody does who is refused. */
export const nextStepWords = {
  enrol: 'The person adds a factor on their own page.',
  'temporary-pass': 'An administrator gives the person a temporary pass.',
  administrator: 'An administrator changes the policy, or gives what it asks for.',
} as const;

/** A set of methods. */
export function setWords(set: readonly (typeof factorMethods)[number][]): string {
  return set.map((method) => methodWords[method].title).join(' with ');
}

/** What a rule asks for. */
export function requireWords(require: PolicyRule['require']): string {
  return typeof require === 'string' ? levelWords[require].title : require.map(setWords).join(', or ');
}

/** Whom a rule is for. */
export function whoWords(who: PolicyRule['who']): string {
  if (who === 'everyone') return 'Everyone';
  const { users = [], groups = [], except = {} } = who;
  const isNamed = who.users !== undefined || who.groups !== undefined;
  const named = [...groups, ...users];
  const excepted = [...(except.groups ?? []), ...(except.users ?? [])];
  const whom = isNamed ? named.join(', ') || 'Nobody yet' : 'Everyone';
  return excepted.length === 0 ? whom : `${whom}, but not ${excepted.join(', ')}`;
}

/** What a rule is for. */
export function purposesWords(chosen: PolicyRule['purposes']): string {
  return chosen === 'any' ? 'Every sign-in' : chosen.map((one) => purposeWords[one].title).join(', ');
}

/** From which Macs. */
export function macWords(device: PolicyRule['device']): string {
  const words = (['registered', 'managed', 'attested'] as const).flatMap((word) => {
    const wish = device[word];
    return wish === undefined ? [] : [wish ? word : `not ${word}`];
  });
  return words.length === 0 ? 'Any Mac, or none' : `A Mac that is ${words.join(' and ')}`;
}

/** How long an earlier sign-in counts. */
export function freshnessWords(seconds: number | undefined | null): string {
  if (seconds === undefined || seconds === null) return 'Always';
  return seconds === 0 ? 'Never' : `For ${durationWords(seconds)}`;
}
