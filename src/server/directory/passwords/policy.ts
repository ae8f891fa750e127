/**
 * Which passwords may be chosen: long ones that are neither the person's names nor among those everybody tries first (NIST
 * SP 800-63B section 3.1.1.2). No rules about kinds of characters, no expiry.
 */
import type { PasswordProblem } from '../directory.ts';
import { foldName, type PersonNames } from '../names.ts';
import { wellKnownPasswords, wellKnownWords } from './well-known-passwords.ts';

/** What an organisation may set. */
export interface PasswordPolicy {
  /** In characters; default 12, never below 8. */
  readonly minimumLength: number;
  /** How long a temporary password is accepted. */
  readonly temporaryDays: number;
}

/** What holds when nothing is set. */
export const usualPolicy: PasswordPolicy = { minimumLength: 12, temporaryDays: 3 };

/** Longest password, in characters: far above any phrase, and little work for the hash. */
export const longestPassword = 256;

/** Names shorter than this occur in words by chance. */
const shortestName = 4;

/** A password as it is hashed: one way to write accents and spaces (RFC 8265 section 4.2, OpaqueString). */
export function preparePassword(password: string): string {
  return password
    .toWellFormed()
    .replace(/\p{Zs}/gu, ' ')
    .normalize('NFC');
}

/** Every reason against a prepared password for a person; empty when it may be used. */
export function passwordProblems(
  password: string,
  person: PersonNames,
  policy: PasswordPolicy,
): readonly PasswordProblem[] {
  const length = Array.from(password).length;
  const folded = foldName(password);
  const problems: PasswordProblem[] = [];
  if (length < Math.max(policy.minimumLength, 8)) problems.push('too-short');
  if (length > longestPassword) problems.push('too-long');
  if (namesOf(person).some((name) => folded.includes(name))) problems.push('contains-name');
  if (isWellKnown(folded)) problems.push('well-known');
  return problems;
}

function namesOf({ accountName, fullName, userPrincipalName, email }: PersonNames): readonly string[] {
  const addresses = [userPrincipalName, ...(email === undefined ? [] : [email])];
  const localParts = addresses.map((address) => address.slice(0, address.indexOf('@')));
  const words = fullName.split(/\s+/u);
  return [accountName, ...localParts, ...words].map(foldName).filter((name) => name.length >= shortestName);
}

function isWellKnown(folded: string): boolean {
  const bare = unwound(folded.replace(/[^\p{L}]/gu, ''));
  const plain = unwound(
    Array.from(folded)
      .map((letter) => lookalikes[letter] ?? letter)
      .join('')
      .replace(/[^\p{L}]/gu, ''),
  );
  const words = [bare, plain];
  return wellKnownPasswords.has(folded) || words.some((word) => wellKnownWords.has(word)) || isPattern(folded);
}

const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** `passwordpassword` is `password`: the shortest piece that makes the whole by repetition. */
function unwound(text: string): string {
  return text.slice(0, periodOf(text));
}

/** The length of the shortest piece whose repetitions, the last perhaps cut short, make the text. */
function periodOf(text: string): number {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.startsWith(text.slice(period))) return period;
  }
  return text.length;
}

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
];

/** One to four characters over and over, or a walk along the alphabet, the digits or the keyboard, either way. */
function isPattern(folded: string): boolean {
  if (periodOf(folded) <= 4) return true;
  const backwards = Array.from(folded).reverse().join('');
  return runs.some((run) => run.includes(folded) || run.includes(backwards));
}
