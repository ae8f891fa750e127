import { fromUtf8 } from '../utf8.ts';
import { PlistError, type PlistErrorCode } from './plist-error.ts';
import { type PlistDictionary, type PlistLimits, type PlistValue, addMember, isPlistDate } from './plist-value.ts';
import { integerValue } from './xml-scalars.ts';

const headerLength = 8;
const trailerLength = 32;
/** Binary dates count from the start of 2001, in seconds. */
const appleEpoch = Date.UTC(2001, 0, 1);

interface Trailer {
  readonly offsetSize: number;
  readonly referenceSize: number;
  readonly objects: number;
  readonly top: number;
  readonly table: number;
}

/**
 * Reads the binary form `bplist00` (Apple: CFBinaryPList.c). The offset table must fill exactly the room between the
 * objects and the trailer, every object must lie before it, and what is shared counts wherever it is used, so that neither a
 * false count nor references that fan out cost more than the limits.
 */
class BinaryReader {
  readonly #bytes: Uint8Array;
  readonly #limits: PlistLimits;
  readonly #trailer: Trailer;
  /** Containers from the top to where the reader is. */
  readonly #path = new Set<number>();
  #values = 0;
  #length = 0;

  constructor(bytes: Uint8Array, limits: PlistLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#trailer = readTrailer(bytes);
  }

  document(): PlistValue {
    return this.#object(this.#trailer.top);
  }

  #object(reference: number): PlistValue {
    const at = this.#offsetOf(reference);
    this.#values += 1;
    if (this.#values > this.#limits.maximumValues) throw failure('plist_too_many_values', 'too many values', at);
    const marker = this.#bytes[at] ?? 0;
    const low = marker & 0x0f;
    switch (marker >> 4) {
      case 0x0:
        return simple(marker, at);
      case 0x1:
        return integerValue(this.#integer(at + 1, low));
      case 0x2:
        return this.#real(at + 1, low);
      case 0x3:
        return this.#date(at + 1, low);
      case 0x8:
        return { CF$UID: this.#unsigned(at + 1, low + 1) };
      case 0xa:
      case 0xd:
        return this.#container(reference, at);
      default:
        return this.#sequence(at);
    }
  }

  /** Data and strings. */
  #sequence(at: number): PlistValue {
    const { start, count } = this.#extent(at);
    const kind = (this.#bytes[at] ?? 0) >> 4;
    if (kind !== 0x4 && kind !== 0x5 && kind !== 0x6) {
      throw failure('plist_unsupported_type', 'an object of a type that property lists do not have', at);
    }
    const content = this.#content(start, kind === 0x6 ? count * 2 : count);
    this.#length += content.length;
    if (this.#length > this.#limits.maximumBytes) throw failure('plist_too_large', 'shared content is too large', at);
    // Not slice(): of a Buffer that would be a view of the message, and a Buffer.
    if (kind === 0x4) return new Uint8Array(content);
    return kind === 0x5 ? ascii(content, at) : utf16(content, at);
  }

  #container(reference: number, at: number): PlistValue {
    if (this.#path.has(reference)) throw failure('plist_reference_cycle', 'a container contains itself', at);
    if (this.#path.size >= this.#limits.maximumDepth) throw failure('plist_too_deep', 'nested too deeply', at);
    this.#path.add(reference);
    const { start, count } = this.#extent(at);
    const isArray = (this.#bytes[at] ?? 0) >> 4 === 0xa;
    const value = isArray ? this.#array(start, count) : this.#dictionary(start, count);
    this.#path.delete(reference);
    return value;
  }

  #array(start: number, count: number): PlistValue[] {
    const size = this.#trailer.referenceSize;
    this.#content(start, count * size);
    const items: PlistValue[] = [];
    for (let index = 0; index < count; index += 1) items.push(this.#object(this.#unsigned(start + index * size, size)));
    return items;
  }

  #dictionary(start: number, count: number): PlistDictionary {
    const size = this.#trailer.referenceSize;
    this.#content(start, count * size * 2);
    const members: { [key: string]: PlistValue } = {};
    for (let index = 0; index < count; index += 1) {
      const at = start + index * size;
      const key = this.#object(this.#unsigned(at, size));
      if (typeof key !== 'string') throw failure('plist_key_expected', 'a key of a dictionary is not a string', at);
      addMember(members, key, this.#object(this.#unsigned(at + count * size, size)), at);
    }
    return members;
  }

  /** Where the content of a sized object starts, and how many items it has: in the marker, or in an integer after it. */
  #extent(at: number): { readonly start: number; readonly count: number } {
    const low = (this.#bytes[at] ?? 0) & 0x0f;
    if (low !== 0x0f) return { start: at + 1, count: low };
    const marker = this.#content(at + 1, 1)[0] ?? 0;
    if (marker >> 4 !== 0x1 || (marker & 0x0f) > 3) throw failure('plist_bad_integer', 'a count is no integer', at);
    const size = 1 << (marker & 0x0f);
    return { start: at + 2 + size, count: this.#unsigned(at + 2, size) };
  }

  /** 1, 2 and 4 bytes are unsigned, 8 and 16 are signed. */
  #integer(at: number, power: number): bigint {
    if (power > 4) throw failure('plist_bad_integer', 'an integer of more than 16 bytes', at);
    const content = this.#content(at, 1 << power);
    let value = 0n;
    for (const octet of content) value = (value << 8n) | BigInt(octet);
    return power >= 3 ? BigInt.asIntN(8 * content.length, value) : value;
  }

  #real(at: number, power: number): number {
    if (power !== 2 && power !== 3) throw failure('plist_bad_real', 'a real of neither 4 nor 8 bytes', at);
    const view = this.#view(at, 1 << power);
    return power === 2 ? view.getFloat32(0) : view.getFloat64(0);
  }

  #date(at: number, power: number): Date {
    if (power !== 3) throw failure('plist_bad_date', 'a date of other than 8 bytes', at);
    const time = new Date(appleEpoch + Math.round(this.#view(at, 8).getFloat64(0) * 1000));
    if (!isPlistDate(time)) throw failure('plist_bad_date', 'a date without a year of four digits', at);
    return time;
  }

  #unsigned(at: number, size: number): number {
    let value = 0;
    for (const octet of this.#content(at, size)) value = value * 256 + octet;
    if (value > Number.MAX_SAFE_INTEGER) throw failure('plist_bad_integer', 'a number is too large', at);
    return value;
  }

  #offsetOf(reference: number): number {
    const { objects, table, offsetSize } = this.#trailer;
    if (reference >= objects) throw failure('plist_bad_object_reference', 'no object has this number', reference);
    const offset = readUnsigned(this.#bytes, table + reference * offsetSize, offsetSize);
    if (offset < headerLength || offset >= table) throw failure('plist_bad_offset', 'an offset leads outside', offset);
    return offset;
  }

  #view(at: number, length: number): DataView {
    const content = this.#content(at, length);
    return new DataView(content.buffer, content.byteOffset, content.length);
  }

  /** A view of what belongs to an object, which ends before the offset table. */
  #content(at: number, length: number): Uint8Array {
    if (at + length > this.#trailer.table) throw failure('plist_truncated', 'an object is cut short', at);
    return this.#bytes.subarray(at, at + length);
  }
}

function failure(code: PlistErrorCode, message: string, offset: number): PlistError {
  return new PlistError(code, message, { offset });
}

function readUnsigned(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let index = 0; index < size; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

function readTrailer(bytes: Uint8Array): Trailer {
  const at = bytes.length - trailerLength;
  if (at <= headerLength) throw failure('plist_truncated', 'no room for a trailer', bytes.length);
  const trailer = {
    offsetSize: bytes[at + 6] ?? 0,
    referenceSize: bytes[at + 7] ?? 0,
    objects: readUnsigned(bytes, at + 8, 8),
    top: readUnsigned(bytes, at + 16, 8),
    table: readUnsigned(bytes, at + 24, 8),
  };
  const { offsetSize, referenceSize, objects, table } = trailer;
  const sizesFit = offsetSize >= 1 && offsetSize <= 8 && referenceSize >= 1 && referenceSize <= 8;
  if (!sizesFit || objects < 1 || table <= headerLength || table + objects * offsetSize !== at) {
    throw failure('plist_bad_trailer', 'the trailer does not fit the property list', at);
  }
  return trailer;
}

function simple(marker: number, at: number): boolean {
  if (marker === 0x08) return false;
  if (marker === 0x09) return true;
  throw failure('plist_unsupported_type', 'null or another object that property lists do not have', at);
}

function ascii(content: Uint8Array, at: number): string {
  const text = fromUtf8(content);
  // As many characters as bytes: none of them is beyond ASCII.
  if (text?.length !== content.length) throw failure('plist_bad_text', 'a string is not ASCII', at);
  return text;
}

function utf16(content: Uint8Array, at: number): string {
  const units: number[] = [];
  let text = '';
  for (let index = 0; index < content.length; index += 2) {
    units.push(((content[index] ?? 0) << 8) | (content[index + 1] ?? 0));
    if (units.length === 4096) text += String.fromCharCode(...units.splice(0));
  }
  text += String.fromCharCode(...units);
  if (!text.isWellFormed()) throw failure('plist_bad_text', 'a string has half a surrogate pair', at);
  return text;
}

/**
 * The value of a binary property list.
 * @throws {PlistError} with the code of what is wrong
 */
export function parseBinaryPlist(bytes: Uint8Array, limits: PlistLimits): PlistValue {
  if (bytes.length > limits.maximumBytes) throw new PlistError('plist_too_large', 'the property list is too large');
  if (bytes[6] !== 0x30 || bytes[7] !== 0x30) {
    throw new PlistError('plist_unsupported_version', 'a binary property list of another version than 00');
  }
  return new BinaryReader(bytes, limits).document();
}
