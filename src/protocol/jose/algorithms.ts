/** Facts about the JWS algorithms in one table; code below it never compares algorithm names. */
import type { JwsAlgorithm, KeyType } from '../crypto.ts';

/** What RFC 7518 section 3.1 says of one algorithm. */
export interface AlgorithmFacts {
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  readonly kty: KeyType['kty'];
  /** The only curve it may be used with (RFC 7518 section 3.4). */
  readonly crv?: 'P-256' | 'P-384' | 'P-521';
  /** Bytes of one coordinate of an ECDSA signature. */
  readonly coordinate?: number;
}

/** Every algorithm this product accepts. There is no `none` and no HMAC. */
export const algorithms: Readonly<Record<JwsAlgorithm, AlgorithmFacts>> = {
  ES256: { hash: 'sha256', kty: 'EC', crv: 'P-256', coordinate: 32 },
  ES384: { hash: 'sha384', kty: 'EC', crv: 'P-384', coordinate: 48 },
  ES512: { hash: 'sha512', kty: 'EC', crv: 'P-521', coordinate: 66 },
  RS256: { hash: 'sha256', kty: 'RSA' },
  RS384: { hash: 'sha384', kty: 'RSA' },
  RS512: { hash: 'sha512', kty: 'RSA' },
};

/** Whether a header's `alg` is one of the table's. */
export function isJwsAlgorithm(alg: unknown): alg is JwsAlgorithm {
  return typeof alg === 'string' && Object.hasOwn(algorithms, alg);
}

/** Whether a key of this type may be used with the algorithm: curve bound to hash, RSA of at least 2048 bits. */
export function fits(alg: JwsAlgorithm, key: KeyType): boolean {
  const facts = algorithms[alg];
  return key.kty === 'EC' ? facts.crv === key.crv : facts.kty === 'RSA' && key.bits >= 2048;
}
