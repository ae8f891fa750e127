import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import { KeyMemory } from './key-memory.ts';

const keyTypes = { ecdsa: 'ec', rsa: 'rsa' } as const;
const smallestModulus = 1024;
const imported = new KeyMemory<KeyObject | undefined>();

/**
 * Signatures of certificates, requests, revocation lists and CMS messages, checked with `node:crypto`. RSA keys go down
 * to the 1024 bits of Apple's device certificates: who accepts which is the chain's business.
 */
export const verifySignature: VerifySignature = ({ algorithm, publicKey, data, signature }) => {
  const key = imported.get(publicKey, () => importKey(publicKey));
  if (key === undefined || key.asymmetricKeyType !== keyTypes[algorithm.scheme]) return false;
  return verify(algorithm.hash, data, key, signature);
};

function importKey(spki: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return (key.asymmetricKeyDetails?.modulusLength ?? smallestModulus) < smallestModulus ? undefined : key;
  } catch {
    return undefined;
  }
}
