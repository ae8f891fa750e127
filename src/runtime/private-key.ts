import { createPrivateKey, type KeyObject } from 'node:crypto';
import { KeyError } from '#protocol/crypto.ts';

/** A private key from PKCS#8 DER. @throws {KeyError} `malformed_key` */
export function privateKeyOf(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  } catch {
    throw new KeyError('malformed_key', 'Not a PKCS#8 private key that can be imported.');
  }
}
