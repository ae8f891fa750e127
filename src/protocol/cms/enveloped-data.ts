import type { BlockCiphers, RsaDecrypter } from '#protocol/crypto.ts';
import { readPossiblyConstructedOctets } from '#protocol/encoding/ber.ts';
import { constructedBit, contextPrimitiveTag, contextTag, type DerReader, Tag } from '#protocol/encoding/der.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { readAlgorithm, rsaEncryptionOid } from './algorithms.ts';
import { CmsError } from './cms-error.ts';
import { type ContentCipher, readContentEncryption } from './content-encryption.ts';
import { contentTypeOid, readContentInfo } from './content-info.ts';
import { type CertificateIdentifier, identifies, readCertificateIdentifier } from './signer-info.ts';

/** One recipient by key transport (RFC 5652 section 6.2.1): the content key, encrypted to a certificate's key. */
export interface KeyTransRecipient {
  readonly recipient: CertificateIdentifier;
  /** `1.2.840.113549.1.1.1` for RSAES-PKCS1-v1_5, the only one that can be opened. */
  readonly algorithm: string;
  readonly encryptedKey: Uint8Array;
}

/** An EnvelopedData (RFC 5652 section 6.1), parsed and not opened. Byte strings are views of one converted copy. */
export interface EnvelopedData {
  /** Recipients by key transport; those of other kinds (key agreement, passwords) are passed over. */
  readonly recipients: readonly KeyTransRecipient[];
  /** What the plaintext is, `contentTypeOid.data` as a rule. */
  readonly contentType: string;
  readonly cipher: ContentCipher;
  readonly iv: Uint8Array;
  readonly encryptedContent: Uint8Array;
}

/** What a message is opened with. */
export interface EnvelopeKey {
  /** Names the recipient that is meant. */
  readonly certificate: Certificate;
  /** The private key of that certificate. */
  readonly decrypter: RsaDecrypter;
  readonly ciphers: BlockCiphers;
}

const originatorTag = contextTag(0);
const unprotectedAttributesTag = contextTag(1);
const encryptedContentTag = contextPrimitiveTag(0);
const mostRecipients = 64;

/**
 * Parses a ContentInfo with EnvelopedData, in DER or BER (indefinite lengths, ciphertext in pieces).
 * @param limits the largest message in bytes; 4 MiB when not said
 * @throws {CmsError} `cms_too_large`, `cms_malformed`, `cms_wrong_content_type`, `cms_unsupported_algorithm`,
 * `cms_missing_content`
 */
export function parseEnvelopedData(bytes: Uint8Array, limits: { readonly maximumBytes?: number } = {}): EnvelopedData {
  return readContentInfo(bytes, contentTypeOid.envelopedData, readEnvelopedData, limits.maximumBytes);
}

function readEnvelopedData(reader: DerReader): EnvelopedData {
  const fields = reader.enter();
  fields.skip(Tag.integer);
  if (fields.peek() === originatorTag) fields.skip();
  const recipients = readRecipients(fields.enter(Tag.set));
  const encrypted = readEncryptedContent(fields.enter());
  if (fields.peek() === unprotectedAttributesTag) fields.skip();
  fields.finish();
  return { recipients, ...encrypted };
}

function readRecipients(set: DerReader): KeyTransRecipient[] {
  const recipients: KeyTransRecipient[] = [];
  for (let count = 0; !set.isAtEnd; count += 1) {
    if (count >= mostRecipients) throw new CmsError('cms_too_large', `more than ${mostRecipients} recipients`);
    if (set.peek() === Tag.sequence) recipients.push(readKeyTransRecipient(set.enter()));
    else set.skip();
  }
  return recipients;
}

function readKeyTransRecipient(fields: DerReader): KeyTransRecipient {
  fields.skip(Tag.integer);
  const recipient = readCertificateIdentifier(fields);
  const { oid } = readAlgorithm(fields.raw(Tag.sequence));
  const encryptedKey = fields.octetString();
  fields.finish();
  return { recipient, algorithm: oid, encryptedKey };
}

function readEncryptedContent(fields: DerReader): Omit<EnvelopedData, 'recipients'> {
  const contentType = fields.objectIdentifier();
  const { cipher, iv } = readContentEncryption(fields.raw(Tag.sequence));
  if (fields.peek() !== encryptedContentTag && fields.peek() !== (encryptedContentTag | constructedBit)) {
    throw new CmsError('cms_missing_content', 'the message has no encrypted content');
  }
  const encryptedContent = readPossiblyConstructedOctets(fields, encryptedContentTag);
  fields.finish();
  return { contentType, cipher, iv, encryptedContent };
}

/**
 * Opens a message with the key of one of its recipients. A wrong key and a damaged ciphertext look the same.
 * @throws {CmsError} `cms_no_recipient` when it was not encrypted to this certificate, `cms_unsupported_algorithm` for a
 * key transport that is not RSAES-PKCS1-v1_5, `cms_malformed_certificate`, `cms_cannot_decrypt`
 */
export function openEnvelopedData(enveloped: EnvelopedData, key: EnvelopeKey): Uint8Array {
  const { cipher, iv, encryptedContent } = enveloped;
  const { algorithm, encryptedKey } = findRecipient(enveloped, key.certificate);
  if (algorithm !== rsaEncryptionOid) {
    throw new CmsError('cms_unsupported_algorithm', `key transport ${algorithm}`);
  }
  const contentKey = key.decrypter.decryptKey(encryptedKey, cipher.keyBytes);
  const content = key.ciphers.decrypt(cipher.name, contentKey, iv, encryptedContent);
  if (content === undefined) throw new CmsError('cms_cannot_decrypt', 'the message cannot be decrypted');
  return content;
}

function findRecipient({ recipients }: EnvelopedData, certificate: Certificate): KeyTransRecipient {
  try {
    const meant = recipients.find(({ recipient }) => identifies(recipient, certificate));
    if (meant !== undefined) return meant;
  } catch (error) {
    if (error instanceof X509Error) throw new CmsError('cms_malformed_certificate', error.message);
    throw error;
  }
  throw new CmsError('cms_no_recipient', 'the message is not encrypted to this certificate');
}
