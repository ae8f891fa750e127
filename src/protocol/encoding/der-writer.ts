/**
 * Writes DER (ITU-T X.690 section 10). Import it as a namespace: `import * as der from '#protocol/encoding/der-writer.ts'`, then
 * `der.sequence(der.objectIdentifier('2.5.29.15'), der.boolean(true))`. Values that have no encoding throw DerError.
 */
import { concat } from './bytes.ts';
import { DerError } from './der-error.ts';
import { contextPrimitiveTag, contextTag, Tag } from './der-tag.ts';
import { isAsciiText, isPrintableText } from './der-text.ts';
import { formatGeneralizedTime } from './der-time.ts';
import { encodeObjectIdentifier } from './oid.ts';
import { utf8 } from './utf8.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** One element: identifier octet, minimal length, the parts as content. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const lengthOctets = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
  const bytes = new Uint8Array(2 + lengthOctets + length);
  bytes[0] = tag;
  bytes[1] = lengthOctets === 0 ? length : 0x80 | lengthOctets;
  for (let index = 0; index < lengthOctets; index += 1) bytes[2 + index] = length >>> (8 * (lengthOctets - 1 - index));
  let offset = 2 + lengthOctets;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** SEQUENCE or SEQUENCE OF whole elements. */
export function sequence(...elements: readonly Uint8Array[]): Bytes {
  return element(Tag.sequence, ...elements);
}

/** SET OF, sorted as X.690 11.6 asks; also right for a SET whose members have rising tags. */
export function setOf(...elements: readonly Uint8Array[]): Bytes {
  return element(Tag.set, ...[...elements].sort(compareEncodings));
}

/** Context tag [number] around whole elements: EXPLICIT, or an IMPLICIT SEQUENCE or SET given by its members. */
export function context(number: number, ...elements: readonly Uint8Array[]): Bytes {
  return element(contextTag(number), ...elements);
}

/** Context tag [number] IMPLICIT over a primitive type, given by its content octets. */
export function contextPrimitive(number: number, content: Uint8Array): Bytes {
  return element(contextPrimitiveTag(number), content);
}

/** BOOLEAN. */
export function boolean(value: boolean): Bytes {
  return Uint8Array.of(Tag.boolean, 1, value ? 0xff : 0);
}

/** INTEGER of a number (safe integers only, else `der_bad_value`) or bigint. */
export function integer(value: number | bigint): Bytes {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new DerError('der_bad_value', 'number is not a safe integer');
  }
  return element(Tag.integer, twosComplement(BigInt(value)));
}

/** INTEGER of a non-negative number given as big-endian bytes of any padding, such as a serial or r of a signature. */
export function unsignedInteger(bytes: Uint8Array): Bytes {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const minimal = bytes.length === 0 ? Uint8Array.of(0) : bytes.subarray(start);
  return (minimal[0] ?? 0) >= 0x80 ? element(Tag.integer, Uint8Array.of(0), minimal) : element(Tag.integer, minimal);
}

/** ENUMERATED. */
export function enumerated(value: number): Bytes {
  return element(Tag.enumerated, twosComplement(BigInt(value)));
}

/** NULL. */
export function nullValue(): Bytes {
  return Uint8Array.of(Tag.null, 0);
}

// Programs write the same few dozen identifiers over and over; what is remembered is bounded all the same.
const identifiers = new Map<string, Bytes>();
const rememberedIdentifiers = 256;

/** OBJECT IDENTIFIER from dotted decimal. The array is shared: do not write into it. */
export function objectIdentifier(text: string): Bytes {
  const known = identifiers.get(text);
  if (known !== undefined) return known;
  const encoded = element(Tag.objectIdentifier, encodeObjectIdentifier(text));
  if (identifiers.size < rememberedIdentifiers) identifiers.set(text, encoded);
  return encoded;
}

/** OCTET STRING; several parts are joined. */
export function octetString(...parts: readonly Uint8Array[]): Bytes {
  return element(Tag.octetString, ...parts);
}

/** BIT STRING of whole bytes. */
export function bitString(bytes: Uint8Array): Bytes {
  return element(Tag.bitString, Uint8Array.of(0), bytes);
}

/** BIT STRING with named bits (X.690 11.2.2: no trailing zero bits), from the numbers of the bits that are set. */
export function namedBits(bits: readonly number[]): Bytes {
  if (bits.length === 0) return element(Tag.bitString, Uint8Array.of(0));
  const highest = Math.max(...bits);
  const bytes = new Uint8Array((highest >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return element(Tag.bitString, Uint8Array.of(7 - (highest & 7)), bytes);
}

/** UTF8String. */
export function utf8String(text: string): Bytes {
  return element(Tag.utf8String, utf8(text));
}

/** PrintableString; `der_bad_text` for characters it cannot hold. */
export function printableString(text: string): Bytes {
  if (!isPrintableText(text)) throw new DerError('der_bad_text', 'text does not fit a PrintableString');
  return element(Tag.printableString, utf8(text));
}

/** IA5String; `der_bad_text` for characters outside ASCII. */
export function ia5String(text: string): Bytes {
  return element(Tag.ia5String, ia5Content(text));
}

/** The content octets of an IA5String, for implicitly tagged ones. */
export function ia5Content(text: string): Bytes {
  if (!isAsciiText(text)) throw new DerError('der_bad_text', 'text is not ASCII');
  return utf8(text);
}

/** Time as RFC 5280 section 4.1.2.5 asks: UTCTime for the years 1950 to 2049, else GeneralizedTime. Whole seconds. */
export function time(milliseconds: number): Bytes {
  const text = formatGeneralizedTime(milliseconds);
  const isUtc = text >= '1950' && text < '2050';
  return isUtc ? element(Tag.utcTime, utf8(text.slice(2))) : element(Tag.generalizedTime, utf8(text));
}

/** GeneralizedTime whatever the year. */
export function generalizedTime(milliseconds: number): Bytes {
  return element(Tag.generalizedTime, utf8(formatGeneralizedTime(milliseconds)));
}

/** Elements after each other, without a header. */
export function series(...elements: readonly Uint8Array[]): Bytes {
  return concat(...elements);
}

function twosComplement(value: bigint): Bytes {
  const octets: number[] = [];
  let left = value;
  do {
    octets.unshift(Number(left & 0xffn));
    left >>= 8n;
  } while (!(left === 0n && (octets[0] ?? 0) < 0x80) && !(left === -1n && (octets[0] ?? 0) >= 0x80));
  return Uint8Array.from(octets);
}

function compareEncodings(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
