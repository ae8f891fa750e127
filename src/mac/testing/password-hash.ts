import { pbkdf2Sync } from 'node:crypto';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';

/** `passwordHash` of AccountConfiguration as servers make it: SALTED-SHA512-PBKDF2, 128 bytes, 32 of salt. */
export function passwordHash(password: string): Uint8Array {
  const salt = new Uint8Array(32).fill(7);
  const iterations = 40_000;
  const entropy = new Uint8Array(pbkdf2Sync(password, salt, iterations, 128, 'sha512'));
  return writeXmlPlist({ 'SALTED-SHA512-PBKDF2': { entropy, salt, iterations } });
}
