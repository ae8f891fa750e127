import { contextTag, type DerReader, Tag } from '#protocol/encoding/der.ts';
import { CmsError } from './cms-error.ts';
import { contentTypeOid, readContentInfo } from './content-info.ts';
import { readSignerInfo, type SignerInfo } from './signer-info.ts';

/** A SignedData (RFC 5652 section 5.1), parsed and not verified. Byte strings are views of one converted copy. */
export interface SignedData {
  /** What the content is: `contentTypeOid.data` in every message of Apple's. */
  readonly contentType: string;
  /** Undefined in a detached signature, and in a message of certificates alone. */
  readonly content: Uint8Array | undefined;
  /** X.509 certificates, DER, in the order of the message. Other kinds are passed over. */
  readonly certificates: readonly Uint8Array[];
  /** X.509 revocation lists, DER. */
  readonly revocationLists: readonly Uint8Array[];
  readonly signerInfos: readonly SignerInfo[];
}

const certificatesTag = contextTag(0);
const revocationListsTag = contextTag(1);
const mostCertificates = 32;
const mostSigners = 8;

/**
 * Parses a ContentInfo with SignedData, in DER or BER (indefinite lengths, content in pieces).
 * @param limits the largest message in bytes; 4 MiB when not said
 * @throws {CmsError} `cms_too_large`, `cms_malformed`, `cms_wrong_content_type`, `cms_unsupported_algorithm`,
 * `cms_malformed_attribute`
 */
export function parseSignedData(bytes: Uint8Array, limits: { readonly maximumBytes?: number } = {}): SignedData {
  return readContentInfo(bytes, contentTypeOid.signedData, readSignedData, limits.maximumBytes);
}

function readSignedData(reader: DerReader): SignedData {
  const fields = reader.enter();
  fields.skip(Tag.integer);
  fields.skip(Tag.set);
  const { contentType, content } = readEncapsulated(fields.enter());
  const certificates = readElements(fields.enterOptional(certificatesTag));
  const revocationLists = readElements(fields.enterOptional(revocationListsTag));
  const signerInfos = readSignerInfos(fields.enter(Tag.set));
  fields.finish();
  return { contentType, content, certificates, revocationLists, signerInfos };
}

function readEncapsulated(fields: DerReader): Pick<SignedData, 'contentType' | 'content'> {
  const contentType = fields.objectIdentifier();
  const explicit = fields.enterOptional(contextTag(0));
  const content = explicit?.octetString();
  explicit?.finish();
  fields.finish();
  return { contentType, content };
}

// Of CertificateChoices and RevocationInfoChoices, the first is a plain SEQUENCE and the only one in use.
function readElements(set: DerReader | undefined): Uint8Array[] {
  if (set === undefined) return [];
  const elements: Uint8Array[] = [];
  while (!set.isAtEnd) {
    const isPlain = set.peek() === Tag.sequence;
    const element = set.raw();
    if (isPlain) elements.push(element);
    if (elements.length > mostCertificates) throw new CmsError('cms_too_large', 'too many certificates');
  }
  return elements;
}

function readSignerInfos(set: DerReader): SignerInfo[] {
  const infos: SignerInfo[] = [];
  while (!set.isAtEnd) {
    infos.push(readSignerInfo(set));
    if (infos.length > mostSigners) throw new CmsError('cms_several_signers', `more than ${mostSigners} signers`);
  }
  return infos;
}
