import type { DigestName, JwsAlgorithm, Signer } from '#protocol/crypto.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { derFromP1363 } from '#protocol/jose/ecdsa-signature.ts';
import { X509Error } from './x509-error.ts';

/** How a certificate is signed. ECDSA signatures are DER `Ecdsa-Sig-Value`, RSA ones the PKCS#1 v1.5 block. */
export interface SignatureAlgorithm {
  readonly scheme: 'ecdsa' | 'rsa';
  readonly hash: DigestName;
}

/**
 * Checks one signature with the public key of a SubjectPublicKeyInfo. False for a wrong signature and for a key that does
 * not fit the algorithm or cannot be used at all; never throws. Node: `verify(hash, data, key, signature)`.
 */
export type VerifySignature = (input: {
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}) => boolean;

interface Row extends SignatureAlgorithm {
  readonly oid: string;
  /** Which of our own signers makes it. */
  readonly alg?: readonly JwsAlgorithm[];
}

const rows: readonly Row[] = [
  { oid: '1.2.840.10045.4.1', scheme: 'ecdsa', hash: 'sha1' },
  { oid: '1.2.840.10045.4.3.2', scheme: 'ecdsa', hash: 'sha256', alg: ['ES256'] },
  { oid: '1.2.840.10045.4.3.3', scheme: 'ecdsa', hash: 'sha384', alg: ['ES384'] },
  { oid: '1.2.840.10045.4.3.4', scheme: 'ecdsa', hash: 'sha512', alg: ['ES512'] },
  { oid: '1.2.840.113549.1.1.5', scheme: 'rsa', hash: 'sha1' },
  { oid: '1.2.840.113549.1.1.11', scheme: 'rsa', hash: 'sha256', alg: ['RS256'] },
  { oid: '1.2.840.113549.1.1.12', scheme: 'rsa', hash: 'sha384', alg: ['RS384'] },
  { oid: '1.2.840.113549.1.1.13', scheme: 'rsa', hash: 'sha512', alg: ['RS512'] },
];

// RFC 3279 and 5758: RSA has NULL parameters, ECDSA none.
function encodeRow(row: Row): Uint8Array {
  const oid = der.objectIdentifier(row.oid);
  return row.scheme === 'rsa' ? der.sequence(oid, der.nullValue()) : der.sequence(oid);
}

const known = rows.map((row) => ({ row, encoded: encodeRow(row) }));

/**
 * The algorithm of an AlgorithmIdentifier (whole DER element), or undefined when it is none that we verify. RSA without its
 * NULL is let through.
 */
export function signatureAlgorithm(identifier: Uint8Array): SignatureAlgorithm | undefined {
  for (const { row, encoded } of known) if (equals(encoded, identifier)) return row;
  const { oid, plain } = parseDer(identifier, (reader) => {
    const fields = reader.enter();
    return { oid: fields.objectIdentifier(), plain: fields.isAtEnd || fields.peek() === Tag.null };
  });
  return plain ? rows.find((row) => row.oid === oid) : undefined;
}

/** AlgorithmIdentifier (DER) of a signature algorithm. Every pair of scheme and hash has one. */
export function encodeSignatureAlgorithm({ scheme, hash }: SignatureAlgorithm): Uint8Array {
  const entry = known.find(({ row }) => row.scheme === scheme && row.hash === hash);
  if (entry === undefined)
    throw new X509Error('x509_unsupported_algorithm', `no X.509 algorithm for ${scheme} ${hash}`);
  return entry.encoded;
}

/** AlgorithmIdentifier (DER) of the signatures that a signer makes. */
export function algorithmIdentifier(alg: JwsAlgorithm): Uint8Array {
  const entry = known.find(({ row }) => row.alg?.includes(alg));
  if (entry === undefined) throw new X509Error('x509_unsupported_algorithm', `no X.509 algorithm for ${alg}`);
  return entry.encoded;
}

/** Wraps a to-be-signed structure: SEQUENCE of it, the algorithm and the signature, as certificates, requests and lists do. */
export function signStructure(toBeSigned: Uint8Array, signer: Signer): Uint8Array<ArrayBuffer> {
  const raw = signer.sign(toBeSigned);
  const signature = signer.alg.startsWith('ES') ? derFromP1363(raw) : raw;
  return der.sequence(toBeSigned, algorithmIdentifier(signer.alg), der.bitString(signature));
}
