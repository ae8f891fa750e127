import { DerReader, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { X509Error } from './x509-error.ts';

/** One extension: `value` is what its OCTET STRING holds, mostly DER, in Apple's own ones bare bytes. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** The extensions of a certificate, request or list, by object identifier. */
export type Extensions = ReadonlyMap<string, Extension>;

/** Whatever carries extensions. */
export interface HasExtensions {
  readonly extensions: Extensions;
}

/**
 * Reads the SEQUENCE OF Extension that comes next. `critical FALSE` written out is let through, deployed certificates have
 * it. Throws DerError, or X509Error `x509_duplicate_extension` (RFC 5280 section 4.2: never twice).
 */
export function readExtensions(reader: DerReader): Extensions {
  const extensions = new Map<string, Extension>();
  const list = reader.enter();
  while (!list.isAtEnd) {
    const fields = list.enter();
    const oid = fields.objectIdentifier();
    const critical = fields.peek() === Tag.boolean && fields.boolean();
    const value = fields.octetString();
    fields.finish();
    if (extensions.has(oid)) throw new X509Error('x509_duplicate_extension', `extension ${oid} stands twice`);
    extensions.set(oid, { oid, critical, value });
  }
  return extensions;
}

/** Extension (DER) around a value that is DER or whatever the extension wants. */
export function encodeExtension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  const octets = der.octetString(value);
  return critical
    ? der.sequence(der.objectIdentifier(oid), der.boolean(true), octets)
    : der.sequence(der.objectIdentifier(oid), octets);
}

/**
 * Parses the value of one extension with `read`; undefined when the extension is absent. Whatever is wrong inside becomes
 * X509Error `x509_malformed_extension`, so that a caller has one thing to catch.
 */
export function parseExtension<Value>(
  holder: HasExtensions,
  oid: string,
  read: (reader: DerReader) => Value,
): Value | undefined {
  const extension = holder.extensions.get(oid);
  if (extension === undefined) return undefined;
  try {
    const reader = new DerReader(extension.value);
    const value = read(reader);
    reader.finish();
    return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new X509Error('x509_malformed_extension', `extension ${oid}: ${reason}`);
  }
}
