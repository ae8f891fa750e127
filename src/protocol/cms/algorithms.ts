import type { DigestName, MessageSigner } from '#protocol/crypto.ts';
import { type DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { encodeSignatureAlgorithm, type SignatureAlgorithm, signatureAlgorithm } from '#protocol/x509/algorithms.ts';
import { CmsError } from './cms-error.ts';

/** rsaEncryption: the key of RSA, for signatures whose digest is named elsewhere and for key transport (RFC 3370). */
export const rsaEncryptionOid = '1.2.840.113549.1.1.1';
const ecPublicKeyOid = '1.2.840.10045.2.1';

const digestOids: readonly (readonly [DigestName, string])[] = [
  ['sha1', '1.3.14.3.2.26'],
  ['sha256', '2.16.840.1.101.3.4.2.1'],
  ['sha384', '2.16.840.1.101.3.4.2.2'],
  ['sha512', '2.16.840.1.101.3.4.2.3'],
];

/** Reads a DigestAlgorithmIdentifier. Throws CmsError `cms_unsupported_algorithm`. */
export function readDigestAlgorithm(reader: DerReader): DigestName {
  const { oid } = readAlgorithm(reader.raw(Tag.sequence));
  const known = digestOids.find((row) => row[1] === oid);
  if (known === undefined) throw new CmsError('cms_unsupported_algorithm', `digest algorithm ${oid}`);
  return known[0];
}

/** DigestAlgorithmIdentifier: SHA-1 with NULL as Apple writes it, SHA-2 without parameters (RFC 5754 section 2). */
export function encodeDigestAlgorithm(digest: DigestName): Uint8Array {
  const oid = der.objectIdentifier(digestOids.find((row) => row[0] === digest)?.[1] ?? '');
  return digest === 'sha1' ? der.sequence(oid, der.nullValue()) : der.sequence(oid);
}

/**
 * Reads a SignatureAlgorithmIdentifier. Where it names a kind of key alone (rsaEncryption as OpenSSL and Go write, or
 * id-ecPublicKey), the hash is that of the message digest. Throws CmsError `cms_unsupported_algorithm`.
 */
export function readSignatureAlgorithm(reader: DerReader, digest: DigestName): SignatureAlgorithm {
  const identifier = reader.raw(Tag.sequence);
  const known = signatureAlgorithm(identifier);
  if (known !== undefined) return { scheme: known.scheme, hash: known.hash };
  const { oid } = readAlgorithm(identifier);
  if (oid === rsaEncryptionOid) return { scheme: 'rsa', hash: digest };
  if (oid === ecPublicKeyOid) return { scheme: 'ecdsa', hash: digest };
  throw new CmsError('cms_unsupported_algorithm', `signature algorithm ${oid}`);
}

/** Reads an AlgorithmIdentifier given whole: its object identifier, and its parameters as a whole element. */
export function readAlgorithm(identifier: Uint8Array): { oid: string; parameters: Uint8Array | undefined } {
  return parseDer(identifier, (reader) => {
    const fields = reader.enter();
    const oid = fields.objectIdentifier();
    const parameters = fields.isAtEnd ? undefined : fields.raw();
    fields.finish();
    return { oid, parameters };
  });
}

/** rsaEncryption with its NULL. */
export function encodeRsaEncryption(): Uint8Array {
  return der.sequence(der.objectIdentifier(rsaEncryptionOid), der.nullValue());
}

/**
 * SignatureAlgorithmIdentifier of what a key makes with a digest. RSA is written `rsaEncryption`, as OpenSSL and Go do,
 * or with its digest, as macOS does in its Mdm-Signature.
 */
export function encodeCmsSignatureAlgorithm(
  key: MessageSigner,
  digest: DigestName,
  rsa: 'rsaEncryption' | 'with-digest',
): Uint8Array {
  if (key.scheme === 'rsa' && rsa === 'rsaEncryption') return encodeRsaEncryption();
  return encodeSignatureAlgorithm({ scheme: key.scheme, hash: digest });
}
