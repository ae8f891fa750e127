import type { DigestName, Digests } from '#protocol/crypto.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import type { SignatureAlgorithm, VerifySignature } from '#protocol/x509/algorithms.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { attributeOid, type Attributes, attributeValue, hasMessageDigest, namesContentType } from './attributes.ts';
import { CmsError } from './cms-error.ts';
import { contentTypeOid } from './content-info.ts';
import type { SignedData } from './parse-signed-data.ts';
import { identifies, type SignerInfo } from './signer-info.ts';

/** What a signature is judged with. */
export interface SignedDataQuestion {
  /** The content of a detached signature. When the message has content too, both must be equal. */
  readonly content?: Uint8Array;
  readonly verify: VerifySignature;
  readonly digests: Digests;
  /** Parses an embedded certificate; for callers that remember parsed ones by their hash. Throws as `parseCertificate`. */
  readonly readCertificate?: (der: Uint8Array) => Certificate;
}

interface Facts {
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly signerCertificate: Certificate;
  /** The certificates besides the signer's, DER, in the order of the message. None is trusted yet. */
  readonly otherCertificates: readonly Uint8Array[];
  readonly attributes: Attributes | undefined;
  /** Milliseconds since 1970 by the signer's clock, or undefined. */
  readonly signingTime: number | undefined;
  readonly digest: DigestName;
  readonly algorithm: SignatureAlgorithm;
}

class Verified {
  readonly #facts: Facts;
  /** The bytes that were signed. */
  readonly content: Uint8Array;
  /** Proven to hold the key that signed, and nothing more: the chain is the caller's to check. */
  readonly signerCertificate: Certificate;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.content = facts.content;
    this.signerCertificate = facts.signerCertificate;
  }

  get contentType(): string {
    return this.#facts.contentType;
  }

  /** The certificates besides the signer's, DER, in the order of the message. None is trusted yet. */
  get otherCertificates(): readonly Uint8Array[] {
    return this.#facts.otherCertificates;
  }

  /** The signed attributes, or undefined where the signature is over the content itself. */
  get attributes(): Attributes | undefined {
    return this.#facts.attributes;
  }

  /** Milliseconds since 1970 by the signer's clock, or undefined. */
  get signingTime(): number | undefined {
    return this.#facts.signingTime;
  }

  get digest(): DigestName {
    return this.#facts.digest;
  }

  get algorithm(): SignatureAlgorithm {
    return this.#facts.algorithm;
  }
}

/** A message whose one signature `verifySignedData` found right; nothing else can make one. */
export type VerifiedSignedData = Verified;

/**
 * Verifies the one signature of a message with the certificate that the message carries (RFC 5652 sections 5.4 to 5.6).
 * Who issued that certificate, and whether it may sign, is not looked at.
 * @throws {CmsError} `cms_no_signer`, `cms_several_signers`, `cms_missing_content`, `cms_content_mismatch`,
 * `cms_signer_certificate_missing`, `cms_malformed_certificate`, `cms_missing_signed_attributes`,
 * `cms_malformed_attribute`, `cms_wrong_message_digest`, `cms_wrong_signature`
 */
export function verifySignedData(signed: SignedData, question: SignedDataQuestion): VerifiedSignedData {
  const info = onlySigner(signed);
  const content = contentOf(signed, question.content);
  const { certificate, others } = findCertificate(signed, info, question.readCertificate ?? parseCertificate);
  const data = signedBytes(signed, info, content, question.digests);
  const { algorithm, signature, digest, signedAttributes } = info;
  if (!question.verify({ algorithm, publicKey: certificate.publicKey.spki, data, signature })) {
    throw new CmsError('cms_wrong_signature', 'the signature is not by the key of the certificate');
  }
  const attributes = signedAttributes?.attributes;
  const signingTime = attributes && attributeValue(attributes, attributeOid.signingTime, (reader) => reader.time());
  return new Verified({
    contentType: signed.contentType,
    content,
    signerCertificate: certificate,
    otherCertificates: others,
    attributes,
    signingTime,
    digest,
    algorithm,
  });
}

function onlySigner({ signerInfos }: SignedData): SignerInfo {
  const [info] = signerInfos;
  if (info === undefined) throw new CmsError('cms_no_signer', 'nobody signed the message');
  if (signerInfos.length > 1)
    throw new CmsError('cms_several_signers', `the message has ${signerInfos.length} signers`);
  return info;
}

function contentOf(signed: SignedData, detached: Uint8Array | undefined): Uint8Array {
  const content = detached ?? signed.content;
  if (content === undefined) throw new CmsError('cms_missing_content', 'the signature is detached from its content');
  if (detached !== undefined && signed.content !== undefined && !equals(detached, signed.content)) {
    throw new CmsError('cms_content_mismatch', 'the content in the message is not the one beside it');
  }
  return content;
}

// One certificate that cannot be read does not spoil the others: a chain may hold anything.
function findCertificate(
  { certificates }: SignedData,
  { signer }: SignerInfo,
  read: (der: Uint8Array) => Certificate,
): { certificate: Certificate; others: readonly Uint8Array[] } {
  let unreadable: CmsError | undefined;
  for (const raw of certificates) {
    try {
      const certificate = read(raw);
      if (!identifies(signer, certificate)) continue;
      return { certificate, others: certificates.filter((other) => other !== raw) };
    } catch (error) {
      if (!(error instanceof DerError) && !(error instanceof X509Error)) throw error;
      unreadable = new CmsError('cms_malformed_certificate', error.message);
    }
  }
  throw unreadable ?? new CmsError('cms_signer_certificate_missing', "the signer's certificate is not in the message");
}

// Without attributes only plain data may be signed: RFC 5652 section 5.3 asks for it, and a signature over attributes
// could else be shown as one over content.
function signedBytes(signed: SignedData, info: SignerInfo, content: Uint8Array, digests: Digests): Uint8Array {
  const { signedAttributes, digest } = info;
  if (signedAttributes === undefined) {
    if (signed.contentType === contentTypeOid.data) return content;
    throw new CmsError('cms_missing_signed_attributes', `content ${signed.contentType} needs signed attributes`);
  }
  if (!namesContentType(signedAttributes.attributes, signed.contentType)) {
    throw new CmsError('cms_malformed_attribute', 'the contentType attribute is missing or names another type');
  }
  if (!hasMessageDigest(signedAttributes.attributes, digests[digest](content))) {
    throw new CmsError('cms_wrong_message_digest', 'the messageDigest attribute is not that of the content');
  }
  return signedAttributes.encoded;
}
