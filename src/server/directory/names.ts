/** Names of people and groups: what is allowed, when two are the same, and by which words a person is found. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { FieldProblem } from './directory-administration.ts';
import { reservedAccountNames } from './reserved-names.ts';

type Code = FieldProblem['code'];

/** Longest principal name or e-mail, in characters (RFC 5321 section 4.5.3.1.3, less the angle brackets). */
const longestAddress = 254;
const longestFullName = 200;
const longestGroupName = 100;
const longestAccountName = 31;

// Controls, halves of surrogate pairs, and the marks that turn the direction of text around.
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const address = /^[^\s@"(),:;<>[\\\]\p{C}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;

/** The form in which names are compared: without regard to case, to width and to how an accent is written. */
export function foldName(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** The folded form as bytes, which both engines compare and order alike. */
export function nameKey(text: string): Uint8Array {
  return utf8(foldName(text));
}

/** The first key after all keys that start with this one. No byte of UTF-8 is 255, so the last can be raised by one. */
export function prefixEnd(key: Uint8Array): Uint8Array {
  const end = Uint8Array.from(key);
  end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
  return end;
}

/** A macOS short name: starts with a-z, then a-z, 0-9, `_`, `.`, `-`; at most 31; none that macOS or we need ourselves. */
export function accountNameProblem(text: string): Code | undefined {
  if (text === '') return 'missing';
  if (text.length > longestAccountName) return 'too-long';
  if (!/^[a-z][a-z0-9_.-]*$/.test(text)) return 'malformed';
  return reservedAccountNames.has(text) ? 'reserved' : undefined;
}

/** A principal name or an e-mail address: one `@`, a host name after it. */
export function addressProblem(text: string): Code | undefined {
  if (text === '') return 'missing';
  if (text.length > longestAddress) return 'too-long';
  return address.test(text) && !text.includes('..') ? undefined : 'malformed';
}

/** A person's full name: anything that can be printed on one line. */
export function fullNameProblem(text: string): Code | undefined {
  return lineProblem(text, longestFullName);
}

/** A group's name: anything that can be printed on one line. */
export function groupNameProblem(text: string): Code | undefined {
  return lineProblem(text, longestGroupName);
}

function lineProblem(text: string, longest: number): Code | undefined {
  if (text.trim() === '') return 'missing';
  if (text.length > longest) return 'too-long';
  return unprintable.test(text) || text.trim() !== text ? 'malformed' : undefined;
}

/** The names that a person signs in with or is found by. */
export interface PersonNames {
  readonly accountName: string;
  readonly fullName: string;
  readonly userPrincipalName: string;
  readonly email: string | undefined;
}

/** The folded sign-in names of a person, each once and in their order, so that concurrent writers lock alike. */
export function loginNames({ accountName, userPrincipalName, email }: PersonNames): readonly string[] {
  const names = [accountName, userPrincipalName, ...(email === undefined ? [] : [email])];
  return [...new Set(names.map(foldName))].sort();
}

/** What a person is found by: sign-in names, full name, and the full name from each of its further words on. */
export function searchTerms(names: PersonNames): readonly string[] {
  const words = foldName(names.fullName).split(/\s+/u).slice(0, 8);
  const tails = words.map((_, index) => words.slice(index).join(' '));
  return [...new Set([...loginNames(names), ...tails])].filter((term) => term !== '').sort();
}
