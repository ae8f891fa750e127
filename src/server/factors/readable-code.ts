/**
 * Codes that people read from paper and type: small letters and digits without those that look alike (0 o, 1 i l), in groups.
 * They are random enough that nobody guesses one within the budgets of a sign-in, yet few enough to be tried one by one by
 * whoever holds a copy of the database. So the store keeps them hashed under a key, and the key sealed under the master key,
 * which the database does not have. Argon2id, made for what people choose, would cost one hash a code (ten at each try, since
 * each has its own salt) and defend nothing more.
 */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import type { Random } from '#runtime/random.ts';

/** 31 letters: a little less than five bits each. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz';
/** The largest multiple of 31 that a byte can be below: what is above would favour the first letters. */
const bound = 248;
/** Longer than any code with its hyphens and spaces. */
const longest = 64;

/** Bytes of the key of a hash. */
export const digestKeyLength = 32;

/** How long a code is. */
export interface CodeShape {
  readonly groups: number;
  readonly lettersOfGroup: number;
}

/** Makes a code, as people see it. */
export function makeCode(random: Random, { groups, lettersOfGroup }: CodeShape): string {
  const group = () => Array.from({ length: lettersOfGroup }, () => letter(random)).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** The hash of a code as it was shown or typed, in capitals or not, with or without hyphens; undefined when it can be none. */
export function codeDigest(key: Uint8Array, typed: string): Uint8Array | undefined {
  if (typed.length > longest) return undefined;
  const plain = typed.toLowerCase().replace(/[\s\p{Pd}]/gu, '');
  return new RegExp(`^[${letters}]+$`).test(plain) ? nodeHmac('sha256', key, utf8(plain)) : undefined;
}

function letter(random: Random): string {
  for (;;) {
    const [byte = bound] = random.bytes(1);
    if (byte < bound) return letters.charAt(byte % letters.length);
  }
}
