import { sealEnvelopedData } from '#protocol/cms/seal-enveloped-data.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { rsaEncrypter } from '#runtime/rsa.ts';
import type { MacParts } from '../mac-parts.ts';

/**
 * CMS EnvelopedData (RFC 5652 section 6) of a text, for the holder of a certificate with an RSA key.
 * @throws {X509Error}, {CmsError} `cms_cannot_encrypt`
 */
export function encryptToCertificate(mac: MacParts, certificate: Uint8Array, text: string): Uint8Array {
  return sealEnvelopedData({
    content: utf8(text),
    cipher: 'aes-256-cbc',
    recipients: [parseCertificate(certificate)],
    encrypter: rsaEncrypter,
    ciphers: blockCiphers,
    random: (length) => mac.ports.random.bytes(length),
    encoding: 'der',
  });
}

/** Whether {@link encryptToCertificate} can: DER of a certificate with an RSA key. */
export function canEncryptTo(certificate: Uint8Array): boolean {
  try {
    return parseCertificate(certificate).publicKey.kind === 'rsa';
  } catch (error) {
    if (error instanceof X509Error || error instanceof DerError) return false;
    throw error;
  }
}
