/** What a Mac keeps of a password in order to recognise it: scrypt with a salt of its own, or the PBKDF2 hash that MDM brought. */
import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import type { PasswordVerifier } from '../mac-state.ts';

// Below what one would choose for a server: these verifiers guard make-believe accounts, and a story checks many.
const cost = { N: 4096, r: 8, p: 1 } as const;

/** A verifier of a password. */
export function makeVerifier(password: string, random: Random): PasswordVerifier {
  const salt = random.bytes(16);
  return { salt: toBase64(salt), hash: toBase64(scryptSync(password, salt, 32, cost)) };
}

/** Whether this is the password. */
export function matches(verifier: PasswordVerifier, password: string): boolean {
  const expected = fromBase64(verifier.hash);
  const key = verifier.iterations === undefined ? passwordKey(verifier, password) : pbkdf2(verifier, password);
  return expected !== undefined && constantTimeEqual(expected, key);
}

/** 32 bytes from a password, for wrapping a key; `label` keeps it apart from the verifier. */
export function passwordKey({ salt }: PasswordVerifier, password: string, label = ''): Uint8Array {
  const bytes = fromBase64(salt) ?? new Uint8Array();
  return scryptSync(password, Buffer.concat([bytes, Buffer.from(label, 'utf8')]), 32, cost);
}

/** SALTED-SHA512-PBKDF2: 128 bytes. */
function pbkdf2({ salt, iterations = 1 }: PasswordVerifier, password: string): Uint8Array {
  return pbkdf2Sync(password, fromBase64(salt) ?? new Uint8Array(), iterations, 128, 'sha512');
}
