import type { DigestName } from '#protocol/crypto.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { contextPrimitiveTag, contextTag, type DerReader, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import type { SignatureAlgorithm } from '#protocol/x509/algorithms.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { subjectKeyIdentifier } from '#protocol/x509/extensions/key-identifier.ts';
import { readDigestAlgorithm, readSignatureAlgorithm } from './algorithms.ts';
import { asSignedSet, type Attributes, readAttributes } from './attributes.ts';

/** Which certificate is meant: SignerIdentifier and RecipientIdentifier of CMS, the same choice. */
export type CertificateIdentifier =
  | {
      readonly kind: 'issuer-and-serial';
      /** The issuer's Name, whole element. */
      readonly issuer: Uint8Array;
      /** Content of the serial's INTEGER. */
      readonly serial: Uint8Array;
    }
  | { readonly kind: 'key-identifier'; readonly keyIdentifier: Uint8Array };

/** One signature of a SignedData (RFC 5652 section 5.3), not verified. */
export interface SignerInfo {
  readonly signer: CertificateIdentifier;
  /** Makes the messageDigest attribute. */
  readonly digest: DigestName;
  /** Makes the signature, over the signed attributes or the content. */
  readonly algorithm: SignatureAlgorithm;
  /** `encoded` is the SET OF in DER that the signature covers. */
  readonly signedAttributes: { readonly encoded: Uint8Array; readonly attributes: Attributes } | undefined;
  readonly signature: Uint8Array;
}

const keyIdentifierTag = contextPrimitiveTag(0);
const signedAttributesTag = contextTag(0);
const unsignedAttributesTag = contextTag(1);

/** Reads one SignerInfo. Throws DerError, CmsError `cms_unsupported_algorithm`, `cms_malformed_attribute`. */
export function readSignerInfo(reader: DerReader): SignerInfo {
  const fields = reader.enter();
  fields.skip(Tag.integer);
  const signer = readCertificateIdentifier(fields);
  const digest = readDigestAlgorithm(fields);
  const signedAttributes = readSignedAttributes(fields);
  const algorithm = readSignatureAlgorithm(fields, digest);
  const signature = fields.octetString();
  if (fields.peek() === unsignedAttributesTag) fields.skip();
  fields.finish();
  return { signer, digest, algorithm, signedAttributes, signature };
}

function readSignedAttributes(fields: DerReader): SignerInfo['signedAttributes'] {
  if (fields.peek() !== signedAttributesTag) return undefined;
  const start = fields.offset;
  const attributes = readAttributes(fields.enter(signedAttributesTag));
  return { encoded: asSignedSet(fields.view(start)), attributes };
}

/** Reads IssuerAndSerialNumber, or a subject key identifier under [0] (RFC 5652 sections 5.3 and 6.2.1). */
export function readCertificateIdentifier(fields: DerReader): CertificateIdentifier {
  if (fields.peek() === keyIdentifierTag) {
    return { kind: 'key-identifier', keyIdentifier: fields.content(keyIdentifierTag) };
  }
  const both = fields.enter();
  const issuer = both.raw(Tag.sequence);
  const serial = both.integerBytes();
  both.finish();
  return { kind: 'issuer-and-serial', issuer, serial };
}

/** The identifier of a certificate by issuer and serial, encoded. */
export function encodeIssuerAndSerial(certificate: Certificate): Uint8Array<ArrayBuffer> {
  return der.sequence(certificate.issuer.raw, der.element(Tag.integer, certificate.serial));
}

/**
 * Whether a certificate is the one that is meant. By key identifier only when the certificate has the extension. Throws
 * X509Error `x509_malformed_extension`.
 */
export function identifies(identifier: CertificateIdentifier, certificate: Certificate): boolean {
  if (identifier.kind === 'issuer-and-serial') {
    return equals(certificate.serial, identifier.serial) && equals(certificate.issuer.raw, identifier.issuer);
  }
  const own = subjectKeyIdentifier(certificate);
  return own !== undefined && equals(own, identifier.keyIdentifier);
}
