import { fromBase64 } from '../base64.ts';
import { PlistError } from './plist-error.ts';
import { isPlistDate } from './plist-value.ts';

const smallestInteger = -(2n ** 63n);
const largestInteger = 2n ** 64n - 1n;

const namedCharacters: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['apos', "'"],
  ['quot', '"'],
]);

/**
 * Text with its references replaced: the five that XML predefines and numbers of characters (XML 1.0 section 4.1, 4.6).
 * @throws {PlistError} `plist_bad_reference`
 */
export function unescapeXml(text: string, offset: number): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|([a-z]{2,4});)?/g, (_, hex, decimal, name) => {
    const character = name === undefined ? numbered(hex, decimal) : namedCharacters.get(name);
    if (character !== undefined) return character;
    throw new PlistError('plist_bad_reference', 'an entity that is not predefined, or no character', { offset });
  });
}

function numbered(hex: string | undefined, decimal: string | undefined): string | undefined {
  const point = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
  const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? String.fromCodePoint(point) : undefined;
}

/**
 * The integer of `<integer>`: decimal or, as Apple reads it too, hexadecimal with `0x`; from -2^63 to 2^64 - 1.
 * @throws {PlistError} `plist_bad_integer`
 */
export function parseXmlInteger(text: string, offset: number): number | bigint {
  const [, sign, digits] = /^\s*([+-]?)(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,40})\s*$/.exec(text) ?? [];
  if (digits === undefined) throw new PlistError('plist_bad_integer', 'an integer is not a number', { offset });
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  if (value < smallestInteger || value > largestInteger) {
    throw new PlistError('plist_bad_integer', 'an integer needs more than 64 bits', { offset });
  }
  return integerValue(value);
}

/** An integer as this product holds it: a `number` within 2^53, a `bigint` beyond. */
export function integerValue(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/**
 * The number of `<real>`, with the words that Apple writes for what is no number or not finite.
 * @throws {PlistError} `plist_bad_real`
 */
export function parseXmlReal(text: string, offset: number): number {
  const trimmed = text.trim();
  if (/^nan$/i.test(trimmed)) return Number.NaN;
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(trimmed) ?? [];
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(trimmed)) {
    throw new PlistError('plist_bad_real', 'a real is not a number', { offset });
  }
  return Number(trimmed);
}

/**
 * The time of `<date>`: `YYYY-MM-DDThh:mm:ssZ`, always UTC, without fraction.
 * @throws {PlistError} `plist_bad_date`
 */
export function parseXmlDate(text: string, offset: number): Date {
  const trimmed = text.trim();
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(trimmed) ? new Date(trimmed) : undefined;
  // The 31st of June parses, as the first of July.
  if (time && !Number.isNaN(time.getTime()) && xmlDate(time) === trimmed) return time;
  throw new PlistError('plist_bad_date', 'a date is not YYYY-MM-DDThh:mm:ssZ', { offset });
}

/** A time as `<date>` holds it; fractions of a second are cut off. @throws {PlistError} `plist_unwritable` */
export function xmlDate(time: Date): string {
  if (!isPlistDate(time)) throw new PlistError('plist_unwritable', 'a date has no year of four digits');
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** The bytes of `<data>`: padded base64, white space anywhere. @throws {PlistError} `plist_bad_data` */
export function parseXmlData(text: string, offset: number): Uint8Array {
  const bytes = fromBase64(text.replaceAll(/[ \t\r\n]+/g, ''));
  if (bytes === undefined) throw new PlistError('plist_bad_data', 'data is not base64', { offset });
  return bytes;
}

/** A real as Apple writes it (CFNumber): C's `%.17g`, `0.0` for zero, words for what is not finite. */
export function xmlReal(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? '+infinity' : '-infinity';
  if (value === 0) return '0.0';
  const [mantissa = '', exponentText] = value.toExponential(16).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 17) return withoutZeros(value.toFixed(16 - exponent));
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${withoutZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function withoutZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
