import { toHex } from '#protocol/encoding/bytes.ts';
import { DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { X509Error } from './x509-error.ts';

const attributeOid = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  countryName: '2.5.4.6',
  localityName: '2.5.4.7',
  stateOrProvinceName: '2.5.4.8',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  userId: '0.9.2342.19200300.100.1.1',
  domainComponent: '0.9.2342.19200300.100.1.25',
  emailAddress: '1.2.840.113549.1.9.1',
} as const;

// The short names of RFC 4514 section 3; other types are written as dotted decimal.
const shortNames: Readonly<Record<string, string>> = {
  [attributeOid.commonName]: 'CN',
  [attributeOid.localityName]: 'L',
  [attributeOid.stateOrProvinceName]: 'ST',
  [attributeOid.organizationName]: 'O',
  [attributeOid.organizationalUnitName]: 'OU',
  [attributeOid.countryName]: 'C',
  [attributeOid.domainComponent]: 'DC',
  [attributeOid.userId]: 'UID',
};

/** Attribute types by their names in X.520. */
export type NameAttributeType = keyof typeof attributeOid;

/** One attribute of a name. `value` is undefined when it is no character string; `rawValue` is the whole DER value. */
export interface NameAttribute {
  readonly type: string;
  readonly value: string | undefined;
  readonly rawValue: Uint8Array;
}

/** A Name (RFC 5280 section 4.1.2.4): sets of attributes in the order of the encoding, most general first as a rule. */
export interface DistinguishedName {
  /** The whole SEQUENCE as it stood in the certificate: names are compared on these bytes. */
  readonly raw: Uint8Array;
  readonly relativeNames: readonly (readonly NameAttribute[])[];
}

const stringTags: ReadonlySet<number> = new Set([
  Tag.utf8String,
  Tag.printableString,
  Tag.ia5String,
  Tag.teletexString,
  Tag.bmpString,
  Tag.numericString,
  Tag.visibleString,
]);

/** Parses a Name from its whole SEQUENCE. Throws DerError, or X509Error `x509_malformed_name` for an empty set. */
export function parseName(raw: Uint8Array): DistinguishedName {
  const relativeNames = parseDer(raw, (reader) => {
    const names = reader.enter();
    const sets: NameAttribute[][] = [];
    while (!names.isAtEnd) sets.push(readAttributes(names.enter(Tag.set)));
    return sets;
  });
  return { raw, relativeNames };
}

function readAttributes(set: DerReader): NameAttribute[] {
  const attributes: NameAttribute[] = [];
  while (!set.isAtEnd) {
    const fields = set.enter();
    const type = fields.objectIdentifier();
    const isText = stringTags.has(fields.peek());
    const rawValue = fields.raw();
    fields.finish();
    attributes.push({ type, value: isText ? new DerReader(rawValue).text() : undefined, rawValue });
  }
  if (attributes.length === 0) throw new X509Error('x509_malformed_name', 'a relative name has no attribute');
  return attributes;
}

/** The first value of an attribute type, such as the common name, or undefined. */
export function nameAttribute(name: DistinguishedName, type: NameAttributeType): string | undefined {
  for (const relativeName of name.relativeNames) {
    for (const attribute of relativeName) if (attribute.type === attributeOid[type]) return attribute.value;
  }
  return undefined;
}

/**
 * Makes a Name of one attribute a set, in the given order (general to particular, so commonName last). Country, serial number
 * are PrintableString, mail and domain component IA5String, the rest UTF8String.
 */
export function makeName(attributes: readonly (readonly [NameAttributeType, string])[]): DistinguishedName {
  const sets = attributes.map(([type, value]) =>
    der.setOf(der.sequence(der.objectIdentifier(attributeOid[type]), encodeValue(type, value))),
  );
  return parseName(der.sequence(...sets));
}

const encoders: Partial<Record<NameAttributeType, (text: string) => Uint8Array>> = {
  countryName: der.printableString,
  serialNumber: der.printableString,
  emailAddress: der.ia5String,
  domainComponent: der.ia5String,
};

function encodeValue(type: NameAttributeType, value: string): Uint8Array {
  return (encoders[type] ?? der.utf8String)(value);
}

/**
 * The string form of RFC 4514: last relative name first, `CN=Ada\, Countess,O=Example`. Types without a short name there come
 * as dotted decimal with the hexadecimal value. A form for people and for mapping rules, not for comparing certificates.
 */
export function formatName(name: DistinguishedName): string {
  return [...name.relativeNames]
    .reverse()
    .map((attributes) => attributes.map(formatAttribute).join('+'))
    .join(',');
}

function formatAttribute({ type, value, rawValue }: NameAttribute): string {
  const shortName = shortNames[type];
  if (shortName === undefined || value === undefined) return `${shortName ?? type}=#${toHex(rawValue)}`;
  return `${shortName}=${escapeValue(value)}`;
}

// RFC 4514 section 2.4; control characters as hexadecimal pairs of their UTF-8 octets.
function escapeValue(value: string): string {
  const escaped = value
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
  const repaired = value === ' ' ? '\\ ' : escaped;
  return repaired.replace(/\p{Cc}/gu, (character) => `\\${toHex(utf8(character)).replace(/(..)(?=.)/g, '$1\\')}`);
}
