import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';

const keyTypes = { ecdsa: 'ec', rsa: 'rsa' } as const;

/** Certificate, request and revocation list signatures checked with `node:crypto`. */
export const verifySignature: VerifySignature = ({ algorithm, publicKey, data, signature }) => {
  const key = importKey(publicKey);
  if (key === undefined || key.asymmetricKeyType !== keyTypes[algorithm.scheme]) return false;
  return verify(algorithm.hash, data, key, signature);
};

// Importing costs half a verification, and the keys of authorities are few and come again.
const imported = new Map<string, KeyObject>();
const mostImported = 256;

function importKey(spki: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(spki).toString('latin1');
  const known = imported.get(name);
  if (known) return known;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    if (imported.size >= mostImported) imported.clear();
    imported.set(name, key);
    return key;
  } catch {
    return undefined;
  }
}
