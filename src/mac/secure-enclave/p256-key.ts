/** P-256 keys from the random port, so that a Mac can be played again byte for byte. */
import { createECDH, type KeyObject } from 'node:crypto';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { p256PrivateKey } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';

/** Order of the group (SEC 2, secp256r1): a private key is 1 to n - 1. */
const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** 32 bytes that are a valid private key. */
export function randomScalar(random: Random): Uint8Array<ArrayBuffer> {
  for (;;) {
    const bytes = random.bytes(32);
    const scalar = BigInt(`0x${toHex(bytes)}`);
    if (scalar > 0n && scalar < order) return bytes;
  }
}

/** A private key and its uncompressed point of 65 bytes. */
export interface P256Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
}

/** The key pair of a scalar of 32 bytes. */
export function p256Pair(scalar: Uint8Array): P256Pair {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const publicKey = new Uint8Array(ecdh.getPublicKey());
  const jwk = {
    x: toBase64url(publicKey.subarray(1, 33)),
    y: toBase64url(publicKey.subarray(33)),
    d: toBase64url(scalar),
  };
  return { privateKey: p256PrivateKey(jwk), publicKey };
}
