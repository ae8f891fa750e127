import { type DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { X509Error } from './x509-error.ts';

const ecPublicKeyOid = '1.2.840.10045.2.1';
const rsaEncryptionOid = '1.2.840.113549.1.1.1';

/** The NIST curves that we and Apple use. */
export type Curve = 'P-256' | 'P-384' | 'P-521';

const curves: readonly { readonly curve: Curve; readonly oid: string; readonly size: number }[] = [
  { curve: 'P-256', oid: '1.2.840.10045.3.1.7', size: 32 },
  { curve: 'P-384', oid: '1.3.132.0.34', size: 48 },
  { curve: 'P-521', oid: '1.3.132.0.35', size: 66 },
];

/** A SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). `spki` is the whole element, `keyBits` what the BIT STRING holds. */
export type SubjectPublicKey = {
  readonly spki: Uint8Array;
  readonly keyBits: Uint8Array;
} & (
  | {
      readonly kind: 'ec';
      readonly curve: Curve;
      /** ANSI X9.63 uncompressed: 04 || X || Y. Not proven to lie on the curve: importing the key does that. */
      readonly point: Uint8Array;
    }
  | {
      readonly kind: 'rsa';
      readonly modulusBits: number;
      /** RSAPublicKey of PKCS#1, DER: what Apple calls the external representation of the key. */
      readonly pkcs1: Uint8Array;
    }
  | { readonly kind: 'other'; readonly algorithm: string }
);

/**
 * Parses a SubjectPublicKeyInfo. Keys of other kinds and curves come back as `other`. Throws DerError, or X509Error
 * `x509_malformed_key` for a point that is compressed or of a wrong length and for an impossible RSA modulus.
 */
export function parsePublicKey(spki: Uint8Array): SubjectPublicKey {
  return parseDer(spki, (reader) => {
    const fields = reader.enter();
    const algorithm = fields.enter();
    const oid = algorithm.objectIdentifier();
    const keyBits = fields.bitStringBytes();
    fields.finish();
    if (oid === ecPublicKeyOid) return ecKey(spki, algorithm, keyBits);
    if (oid === rsaEncryptionOid)
      return { kind: 'rsa', spki, keyBits, pkcs1: keyBits, modulusBits: modulusBits(keyBits) };
    return { kind: 'other', spki, keyBits, algorithm: oid };
  });
}

function ecKey(spki: Uint8Array, algorithm: DerReader, point: Uint8Array): SubjectPublicKey {
  if (algorithm.peek() !== Tag.objectIdentifier)
    return { kind: 'other', spki, keyBits: point, algorithm: ecPublicKeyOid };
  const oid = algorithm.objectIdentifier();
  const known = curves.find((entry) => entry.oid === oid);
  if (known === undefined) return { kind: 'other', spki, keyBits: point, algorithm: oid };
  if (point.length !== 1 + 2 * known.size || point[0] !== 4) {
    throw new X509Error('x509_malformed_key', `not an uncompressed point of ${known.curve}`);
  }
  return { kind: 'ec', spki, keyBits: point, curve: known.curve, point };
}

function modulusBits(pkcs1: Uint8Array): number {
  const modulus = parseDer(pkcs1, (reader) => {
    const fields = reader.enter();
    const bytes = fields.integerBytes();
    fields.skip(Tag.integer);
    fields.finish();
    return bytes;
  });
  const first = modulus[0] ?? 0;
  const leading = first === 0 ? (modulus[1] ?? 0) : first;
  if (first >= 0x80 || leading === 0) throw new X509Error('x509_malformed_key', 'RSA modulus is not positive');
  return (modulus.length - (first === 0 ? 1 : 0)) * 8 - Math.clz32(leading) + 24;
}

/** SubjectPublicKeyInfo of a point in X9.63 uncompressed form. Throws X509Error `x509_malformed_key` for a wrong length. */
export function ecPublicKey(curve: Curve, point: Uint8Array): SubjectPublicKey {
  const oid = curves.find((entry) => entry.curve === curve)?.oid ?? '';
  const algorithm = der.sequence(der.objectIdentifier(ecPublicKeyOid), der.objectIdentifier(oid));
  return parsePublicKey(der.sequence(algorithm, der.bitString(point)));
}
