/** The outer layers of every SCEP message (RFC 8894 section 3.1): a SignedData with attributes around an envelope. */
import { CmsError } from '#protocol/cms/cms-error.ts';
import {
  buildSignedData,
  type CmsSigner,
  parseSignedData,
  type VerifiedSignedData,
  verifySignedData,
} from '#protocol/cms/signed-data.ts';
import type { DigestName, Digests } from '#protocol/crypto.ts';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { encodeScepAttributes, readScepAttributes, type ScepAttributes } from './attributes.ts';
import { ScepError } from './scep-error.ts';

/** Larger than any honest message: one with three RSA-4096 certificates is about 9 kB. */
const mostBytes = 64 * 1024;

/** What messages are judged with. */
export interface ScepJudge {
  readonly verify: VerifySignature;
  readonly digests: Digests;
}

class Verified {
  readonly #signed: VerifiedSignedData;
  readonly attributes: ScepAttributes;

  constructor(signed: VerifiedSignedData, attributes: ScepAttributes) {
    this.#signed = signed;
    this.attributes = attributes;
  }

  /** Whoever signed has this certificate's key; who issued it is not looked at. */
  get signerCertificate(): Certificate {
    return this.#signed.signerCertificate;
  }

  /** Embedded certificates besides the signer's, DER. */
  get otherCertificates(): readonly Uint8Array[] {
    return this.#signed.otherCertificates;
  }

  /** What the signer hashed with. */
  get digest(): DigestName {
    return this.#signed.digest;
  }

  /** The EnvelopedData, DER or BER; empty in a failure. */
  get envelope(): Uint8Array {
    return this.#signed.content;
  }
}

/** A message whose signature `parsePkiMessage` found right; nothing else can make one. */
export type VerifiedPkiMessage = Verified;

/**
 * Reads a message and checks its signature with the certificate inside it, which for a first request the client made
 * itself.
 * @throws {ScepError} `scep_malformed`, `scep_wrong_signature`, `scep_missing_attribute`, `scep_unknown_message_type`
 */
export function parsePkiMessage(bytes: Uint8Array, { verify, digests }: ScepJudge): VerifiedPkiMessage {
  try {
    const signed = parseSignedData(bytes, { maximumBytes: mostBytes });
    const question = { verify, digests };
    const verified = verifySignedData(
      signed,
      signed.content === undefined ? { ...question, content: new Uint8Array(0) } : question,
    );
    const { attributes } = verified;
    if (!attributes) throw new ScepError('scep_missing_attribute', 'the message has no signed attributes');
    return new Verified(verified, readScepAttributes(attributes));
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    const isWrong = error.code === 'cms_wrong_signature' || error.code === 'cms_wrong_message_digest';
    throw new ScepError(isWrong ? 'scep_wrong_signature' : 'scep_malformed', error.message, error);
  }
}

/** What a message is made from. */
export interface PkiMessageWish {
  readonly attributes: ScepAttributes;
  /** Undefined where there is nothing to say but the attributes. */
  readonly envelope: Uint8Array | undefined;
  readonly digest: DigestName;
  readonly digests: Digests;
  /** Its certificate is embedded. */
  readonly signer: CmsSigner;
  /** Milliseconds since 1970; left out when undefined. */
  readonly signingTime?: number | undefined;
}

/** Builds and signs a message, DER. */
export function buildPkiMessage(wish: PkiMessageWish): Uint8Array<ArrayBuffer> {
  const { attributes, envelope, digest, digests, signer, signingTime } = wish;
  return buildSignedData({
    content: envelope ?? new Uint8Array(0),
    detached: envelope === undefined,
    digest,
    digests,
    signer,
    certificates: [signer.certificate],
    signedAttributes: {
      kind: 'standard',
      own: encodeScepAttributes(attributes),
      ...(signingTime === undefined ? {} : { signingTime }),
    },
    encoding: 'der',
  });
}
