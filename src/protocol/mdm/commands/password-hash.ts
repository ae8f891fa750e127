import { encodeDictionary, parseDictionary } from '../message.ts';
import { data, integer, readShape, record, type Shaped } from '../shape.ts';

const derivation = {
  /** What PBKDF2-HMAC-SHA512 gives: 128 bytes. */
  entropy: data,
  /** 32 bytes. */
  salt: data,
  iterations: integer,
};
const shape = { 'SALTED-SHA512-PBKDF2': record(derivation) };

/** A password as macOS keeps it for a local account: derived, never in clear. */
export type PasswordHash = Shaped<typeof derivation>;

/** The sizes that a server derives with: bytes, and rounds. */
export const passwordHashSizes = { salt: 32, entropy: 128, iterations: 40_000 } as const;

/** The value of `passwordHash` in AccountConfiguration and SetAutoAdminPassword: bytes of an XML property list. */
export function encodePasswordHash(hash: PasswordHash): Uint8Array {
  return encodeDictionary({ 'SALTED-SHA512-PBKDF2': { ...hash } });
}

/** Reads such a value. @throws {MdmError} */
export function parsePasswordHash(value: Uint8Array): PasswordHash {
  return readShape(parseDictionary(value), shape)['SALTED-SHA512-PBKDF2'];
}
