import type { DigestName, Digests, MessageSigner } from '#protocol/crypto.ts';
import { indefinite } from '#protocol/encoding/ber.ts';
import { contextTag, DerError, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { subjectKeyIdentifier } from '#protocol/x509/extensions/key-identifier.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { encodeCmsSignatureAlgorithm, encodeDigestAlgorithm } from './algorithms.ts';
import { type Attribute, attributeOid, encodeAttributes, retagged } from './attributes.ts';
import { CmsError } from './cms-error.ts';
import { type CmsEncoding, contentTypeOid, encodeContentInfo } from './content-info.ts';
import { encodeIssuerAndSerial } from './signer-info.ts';

/** Who signs: a key, and the certificate that the message names it by. */
export interface CmsSigner {
  readonly key: MessageSigner;
  /** DER. Named, not embedded: put it into `certificates` too. */
  readonly certificate: Uint8Array;
  /** How it is named; by issuer and serial when not said. */
  readonly identifiedBy?: 'issuer-and-serial' | 'key-identifier';
}

/** Everything that a SignedData is made from. */
export interface SignedDataWish {
  readonly content: Uint8Array;
  /** `data` when not said. */
  readonly contentType?: string;
  /** Leaves the content out of the message. */
  readonly detached: boolean;
  readonly digest: DigestName;
  readonly digests: Digests;
  readonly signer: CmsSigner;
  /** DER, embedded in this order. */
  readonly certificates: readonly Uint8Array[];
  /**
   * `none`: the signature is over the content itself. `standard`: over contentType, messageDigest, signingTime where
   * given (milliseconds since 1970), and the attributes of a format's own.
   */
  readonly signedAttributes:
    | { readonly kind: 'none' }
    | { readonly kind: 'standard'; readonly signingTime?: number; readonly own?: readonly Attribute[] };
  readonly encoding: CmsEncoding;
  /** How RSA is named: by its key alone as OpenSSL and Go do (when not said), or with its digest as macOS does. */
  readonly rsaAlgorithm?: 'rsaEncryption' | 'with-digest';
}

/**
 * Builds a ContentInfo with SignedData of one signer (RFC 5652 section 5). In `ber-indefinite` the outer layers and the
 * content are written as macOS does.
 * @throws {CmsError} `cms_malformed_certificate` for a signer's certificate that cannot be read, or has no key
 * identifier to be named by
 */
export function buildSignedData(wish: SignedDataWish): Uint8Array<ArrayBuffer> {
  const { encoding, certificates } = wish;
  const contentType = wish.contentType ?? contentTypeOid.data;
  const isNewer = wish.signer.identifiedBy === 'key-identifier' || contentType !== contentTypeOid.data;
  const fields = [
    der.integer(isNewer ? 3 : 1),
    der.setOf(encodeDigestAlgorithm(wish.digest)),
    encodeEncapsulated(contentType, wish.detached ? undefined : wish.content, encoding),
    ...(certificates.length === 0 ? [] : [der.context(0, ...certificates)]),
    der.setOf(encodeSignerInfo(wish, contentType)),
  ];
  return encodeContentInfo(contentTypeOid.signedData, fields, encoding);
}

/** EncapsulatedContentInfo; detached when there is no content. In indefinite form the content is one piece of several. */
export function encodeEncapsulated(
  contentType: string,
  content: Uint8Array | undefined,
  encoding: CmsEncoding,
): Uint8Array {
  const oid = der.objectIdentifier(contentType);
  if (encoding === 'der') {
    return der.sequence(oid, ...(content === undefined ? [] : [der.context(0, der.octetString(content))]));
  }
  if (content === undefined) return indefinite(Tag.sequence, oid);
  const pieces = indefinite(Tag.octetString, der.octetString(content));
  return indefinite(Tag.sequence, oid, indefinite(contextTag(0), pieces));
}

function encodeSignerInfo(wish: SignedDataWish, contentType: string): Uint8Array {
  const { signer, digest, rsaAlgorithm = 'rsaEncryption' } = wish;
  const attributes = encodeSignedAttributes(wish, contentType);
  const signature = signer.key.sign(digest, attributes ?? wish.content);
  return der.sequence(
    der.integer(signer.identifiedBy === 'key-identifier' ? 3 : 1),
    encodeIdentifier(signer),
    encodeDigestAlgorithm(digest),
    ...(attributes === undefined ? [] : [retagged(attributes, contextTag(0))]),
    encodeCmsSignatureAlgorithm(signer.key, digest, rsaAlgorithm),
    der.octetString(signature),
  );
}

function encodeSignedAttributes(wish: SignedDataWish, contentType: string): Uint8Array | undefined {
  const { signedAttributes: asked, digests, digest, content } = wish;
  if (asked.kind === 'none') return undefined;
  const { signingTime, own = [] } = asked;
  return encodeAttributes([
    { type: attributeOid.contentType, values: [der.objectIdentifier(contentType)] },
    ...(signingTime === undefined ? [] : [{ type: attributeOid.signingTime, values: [der.time(signingTime)] }]),
    { type: attributeOid.messageDigest, values: [der.octetString(digests[digest](content))] },
    ...own,
  ]);
}

function encodeIdentifier({ certificate, identifiedBy }: CmsSigner): Uint8Array {
  try {
    const parsed = parseCertificate(certificate);
    if (identifiedBy !== 'key-identifier') return encodeIssuerAndSerial(parsed);
    const identifier = subjectKeyIdentifier(parsed);
    if (identifier !== undefined) return der.contextPrimitive(0, identifier);
  } catch (error) {
    if (!(error instanceof DerError) && !(error instanceof X509Error)) throw error;
    throw new CmsError('cms_malformed_certificate', error.message);
  }
  throw new CmsError('cms_malformed_certificate', "the signer's certificate has no key identifier");
}
