import type { Signer } from '#protocol/crypto.ts';
import { equals, toHex } from '#protocol/encoding/bytes.ts';
import { contextTag, type DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { algorithmIdentifier, signStructure } from './algorithms.ts';
import { encodeExtension, type Extensions, parseExtension, readExtensions } from './extension.ts';
import { encodeAuthorityKeyIdentifier } from './extensions/key-identifier.ts';
import { type DistinguishedName, parseName } from './name.ts';
import { extensionOid } from './object-identifiers.ts';
import { X509Error } from './x509-error.ts';

const reasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

/** Why a certificate was revoked (RFC 5280 section 5.3.1). */
export type RevocationReason = NonNullable<(typeof reasons)[number]>;

/** The reason of a number, or undefined when there is none. */
export function revocationReason(code: number): RevocationReason | undefined {
  return reasons[code];
}

/** When, milliseconds since 1970, and why. */
export interface Revocation {
  readonly at: number;
  readonly reason: RevocationReason;
}

/** A certificate revocation list (RFC 5280 section 5), parsed; `verifyRevocationList` says whether it counts. */
export interface RevocationList {
  readonly raw: Uint8Array;
  readonly toBeSigned: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** By serial number, lower-case hexadecimal of the INTEGER's content. */
  readonly revoked: ReadonlyMap<string, Revocation>;
  readonly extensions: Extensions;
  /** Whether an entry has a critical extension that we do not know, such as another issuer (indirect list). */
  readonly hasUnknownCriticalEntry: boolean;
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
}

const noExtensions: Extensions = new Map();

/**
 * Parses a DER list. Throws DerError, and X509Error `x509_malformed_revocation_list`, `x509_algorithm_mismatch`,
 * `x509_duplicate_extension`, `x509_malformed_extension`, `x509_malformed_name`.
 */
export function parseRevocationList(raw: Uint8Array): RevocationList {
  return parseDer(raw, (reader) => {
    const outer = reader.enter();
    const start = outer.offset;
    const { innerAlgorithm, ...fields } = readToBeSigned(outer.enter());
    const toBeSigned = outer.view(start);
    const signatureAlgorithm = outer.raw(Tag.sequence);
    const signature = outer.bitStringBytes();
    outer.finish();
    if (!equals(innerAlgorithm, signatureAlgorithm)) {
      throw new X509Error('x509_algorithm_mismatch', 'the two signature algorithms differ');
    }
    return { raw, toBeSigned, ...fields, signatureAlgorithm, signature };
  });
}

function readToBeSigned(fields: DerReader) {
  if (fields.peek() === Tag.integer && fields.smallInteger() !== 1) {
    throw new X509Error('x509_malformed_revocation_list', 'list version is not 2');
  }
  const innerAlgorithm = fields.raw(Tag.sequence);
  const issuer = parseName(fields.raw(Tag.sequence));
  const thisUpdate = fields.time();
  const nextUpdate = isTime(fields.peek()) ? fields.time() : undefined;
  const { revoked, hasUnknownCriticalEntry } = readEntries(fields.enterOptional(Tag.sequence));
  const explicit = fields.enterOptional(contextTag(0));
  const extensions = explicit === undefined ? noExtensions : readExtensions(explicit);
  explicit?.finish();
  fields.finish();
  return { innerAlgorithm, issuer, thisUpdate, nextUpdate, revoked, hasUnknownCriticalEntry, extensions };
}

function isTime(tag: number): boolean {
  return tag === Tag.utcTime || tag === Tag.generalizedTime;
}

function readEntries(entries: DerReader | undefined) {
  const revoked = new Map<string, Revocation>();
  const found = { revoked, hasUnknownCriticalEntry: false };
  if (entries === undefined) return found;
  while (!entries.isAtEnd) {
    const fields = entries.enter();
    const serial = toHex(fields.integerBytes());
    const at = fields.time();
    const extensions = fields.isAtEnd ? noExtensions : readExtensions(fields);
    fields.finish();
    found.hasUnknownCriticalEntry ||= hasUnknownCritical(extensions);
    revoked.set(serial, { at, reason: readReason(extensions) });
  }
  return found;
}

function hasUnknownCritical(extensions: Extensions): boolean {
  return [...extensions.values()].some(({ oid, critical }) => critical && oid !== extensionOid.reasonCode);
}

function readReason(extensions: Extensions): RevocationReason {
  const code = parseExtension({ extensions }, extensionOid.reasonCode, (reader) => reader.smallInteger(Tag.enumerated));
  return reasons[code ?? 0] ?? 'unspecified';
}

/** What goes into a list. */
export interface RevocationListContent {
  readonly issuer: DistinguishedName;
  /** subjectKeyIdentifier of the issuer. */
  readonly issuerKeyIdentifier: Uint8Array;
  /** Rises with every list (RFC 5280 section 5.2.3). */
  readonly number: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: readonly (Revocation & { readonly serial: Uint8Array })[];
}

/** Signs a version 2 list and returns its DER. */
export function issueRevocationList(content: RevocationListContent, signer: Signer): Uint8Array<ArrayBuffer> {
  const entries = content.revoked.map(encodeEntry);
  const toBeSigned = der.sequence(
    der.integer(1),
    algorithmIdentifier(signer.alg),
    content.issuer.raw,
    der.time(content.thisUpdate),
    der.time(content.nextUpdate),
    ...(entries.length === 0 ? [] : [der.sequence(...entries)]),
    der.context(
      0,
      der.sequence(
        encodeAuthorityKeyIdentifier(content.issuerKeyIdentifier),
        encodeExtension(extensionOid.crlNumber, der.integer(content.number)),
      ),
    ),
  );
  return signStructure(toBeSigned, signer);
}

// "unspecified" is expressed by leaving the reason out (RFC 5280 section 5.3.1).
function encodeEntry({ serial, at, reason }: Revocation & { readonly serial: Uint8Array }): Uint8Array {
  const code = reasons.indexOf(reason);
  const fields = [der.unsignedInteger(serial), der.time(at)];
  if (code > 0) fields.push(der.sequence(encodeExtension(extensionOid.reasonCode, der.enumerated(code))));
  return der.sequence(...fields);
}
