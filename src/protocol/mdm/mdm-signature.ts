/**
 * The `Mdm-Signature` header of every MDM message of a Mac whose profile says `SignMessage`: standard base64 of a CMS
 * signature over the exact bytes of the body, detached, by the device identity (Apple, Mobile Device Management Protocol
 * Reference, "Pass an Identity Certificate Through a Proxy"; layout from headers of real Macs).
 */
import type { DigestName, Digests, MessageSigner } from '#protocol/crypto.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import type { CmsEncoding } from '#protocol/cms/content-info.ts';
import {
  buildSignedData,
  parseSignedData,
  type SignedDataQuestion,
  type VerifiedSignedData,
  verifySignedData,
} from '#protocol/cms/signed-data.ts';
import { VerifiedContent } from '#protocol/cms/verified-content.ts';
import { fromAnyBase64, toBase64 } from '#protocol/encoding/base64.ts';

/** The longest header that is read, in characters: a real one has 1600 to 2700, one with a long chain some thousands. */
export const longestMdmSignature = 24 * 1024;

class Verified extends VerifiedContent {
  static of(signed: VerifiedSignedData): Verified {
    return new Verified(signed);
  }

  /** The body that was signed. */
  get body(): Uint8Array {
    return this.content;
  }
}

/** A body whose signature `verifyMdmSignature` found right; nothing else can make one. */
export type VerifiedMdmSignature = Verified;

/**
 * Verifies a header over a body. Accepts DER and BER, signed attributes or none, and content inside when it equals the
 * body, as the MDM clients of other makers send it.
 * @throws {CmsError} `cms_malformed` for text that is no base64, and as `parseSignedData` and `verifySignedData`
 */
export function verifyMdmSignature(
  header: string,
  body: Uint8Array,
  question: Omit<SignedDataQuestion, 'content'>,
): VerifiedMdmSignature {
  const signed = parseSignedData(decodeHeader(header));
  return Verified.of(verifySignedData(signed, { ...question, content: body }));
}

function decodeHeader(header: string): Uint8Array {
  if (header.length > longestMdmSignature) {
    throw new CmsError('cms_too_large', `the header has more than ${longestMdmSignature} characters`);
  }
  const bytes = fromAnyBase64(header.trim());
  if (bytes === undefined) throw new CmsError('cms_malformed', 'the header is not base64');
  return bytes;
}

/** How a client writes its signatures. */
export interface MdmSignatureStyle {
  readonly encoding: CmsEncoding;
  /** SHA-1 for an RSA identity and SHA-256 for an EC one when not said. */
  readonly digest?: DigestName;
  /** Signs contentType, messageDigest and this time (milliseconds since 1970); no attributes when not said. */
  readonly signingTime?: number;
  /** Puts the body into the signature, which no Mac does. */
  readonly attached?: boolean;
}

/** macOS as headers of real Macs show it: indefinite lengths, no signed attributes, the leaf alone embedded. */
export const macosMdmSignature: MdmSignatureStyle = { encoding: 'ber-indefinite' };

/** What signs a Mac's messages. */
export interface MdmSigningIdentity {
  readonly key: MessageSigner;
  /** The identity's certificate, DER. */
  readonly certificate: Uint8Array;
}

/**
 * The header over a body.
 * @throws {CmsError} `cms_malformed_certificate`
 */
export function signMdmMessage(
  body: Uint8Array,
  identity: MdmSigningIdentity,
  digests: Digests,
  style: MdmSignatureStyle = macosMdmSignature,
): string {
  const { encoding, signingTime } = style;
  const signature = buildSignedData({
    content: body,
    detached: style.attached !== true,
    digest: style.digest ?? (identity.key.scheme === 'rsa' ? 'sha1' : 'sha256'),
    digests,
    signer: identity,
    certificates: [identity.certificate],
    signedAttributes: signingTime === undefined ? { kind: 'none' } : { kind: 'standard', signingTime },
    encoding,
    rsaAlgorithm: 'with-digest',
  });
  return toBase64(signature);
}
