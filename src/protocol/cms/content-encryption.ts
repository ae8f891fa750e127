import type { BlockCipherName } from '#protocol/crypto.ts';
import { parseDer } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { readAlgorithm } from './algorithms.ts';
import { CmsError } from './cms-error.ts';

/** A cipher with its sizes in bytes. */
export interface ContentCipher {
  readonly name: BlockCipherName;
  readonly keyBytes: number;
  /** Of a block, and so of the initialization vector. */
  readonly blockBytes: number;
}

const rows: readonly (ContentCipher & { readonly oid: string })[] = [
  { name: 'des-cbc', oid: '1.3.14.3.2.7', keyBytes: 8, blockBytes: 8 },
  { name: 'des-ede3-cbc', oid: '1.2.840.113549.3.7', keyBytes: 24, blockBytes: 8 },
  { name: 'aes-128-cbc', oid: '2.16.840.1.101.3.4.1.2', keyBytes: 16, blockBytes: 16 },
  { name: 'aes-192-cbc', oid: '2.16.840.1.101.3.4.1.22', keyBytes: 24, blockBytes: 16 },
  { name: 'aes-256-cbc', oid: '2.16.840.1.101.3.4.1.42', keyBytes: 32, blockBytes: 16 },
];

/** The cipher of a name, with its sizes. */
export function contentCipher(name: BlockCipherName): ContentCipher {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new CmsError('cms_unsupported_algorithm', `content cipher ${name}`);
  return row;
}

/**
 * Reads a ContentEncryptionAlgorithmIdentifier (RFC 3370 section 5.1, RFC 3565 section 4.1) given whole. Throws DerError,
 * CmsError `cms_unsupported_algorithm`, and `cms_malformed` for an initialization vector of another length.
 */
export function readContentEncryption(identifier: Uint8Array): { cipher: ContentCipher; iv: Uint8Array } {
  const { oid, parameters } = readAlgorithm(identifier);
  const cipher = rows.find((row) => row.oid === oid);
  if (cipher === undefined) throw new CmsError('cms_unsupported_algorithm', `content cipher ${oid}`);
  const iv = parseDer(parameters ?? new Uint8Array(), (reader) => reader.octetString());
  if (iv.length !== cipher.blockBytes) throw new CmsError('cms_malformed', 'initialization vector of another length');
  return { cipher, iv };
}

/** ContentEncryptionAlgorithmIdentifier of a cipher with its initialization vector. */
export function encodeContentEncryption(name: BlockCipherName, iv: Uint8Array): Uint8Array<ArrayBuffer> {
  const oid = rows.find((row) => row.name === name)?.oid ?? '';
  return der.sequence(der.objectIdentifier(oid), der.octetString(iv));
}
