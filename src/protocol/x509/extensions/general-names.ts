import { contextPrimitiveTag, contextTag, type DerReader, Tag } from '#protocol/encoding/der.ts';
import { decodeText } from '#protocol/encoding/der-text.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { userPrincipalNameOid } from '../object-identifiers.ts';
import { formatAddress, parseAddress } from './ip-address.ts';
import { type DistinguishedName, parseName } from '../name.ts';

/**
 * One GeneralName (RFC 5280 section 4.2.1.6). `ip` is written as people do. A user principal name is an otherName that we
 * know; what we do not know keeps its bytes.
 */
export type GeneralName =
  | { readonly kind: 'rfc822' | 'dns' | 'uri' | 'ip' | 'userPrincipalName'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: 'other'; readonly raw: Uint8Array };

const otherNameTag = contextTag(0);
const rfc822Tag = contextPrimitiveTag(1);
const dnsTag = contextPrimitiveTag(2);
const directoryTag = contextTag(4);
const uriTag = contextPrimitiveTag(6);
const ipTag = contextPrimitiveTag(7);

const textKinds = new Map<number, 'rfc822' | 'dns' | 'uri'>([
  [rfc822Tag, 'rfc822'],
  [dnsTag, 'dns'],
  [uriTag, 'uri'],
]);
const textNumbers = { rfc822: 1, dns: 2, uri: 6 } as const;

/** Reads all general names of a level. Throws DerError. */
export function readGeneralNames(reader: DerReader): GeneralName[] {
  const names: GeneralName[] = [];
  while (!reader.isAtEnd) names.push(readGeneralName(reader));
  return names;
}

function readGeneralName(reader: DerReader): GeneralName {
  const tag = reader.peek();
  const kind = textKinds.get(tag);
  if (kind !== undefined) return { kind, value: decodeText(Tag.ia5String, reader.content(tag), reader.offset) };
  if (tag === otherNameTag) return readOtherName(reader);
  if (tag === directoryTag) return readDirectoryName(reader.enter(directoryTag));
  const raw = reader.raw();
  if (tag !== ipTag) return { kind: 'other', raw };
  const value = formatAddress(raw.subarray(2));
  return value === undefined ? { kind: 'other', raw } : { kind: 'ip', value };
}

function readDirectoryName(explicit: DerReader): GeneralName {
  const name = parseName(explicit.raw(Tag.sequence));
  explicit.finish();
  return { kind: 'directory', name };
}

function readOtherName(reader: DerReader): GeneralName {
  const start = reader.offset;
  const fields = reader.enter(otherNameTag);
  const oid = fields.objectIdentifier();
  const value = fields.enter(contextTag(0));
  if (oid === userPrincipalNameOid && value.peek() === Tag.utf8String) {
    const text = value.text();
    value.finish();
    fields.finish();
    return { kind: 'userPrincipalName', value: text };
  }
  return { kind: 'other', raw: reader.view(start) };
}

/** One GeneralName as DER. Throws DerError for text outside ASCII, and for an address that is none (`der_bad_value`). */
export function encodeGeneralName(name: GeneralName): Uint8Array {
  if (name.kind === 'other') return name.raw;
  if (name.kind === 'directory') return der.context(4, name.name.raw);
  if (name.kind === 'ip') return der.contextPrimitive(7, parseAddress(name.value));
  if (name.kind !== 'userPrincipalName')
    return der.contextPrimitive(textNumbers[name.kind], der.ia5Content(name.value));
  return der.context(0, der.objectIdentifier(userPrincipalNameOid), der.context(0, der.utf8String(name.value)));
}
