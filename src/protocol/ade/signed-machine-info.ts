/**
 * Machine information as it travels: the property list inside a CMS message by the certificate that Apple gave the device
 * at the factory. It is the body of the enrollment request, or base64 in the header `x-apple-aspen-deviceinfo` of the
 * first page of a web view. SHA-1 by RSA of 1024 bits in practice, with signed attributes or without. It routes, it does
 * not prove: such certificates have been taken out of devices. Fact sheet sections 2.1 to 2.3.
 */
import type { DigestName, Digests } from '../crypto.ts';
import { CmsError } from '../cms/cms-error.ts';
import type { CmsEncoding } from '../cms/content-info.ts';
import {
  buildSignedData,
  type CmsSigner,
  parseSignedData,
  type SignedDataQuestion,
  type VerifiedSignedData,
  verifySignedData,
} from '../cms/signed-data.ts';
import { fromAnyBase64, toBase64 } from '../encoding/base64.ts';
import { equals } from '../encoding/bytes.ts';
import { signatureAlgorithm, type VerifySignature } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { largestMachineInfo } from './machine-info.ts';

/** The largest message that is read, in bytes: the property list and a chain of certificates. */
export const largestSignedMachineInfo = largestMachineInfo + 32 * 1024;

class Verified {
  readonly #signed: VerifiedSignedData;
  /** The device authority that issued the signer's certificate. */
  readonly authority: Certificate;

  constructor(signed: VerifiedSignedData, authority: Certificate) {
    this.#signed = signed;
    this.authority = authority;
  }

  /** The property list, for `parseMachineInfo`. */
  get content(): Uint8Array {
    return this.#signed.content;
  }

  /** The device's own certificate. */
  get signerCertificate(): Certificate {
    return this.#signed.signerCertificate;
  }
}

/** Machine information whose signature `verifySignedMachineInfo` found right; nothing else can make one. */
export type VerifiedMachineInfo = Verified;

/** Whether a body is a CMS message, and not a bare property list as Apple's documentation shows it. */
export function isSignedMachineInfo(body: Uint8Array): boolean {
  return body[0] === 0x30;
}

/**
 * Verifies the signature, and that a configured authority issued the signer's certificate itself. Validity dates are not
 * looked at: Apple's own authority expired in 2014.
 * @throws {CmsError} as `parseSignedData` and `verifySignedData`
 * @throws {AdeMessageError} `ade_signer_not_trusted`
 */
export function verifySignedMachineInfo(
  message: Uint8Array,
  question: Omit<SignedDataQuestion, 'content'> & { readonly authorities: readonly Certificate[] },
): VerifiedMachineInfo {
  const signed = verifySignedData(parseSignedData(message, { maximumBytes: largestSignedMachineInfo }), question);
  const { authorities, verify } = question;
  const issuer = authorities.find((authority) => isIssuedBy(signed.signerCertificate, authority, verify));
  if (issuer !== undefined) return new Verified(signed, issuer);
  throw new AdeMessageError('ade_signer_not_trusted', 'No device authority issued the certificate of the signer.');
}

function isIssuedBy(certificate: Certificate, issuer: Certificate, verify: VerifySignature): boolean {
  const algorithm = signatureAlgorithm(certificate.signatureAlgorithm);
  if (algorithm === undefined || !equals(certificate.issuer.raw, issuer.subject.raw)) return false;
  const { toBeSigned: data, signature } = certificate;
  return verify({ algorithm, publicKey: issuer.publicKey.spki, data, signature });
}

/** Who signs for a device: its key and certificate, and the certificates above, which it embeds (DER, in this order). */
export interface DeviceSigner extends CmsSigner {
  readonly chain: readonly Uint8Array[];
}

/** How a device writes the message. */
export interface SignedMachineInfoStyle {
  readonly encoding: CmsEncoding;
  readonly digest: DigestName;
  /** Signs contentType, messageDigest and this time (milliseconds since 1970); no attributes when not said. */
  readonly signingTime?: number;
}

/** As the header of the web view has been seen: SHA-1 over the content itself. A captured iPad's has signed attributes. */
export const plainMachineInfoStyle: SignedMachineInfoStyle = { encoding: 'ber-indefinite', digest: 'sha1' };

/** Signs a property list as a device does, the content inside. @throws {CmsError} `cms_malformed_certificate` */
export function signMachineInfo(
  plist: Uint8Array,
  signer: DeviceSigner,
  digests: Digests,
  style: SignedMachineInfoStyle = plainMachineInfoStyle,
): Uint8Array<ArrayBuffer> {
  const { encoding, digest, signingTime } = style;
  return buildSignedData({
    content: plist,
    detached: false,
    digest,
    digests,
    signer,
    certificates: [signer.certificate, ...signer.chain],
    signedAttributes: signingTime === undefined ? { kind: 'none' } : { kind: 'standard', signingTime },
    encoding,
    rsaAlgorithm: 'with-digest',
  });
}

/** The name of the header that carries machine information into a web view. */
export const deviceInfoHeader = 'x-apple-aspen-deviceinfo';

/** The header's value: standard base64 without line breaks. */
export function encodeDeviceInfoHeader(message: Uint8Array): string {
  return toBase64(message);
}

/**
 * The message in a header's value, or in a query parameter that took its place (base64url then).
 * @throws {CmsError} `cms_too_large`, `cms_malformed`
 */
export function decodeDeviceInfoHeader(value: string): Uint8Array<ArrayBuffer> {
  if (value.length > largestSignedMachineInfo * 1.4) throw new CmsError('cms_too_large', 'the header is too long');
  const message = fromAnyBase64(value.trim());
  if (message === undefined || message.length === 0) throw new CmsError('cms_malformed', 'the header is not base64');
  return message;
}
