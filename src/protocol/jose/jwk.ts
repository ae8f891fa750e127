/** Public keys as JWK (RFC 7517, RFC 7518 section 6) and as ANSI X9.63 points, and Apple's key ids. */
import type { Digests } from '../crypto.ts';
import { fromBase64url, toBase64, toBase64url } from '../encoding/base64.ts';
import { concat } from '../encoding/bytes.ts';
import { type JsonObject, isJsonObject } from '../encoding/json.ts';
import { JoseError } from './error.ts';

/** A P-256 public key as JWK. */
export interface P256Jwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  /** 32 bytes, base64url: always padded on the left to full width (RFC 7518 section 6.2.1.2). */
  readonly x: string;
  readonly y: string;
}

/** Length of an uncompressed P-256 point: 0x04, X, Y. */
export const p256PointLength = 65;

/** Whether bytes have the form of an uncompressed P-256 point. Whether it is on the curve, the key import decides. */
export function isUncompressedP256(bytes: Uint8Array): boolean {
  return bytes.length === p256PointLength && bytes[0] === 0x04;
}

/** The JWK of an uncompressed P-256 point of 65 bytes. */
export function jwkFromPoint(point: Uint8Array): P256Jwk {
  return { kty: 'EC', crv: 'P-256', x: toBase64url(point.subarray(1, 33)), y: toBase64url(point.subarray(33, 65)) };
}

/**
 * The uncompressed point of a P-256 JWK.
 * @throws {JoseError} `malformed_jwk` when members are missing or a coordinate is not exactly 32 bytes
 */
export function pointFromJwk(jwk: unknown): Uint8Array<ArrayBuffer> {
  if (!isJsonObject(jwk) || jwk['kty'] !== 'EC' || jwk['crv'] !== 'P-256') {
    throw new JoseError('malformed_jwk', 'The key is not a P-256 JWK.');
  }
  return concat(new Uint8Array([0x04]), coordinate(jwk, 'x'), coordinate(jwk, 'y'));
}

function coordinate(jwk: JsonObject, name: 'x' | 'y'): Uint8Array {
  const value = jwk[name];
  const bytes = typeof value === 'string' ? fromBase64url(value) : undefined;
  if (bytes?.length !== 32) throw new JoseError('malformed_jwk', `The JWK's "${name}" is not 32 bytes of base64url.`);
  return bytes;
}

/**
 * Apple's `kid` of a public key: standard base64 with padding of SHA-256 over its external representation (X9.63 for
 * EC). Source: Apple, "Performing encryption verification"; checked against its vectors.
 */
export function appleKeyId(externalRepresentation: Uint8Array, digests: Digests): string {
  return toBase64(digests.sha256(externalRepresentation));
}
