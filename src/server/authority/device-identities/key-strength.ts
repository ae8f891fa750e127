import { DerError, parseDer, Tag } from '#protocol/encoding/der.ts';
import type { SubjectPublicKey } from '#protocol/x509/public-key.ts';

const fewestBits = 2048;
const mostBits = 4096;
const smallestExponent = 65_537;

/** Whether a key may be certified: RSA of 2048 to 4096 bits with an odd exponent from 65537 on, or EC on a NIST curve. */
export function isStrongKey(key: SubjectPublicKey): boolean {
  if (key.kind !== 'rsa') return key.kind === 'ec';
  return key.modulusBits >= fewestBits && key.modulusBits <= mostBits && hasUsualExponent(key.pkcs1);
}

function hasUsualExponent(pkcs1: Uint8Array): boolean {
  try {
    return parseDer(pkcs1, (reader) => {
      const fields = reader.enter();
      fields.skip(Tag.integer);
      const exponent = fields.smallInteger();
      return exponent >= smallestExponent && exponent % 2 === 1;
    });
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
