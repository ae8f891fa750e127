import type { Signer } from '#protocol/crypto.ts';
import { contextTag, type DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { signatureAlgorithm, signStructure, type VerifySignature } from './algorithms.ts';
import { type Extensions, readExtensions } from './extension.ts';
import { type DistinguishedName, parseName } from './name.ts';
import { extensionRequestOid } from './object-identifiers.ts';
import { parsePublicKey, type SubjectPublicKey } from './public-key.ts';
import { X509Error } from './x509-error.ts';

/** A certification request (PKCS#10, RFC 2986), parsed; whether its sender has the private key is yet to be checked. */
export interface CertificationRequest {
  readonly raw: Uint8Array;
  /** CertificationRequestInfo: what the signature covers. */
  readonly toBeSigned: Uint8Array;
  readonly subject: DistinguishedName;
  readonly publicKey: SubjectPublicKey;
  /** Each attribute's first value, a whole DER element, by object identifier. */
  readonly attributes: ReadonlyMap<string, Uint8Array>;
  /** The extensions that are asked for; empty when none are. */
  readonly extensions: Extensions;
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
}

const attributesTag = contextTag(0);
const noExtensions: Extensions = new Map();

/**
 * Parses a DER request. Throws DerError, and X509Error `x509_malformed_request` (version, an attribute twice or without
 * value), `x509_malformed_key`, `x509_malformed_name`, `x509_duplicate_extension`.
 */
export function parseCertificationRequest(raw: Uint8Array): CertificationRequest {
  return parseDer(raw, (reader) => {
    const outer = reader.enter();
    const start = outer.offset;
    const info = readInfo(outer.enter());
    const toBeSigned = outer.view(start);
    const algorithm = outer.raw(Tag.sequence);
    const signature = outer.bitStringBytes();
    outer.finish();
    return { raw, toBeSigned, ...info, signatureAlgorithm: algorithm, signature };
  });
}

function readInfo(fields: DerReader) {
  // The one version is written 0. Apple's SCEP client writes 2, with nothing else that differs.
  const version = fields.smallInteger();
  if (version < 0 || version > 2) throw new X509Error('x509_malformed_request', `request version ${version}`);
  const subject = parseName(fields.raw(Tag.sequence));
  const publicKey = parsePublicKey(fields.raw(Tag.sequence));
  const attributes = readAttributes(fields.enterOptional(attributesTag));
  fields.finish();
  const requested = attributes.get(extensionRequestOid);
  const extensions = requested === undefined ? noExtensions : parseDer(requested, readExtensions);
  return { subject, publicKey, attributes, extensions };
}

function readAttributes(list: DerReader | undefined): ReadonlyMap<string, Uint8Array> {
  const attributes = new Map<string, Uint8Array>();
  if (list === undefined) return attributes;
  while (!list.isAtEnd) readAttribute(list.enter(), attributes);
  return attributes;
}

function readAttribute(fields: DerReader, attributes: Map<string, Uint8Array>): void {
  const oid = fields.objectIdentifier();
  const values = fields.enter(Tag.set);
  if (attributes.has(oid) || values.isAtEnd) {
    throw new X509Error('x509_malformed_request', `attribute ${oid} stands twice or has no value`);
  }
  attributes.set(oid, values.raw());
}

class Verified {
  readonly #request: CertificationRequest;

  constructor(request: CertificationRequest) {
    this.#request = request;
  }

  get request(): CertificationRequest {
    return this.#request;
  }
}

/** A request whose sender holds the private key; nothing but `verifyCertificationRequest` makes one. */
export type VerifiedRequest = Verified;

/** Checks the request's signature by its own key. Throws X509Error `x509_bad_signature` or `x509_unsupported_algorithm`. */
export function verifyCertificationRequest(
  request: CertificationRequest,
  verifySignature: VerifySignature,
): VerifiedRequest {
  const algorithm = signatureAlgorithm(request.signatureAlgorithm);
  if (algorithm === undefined) {
    throw new X509Error('x509_unsupported_algorithm', 'the signature algorithm of the request is not supported');
  }
  const { toBeSigned: data, signature, publicKey } = request;
  if (!verifySignature({ algorithm, publicKey: publicKey.spki, data, signature })) {
    throw new X509Error('x509_bad_signature', 'the request is not signed by its own key');
  }
  return new Verified(request);
}

/** One attribute of a request: its object identifier and one whole DER element. */
export type RequestAttribute = readonly [oid: string, value: Uint8Array];

/** Builds and signs a request with the key that is to be certified, asking for whole Extension elements where given. */
export function buildCertificationRequest(
  content: {
    readonly subject: DistinguishedName;
    readonly publicKey: SubjectPublicKey;
    readonly extensions?: readonly Uint8Array[];
    readonly attributes?: readonly RequestAttribute[];
    /** 0 as the RFC has it; Apple's SCEP client writes 2. */
    readonly version?: 0 | 2;
  },
  signer: Signer,
): Uint8Array<ArrayBuffer> {
  const { extensions = [], attributes = [], version = 0 } = content;
  const asked: readonly RequestAttribute[] =
    extensions.length === 0 ? attributes : [...attributes, [extensionRequestOid, der.sequence(...extensions)]];
  const encoded = asked.map(([oid, value]) => der.sequence(der.objectIdentifier(oid), der.setOf(value)));
  const attributeSet = der.setOf(...encoded);
  attributeSet[0] = attributesTag;
  return signStructure(
    der.sequence(der.integer(version), content.subject.raw, content.publicKey.spki, attributeSet),
    signer,
  );
}
