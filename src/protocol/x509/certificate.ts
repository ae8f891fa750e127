import { equals } from '#protocol/encoding/bytes.ts';
import { contextPrimitiveTag, contextTag, DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import { decodePemBlocks } from '#protocol/encoding/pem.ts';
import { type Extensions, readExtensions } from './extension.ts';
import { type DistinguishedName, parseName } from './name.ts';
import { parsePublicKey, type SubjectPublicKey } from './public-key.ts';
import { X509Error } from './x509-error.ts';

/** A certificate (RFC 5280 section 4.1), parsed and not yet trusted. Byte strings are views of `raw`. */
export interface Certificate {
  /** The whole certificate, DER. */
  readonly raw: Uint8Array;
  /** TBSCertificate: what the signature covers. */
  readonly toBeSigned: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Content of the INTEGER: big-endian two's complement, minimal. */
  readonly serial: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970, both ends included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: SubjectPublicKey;
  /** AlgorithmIdentifier, whole element; `signatureAlgorithm()` says what it is. */
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
  /** Values are read by the functions of `extensions/`, each on demand. */
  readonly extensions: Extensions;
}

const versionTag = contextTag(0);
const issuerUniqueIdTag = contextPrimitiveTag(1);
const subjectUniqueIdTag = contextPrimitiveTag(2);
const extensionsTag = contextTag(3);
const none: Extensions = new Map();

/**
 * Parses one DER certificate. Throws DerError for broken DER and X509Error for `x509_unsupported_version`,
 * `x509_algorithm_mismatch` (inside and outside the signed part differ), `x509_malformed_key`, `x509_malformed_name`,
 * `x509_duplicate_extension`.
 */
export function parseCertificate(raw: Uint8Array): Certificate {
  return parseDer(raw, (reader) => {
    const outer = reader.enter();
    const toBeSigned = outer.raw(Tag.sequence);
    const signatureAlgorithm = outer.raw(Tag.sequence);
    const signature = outer.bitStringBytes();
    outer.finish();
    const fields = readToBeSigned(new DerReader(toBeSigned).enter());
    if (!equals(fields.innerAlgorithm, signatureAlgorithm)) {
      throw new X509Error('x509_algorithm_mismatch', 'the two signature algorithms differ');
    }
    const { innerAlgorithm: _, ...rest } = fields;
    return { raw, toBeSigned, signatureAlgorithm, signature, ...rest };
  });
}

function readToBeSigned(fields: DerReader) {
  const version = readVersion(fields.enterOptional(versionTag));
  const serial = fields.integerBytes();
  const innerAlgorithm = fields.raw(Tag.sequence);
  const issuer = parseName(fields.raw(Tag.sequence));
  const validity = fields.enter();
  const notBefore = validity.time();
  const notAfter = validity.time();
  validity.finish();
  const subject = parseName(fields.raw(Tag.sequence));
  const publicKey = parsePublicKey(fields.raw(Tag.sequence));
  if (fields.peek() === issuerUniqueIdTag) fields.skip();
  if (fields.peek() === subjectUniqueIdTag) fields.skip();
  const extensions = readOptionalExtensions(fields.enterOptional(extensionsTag), version);
  fields.finish();
  return { version, serial, innerAlgorithm, issuer, notBefore, notAfter, subject, publicKey, extensions };
}

function readVersion(explicit: DerReader | undefined): 1 | 2 | 3 {
  if (explicit === undefined) return 1;
  const version = explicit.smallInteger();
  explicit.finish();
  if (version !== 0 && version !== 1 && version !== 2) {
    throw new X509Error('x509_unsupported_version', `certificate version ${version + 1}`);
  }
  return version === 0 ? 1 : version === 1 ? 2 : 3;
}

function readOptionalExtensions(explicit: DerReader | undefined, version: 1 | 2 | 3): Extensions {
  if (explicit === undefined) return none;
  if (version !== 3) throw new X509Error('x509_unsupported_version', `extensions in a version ${version} certificate`);
  const extensions = readExtensions(explicit);
  explicit.finish();
  return extensions;
}

/** All certificates of PEM text, in order. Throws PemError and whatever `parseCertificate` throws. */
export function parseCertificatesPem(text: string): Certificate[] {
  return decodePemBlocks('CERTIFICATE', text).map(parseCertificate);
}
