import { DerError } from './der-error.ts';

const maximumEncodedLength = 64;
const safeBeforeShift = 2 ** 45;

/**
 * Reads the content of an OBJECT IDENTIFIER (X.690 8.19) as dotted decimal, such as `1.2.840.113549.1.1.11`. Arcs of any
 * size are exact. Throws DerError `der_bad_object_identifier` when it is empty, longer than 64 bytes, cut inside an arc, or
 * an arc starts with a padding octet.
 */
export function decodeObjectIdentifier(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end <= start || end - start > maximumEncodedLength || ((bytes[end - 1] ?? 0x80) & 0x80) !== 0) {
    throw new DerError('der_bad_object_identifier', 'OBJECT IDENTIFIER is empty, too long or cut short', start);
  }
  let text = '';
  let arc = 0;
  let arcStart = start;
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at] ?? 0;
    if (at === arcStart && octet === 0x80) {
      throw new DerError('der_bad_object_identifier', 'OBJECT IDENTIFIER arc has a padding octet', at);
    }
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    const exact = arc < safeBeforeShift ? arc : bigArc(bytes, arcStart, at);
    text = text === '' ? firstArcs(exact) : `${text}.${exact}`;
    arc = 0;
    arcStart = at + 1;
  }
  return text;
}

function bigArc(bytes: Uint8Array, start: number, last: number): bigint {
  let arc = 0n;
  for (let at = start; at <= last; at += 1) arc = (arc << 7n) | BigInt((bytes[at] ?? 0) & 0x7f);
  return arc;
}

function firstArcs(value: number | bigint): string {
  if (value < 40) return `0.${value}`;
  if (value < 80) return `1.${Number(value) - 40}`;
  return `2.${BigInt(value) - 80n}`;
}

/**
 * The content octets of an OBJECT IDENTIFIER given as dotted decimal; the inverse of `decodeObjectIdentifier`. Throws
 * DerError `der_bad_object_identifier` for text that is none.
 */
export function encodeObjectIdentifier(text: string): Uint8Array {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(text)) {
    throw new DerError('der_bad_object_identifier', `"${text}" is not a dotted object identifier`);
  }
  const [root = 0n, second = 0n, ...rest] = text.split('.').map(BigInt);
  if (root < 2n && second > 39n) {
    throw new DerError('der_bad_object_identifier', `"${text}" has a second arc above 39`);
  }
  const octets = [root * 40n + second, ...rest].flatMap(arcOctets);
  if (octets.length > maximumEncodedLength) {
    throw new DerError('der_bad_object_identifier', `"${text}" is too long`);
  }
  return Uint8Array.from(octets);
}

function arcOctets(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
  return octets;
}
