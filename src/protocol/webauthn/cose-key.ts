/**
 * A credential public key: COSE_Key (RFC 9053 section 7.1.1) for ES256 on P-256, the one kind that a Secure Enclave makes.
 * W3C WebAuthn section 6.5.1.1: `kty`, `alg`, `crv`, `x`, `y` and nothing else.
 */
import { concat } from '../encoding/bytes.ts';
import type { CborMap, CborValue } from '../encoding/cbor.ts';
import { isMap, parseCanonicalCbor, readingAs, writeCanonicalCbor } from './canonical-cbor.ts';
import { WebAuthnError } from './webauthn-error.ts';

/** ES256 in the registry of COSE algorithms. */
export const es256 = -7;

const label = { kty: 1, alg: 3, crv: -1, x: -2, y: -3 } as const;
const ec2 = 2;
const p256 = 1;

/** The COSE_Key of a P-256 point. @param point X9.63, 65 bytes */
export function encodeEs256Key(point: Uint8Array): Uint8Array<ArrayBuffer> {
  return writeCanonicalCbor(es256KeyMap(point));
}

/** The same as a map, for a message that holds it. */
export function es256KeyMap(point: Uint8Array): CborMap {
  return new Map<number, CborValue>([
    [label.kty, ec2],
    [label.alg, es256],
    [label.crv, p256],
    [label.x, point.subarray(1, 33)],
    [label.y, point.subarray(33, 65)],
  ]);
}

/**
 * The P-256 point of a COSE_Key, X9.63, 65 bytes. That it lies on the curve is for whoever imports it.
 * @throws {WebAuthnError} `cose_key_malformed`, `cose_key_unsupported`, `cbor_not_canonical`
 */
export function parseEs256Key(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return pointOf(readingAs('cose_key_malformed', () => parseCanonicalCbor(bytes)));
}

/** The point of a COSE_Key that was read already. @throws as {@link parseEs256Key} */
export function pointOf(key: CborValue): Uint8Array<ArrayBuffer> {
  if (!isMap(key)) throw malformed('The public key is no map.');
  if (key.get(label.kty) !== ec2 || key.get(label.alg) !== es256 || key.get(label.crv) !== p256) {
    throw new WebAuthnError('cose_key_unsupported', 'The public key is not for ES256 on P-256.');
  }
  const [x, y] = [key.get(label.x), key.get(label.y)];
  if (!(x instanceof Uint8Array) || !(y instanceof Uint8Array) || x.length !== 32 || y.length !== 32) {
    throw malformed('A coordinate of the public key is not 32 bytes.');
  }
  if (key.size !== Object.keys(label).length) throw malformed('The public key has further members.');
  return concat(new Uint8Array([4]), x, y);
}

function malformed(message: string): WebAuthnError {
  return new WebAuthnError('cose_key_malformed', message);
}
