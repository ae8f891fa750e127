/** The inner layer of SCEP messages (RFC 8894 section 3.2.2): an EnvelopedData to one certificate. */
import { CmsError } from '#protocol/cms/cms-error.ts';
import { type EnvelopeKey, openEnvelopedData, parseEnvelopedData } from '#protocol/cms/enveloped-data.ts';
import { sealEnvelopedData } from '#protocol/cms/seal-enveloped-data.ts';
import type { BlockCipherName, BlockCiphers, RsaEncrypter } from '#protocol/crypto.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { ScepError } from './scep-error.ts';

/** What envelopes are opened with. */
export type ScepOpener = EnvelopeKey;

/** What envelopes are made with. */
export interface ScepSealer {
  readonly encrypter: RsaEncrypter;
  readonly ciphers: BlockCiphers;
  readonly random: (length: number) => Uint8Array;
}

/** An opened envelope. */
export interface Envelope {
  readonly content: Uint8Array;
  readonly cipher: BlockCipherName;
}

/**
 * Opens an envelope. Whatever is wrong with it, the error is one and the same, so that nobody learns from our answers
 * what a key or a padding was like.
 * @throws {ScepError} `scep_missing_content` when there is none, `scep_cannot_open`
 */
export function openEnvelope(bytes: Uint8Array, opener: ScepOpener): Envelope {
  if (bytes.length === 0) throw new ScepError('scep_missing_content', 'the message has no content');
  try {
    const enveloped = parseEnvelopedData(bytes);
    return { content: openEnvelopedData(enveloped, opener), cipher: enveloped.cipher.name };
  } catch (error) {
    if (error instanceof CmsError) throw new ScepError('scep_cannot_open', 'the envelope cannot be opened', error);
    throw error;
  }
}

/** Seals content to one certificate, which must hold an RSA key, else CmsError `cms_cannot_encrypt`. */
export function sealEnvelope(
  content: Uint8Array,
  recipient: Certificate,
  cipher: BlockCipherName,
  sealer: ScepSealer,
): Uint8Array<ArrayBuffer> {
  return sealEnvelopedData({ content, cipher, recipients: [recipient], encoding: 'der', ...sealer });
}
