import { equals } from '#protocol/encoding/bytes.ts';
import { type DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { CmsError } from './cms-error.ts';

/** Attributes of every signature that has any (RFC 5652 section 11). */
export const attributeOid = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
} as const;

/** One attribute: its type, and its values as whole DER elements. */
export interface Attribute {
  readonly type: string;
  readonly values: readonly Uint8Array[];
}

/** Attributes by type; no type stands twice. */
export type Attributes = ReadonlyMap<string, readonly Uint8Array[]>;

const mostAttributes = 64;

/** Reads the members of a SET OF Attribute. Throws CmsError `cms_malformed_attribute` for a type that stands twice. */
export function readAttributes(members: DerReader): Attributes {
  const attributes = new Map<string, readonly Uint8Array[]>();
  while (!members.isAtEnd) {
    const fields = members.enter();
    const type = fields.objectIdentifier();
    const set = fields.enter(Tag.set);
    fields.finish();
    const values: Uint8Array[] = [];
    while (!set.isAtEnd) values.push(set.raw());
    if (attributes.has(type)) throw new CmsError('cms_malformed_attribute', `attribute ${type} stands twice`);
    if (attributes.size >= mostAttributes) throw new CmsError('cms_too_large', 'too many attributes');
    attributes.set(type, values);
  }
  return attributes;
}

/**
 * Reads the value of an attribute that has exactly one; undefined when the attribute is absent. Throws CmsError
 * `cms_malformed_attribute` for another number of values, and when `read` meets broken DER or leaves bytes.
 */
export function attributeValue<Value>(
  attributes: Attributes,
  type: string,
  read: (reader: DerReader) => Value,
): Value | undefined {
  const values = attributes.get(type);
  if (values === undefined) return undefined;
  const [only] = values;
  if (only === undefined || values.length !== 1) {
    throw new CmsError('cms_malformed_attribute', `attribute ${type} has ${values.length} values`);
  }
  try {
    return parseDer(only, read);
  } catch (error) {
    throw new CmsError('cms_malformed_attribute', `attribute ${type}: ${error instanceof Error ? error.message : ''}`);
  }
}

/** SET OF Attribute, sorted as DER asks; this is what a signature with attributes covers (RFC 5652 section 5.4). */
export function encodeAttributes(attributes: readonly Attribute[]): Uint8Array<ArrayBuffer> {
  const members = attributes.map(({ type, values }) => der.sequence(der.objectIdentifier(type), der.setOf(...values)));
  return der.setOf(...members);
}

/** The same SET OF Attribute under tag [number], as it stands in a message. */
export function retagged(attributes: Uint8Array, tag: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(attributes);
  copy[0] = tag;
  return copy;
}

/**
 * The signed attributes of a message, as they were signed: a SET OF in DER, whatever order and tag they stood in.
 * @param encoded the whole element, lengths already as DER asks
 */
export function asSignedSet(encoded: Uint8Array): Uint8Array {
  const members: Uint8Array[] = [];
  parseDer(retagged(encoded, Tag.set), (reader) => {
    const set = reader.enter(Tag.set);
    while (!set.isAtEnd) members.push(set.raw());
  });
  return der.setOf(...members);
}

/** Whether the contentType attribute names a content type. Throws CmsError `cms_malformed_attribute`. */
export function namesContentType(attributes: Attributes, contentType: string): boolean {
  return attributeValue(attributes, attributeOid.contentType, (reader) => reader.objectIdentifier()) === contentType;
}

/** Whether the messageDigest attribute is this digest. Throws CmsError `cms_malformed_attribute`. */
export function hasMessageDigest(attributes: Attributes, digest: Uint8Array): boolean {
  const named = attributeValue(attributes, attributeOid.messageDigest, (reader) => reader.octetString());
  return named !== undefined && equals(named, digest);
}
