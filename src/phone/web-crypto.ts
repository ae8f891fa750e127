/**
 * A phone's cryptography by WebCrypto, as browsers and Node.js have it. In a browser the private key is made so that nobody
 * can read it out, not even this program; a script that keeps it in a file has to be able to.
 */
import type { HmacDigest, PhoneCrypto, PhoneKey, PublicKey } from './phone-ports.ts';

/** The part of `SubtleCrypto` that is used. */
export interface Subtle {
  generateKey(algorithm: object, extractable: boolean, usages: string[]): Promise<unknown>;
  exportKey(format: 'jwk', key: never): Promise<object>;
  importKey(
    format: 'jwk' | 'raw',
    data: never,
    algorithm: object,
    extractable: boolean,
    usages: string[],
  ): Promise<object>;
  sign(algorithm: object, key: never, data: never): Promise<ArrayBuffer>;
  digest(algorithm: string, data: never): Promise<ArrayBuffer>;
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
const hashes: Readonly<Record<HmacDigest, string>> = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' };

/** Cryptography whose keys are CryptoKeys that cannot be read out: for IndexedDB, which keeps them as they are. */
export function webCrypto(subtle: Subtle): PhoneCrypto {
  return { ...withoutKeys(subtle), newKey: () => newKey(subtle, false, async ({ privateKey }) => privateKey) };
}

/** Cryptography whose keys are JWKs: for files, which their owner alone may read. */
export function fileCrypto(subtle: Subtle): PhoneCrypto {
  const parts = withoutKeys(subtle);
  return {
    ...parts,
    newKey: () => newKey(subtle, true, ({ privateKey }) => subtle.exportKey('jwk', privateKey as never)),
    sign: async (key, data) => parts.sign(await subtle.importKey('jwk', key as never, ecdsa, false, ['sign']), data),
  };
}

function withoutKeys(subtle: Subtle): Omit<PhoneCrypto, 'newKey'> {
  return {
    sign: async (key, data) =>
      new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key as never, data as never)),
    sha256: async (data) => new Uint8Array(await subtle.digest('SHA-256', data as never)),
    hmac: async (digest, secret, data) => {
      const algorithm = { name: 'HMAC', hash: hashes[digest] };
      const key = await subtle.importKey('raw', secret as never, algorithm, false, ['sign']);
      return new Uint8Array(await subtle.sign({ name: 'HMAC' }, key as never, data as never));
    },
  };
}

interface Pair {
  readonly privateKey: object;
  readonly publicKey: object;
}

async function newKey(subtle: Subtle, extractable: boolean, keep: (pair: Pair) => Promise<PhoneKey>) {
  const pair = (await subtle.generateKey(ecdsa, extractable, ['sign', 'verify'])) as Pair;
  const { x = '', y = '' } = (await subtle.exportKey('jwk', pair.publicKey as never)) as Partial<PublicKey>;
  return { key: await keep(pair), publicKey: { kty: 'EC', crv: 'P-256', x, y } as const };
}
