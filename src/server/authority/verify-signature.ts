import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';

const keyTypes = { ecdsa: 'ec', rsa: 'rsa' } as const;

/** Certificate, request and revocation list signatures checked with `node:crypto`. */
export const verifySignature: VerifySignature = ({ algorithm, publicKey, data, signature }) => {
  const key = importKey(publicKey);
  if (key === undefined || key.asymmetricKeyType !== keyTypes[algorithm.scheme]) return false;
  return verify(algorithm.hash, data, key, signature);
};

function importKey(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
