import { type BlockCipherName, type BlockCiphers, KeyError, type RsaEncrypter } from '#protocol/crypto.ts';
import { indefinite } from '#protocol/encoding/ber.ts';
import { contextTag, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { encodeRsaEncryption } from './algorithms.ts';
import { CmsError } from './cms-error.ts';
import { contentCipher, encodeContentEncryption } from './content-encryption.ts';
import { type CmsEncoding, contentTypeOid, encodeContentInfo } from './content-info.ts';
import { encodeIssuerAndSerial } from './signer-info.ts';

/** Everything that an EnvelopedData is made from. */
export interface EnvelopedDataWish {
  readonly content: Uint8Array;
  /** `data` when not said. */
  readonly contentType?: string;
  readonly cipher: BlockCipherName;
  /** At least one; each must hold an RSA key. */
  readonly recipients: readonly Certificate[];
  readonly encrypter: RsaEncrypter;
  readonly ciphers: BlockCiphers;
  /** Random bytes for the content key and the initialization vector. */
  readonly random: (length: number) => Uint8Array;
  readonly encoding: CmsEncoding;
}

/**
 * Encrypts to certificates by RSAES-PKCS1-v1_5 (RFC 5652 section 6). In `ber-indefinite` the outer layers and the
 * ciphertext are written as Apple Business Manager writes its tokens.
 * @throws {CmsError} `cms_cannot_encrypt` without a recipient, and for a recipient's key that is not RSA
 */
export function sealEnvelopedData(wish: EnvelopedDataWish): Uint8Array<ArrayBuffer> {
  const { recipients, encoding } = wish;
  if (recipients.length === 0) throw new CmsError('cms_cannot_encrypt', 'a message needs a recipient');
  const cipher = contentCipher(wish.cipher);
  const contentKey = wish.random(cipher.keyBytes);
  const iv = wish.random(cipher.blockBytes);
  const encrypted = wish.ciphers.encrypt(cipher.name, contentKey, iv, wish.content);
  const encryptedContentInfo = [
    der.objectIdentifier(wish.contentType ?? contentTypeOid.data),
    encodeContentEncryption(cipher.name, iv),
    encoding === 'der' ? der.contextPrimitive(0, encrypted) : indefinite(contextTag(0), der.octetString(encrypted)),
  ];
  const fields = [
    der.integer(0),
    der.setOf(...recipients.map((certificate) => encodeRecipient(certificate, contentKey, wish.encrypter))),
    encoding === 'der' ? der.sequence(...encryptedContentInfo) : indefinite(Tag.sequence, ...encryptedContentInfo),
  ];
  return encodeContentInfo(contentTypeOid.envelopedData, fields, encoding);
}

function encodeRecipient(certificate: Certificate, contentKey: Uint8Array, encrypter: RsaEncrypter): Uint8Array {
  const encryptedKey = encryptKey(certificate.publicKey.spki, contentKey, encrypter);
  return der.sequence(
    der.integer(0),
    encodeIssuerAndSerial(certificate),
    encodeRsaEncryption(),
    der.octetString(encryptedKey),
  );
}

function encryptKey(publicKey: Uint8Array, contentKey: Uint8Array, encrypter: RsaEncrypter): Uint8Array {
  try {
    return encrypter.encryptKey(publicKey, contentKey);
  } catch (error) {
    if (error instanceof KeyError) throw new CmsError('cms_cannot_encrypt', error.message);
    throw error;
  }
}
