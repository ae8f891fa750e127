import { DerError } from './der-error.ts';
import { constructedBit, Tag } from './der-tag.ts';
import { decodeText } from './der-text.ts';
import { parseTime } from './der-time.ts';
import { decodeObjectIdentifier } from './oid.ts';

export { DerError } from './der-error.ts';
export type { DerErrorCode } from './der-error.ts';
export { constructedBit, contextPrimitiveTag, contextTag, Tag } from './der-tag.ts';

const maximumDepth = 32;

/** A BIT STRING: `unusedBits` (0 to 7, all zero in DER) belong to the last byte. */
export interface BitString {
  readonly bytes: Uint8Array;
  readonly unusedBits: number;
}

/**
 * Reads DER (ITU-T X.690 section 10) front to back, one element a call, without building a tree. Strict: definite
 * minimal lengths, primitive strings, tag numbers up to 30, at most 32 levels, nothing outside the array. BER, as
 * Apple's CMS sends it, goes through `berToDer` first.
 *
 * Byte strings that come back are views of the given array, not copies. Every method throws DerError and nothing else.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #depth: number;
  #offset: number;
  // Of the element whose header was read last.
  #contentStart = 0;
  #contentEnd = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, depth = 0) {
    this.#bytes = bytes;
    this.#offset = start;
    this.#end = end;
    this.#depth = depth;
  }

  /** Whether all elements of this level were read. */
  get isAtEnd(): boolean {
    return this.#offset >= this.#end;
  }

  /** How many bytes were consumed so far, counted from the start of the outermost array. */
  get offset(): number {
    return this.#offset;
  }

  /** The identifier octet of the next element, or -1 at the end. */
  peek(): number {
    return this.#offset < this.#end ? (this.#bytes[this.#offset] ?? -1) : -1;
  }

  /** Throws `der_trailing_bytes` unless everything of this level was read. */
  finish(): void {
    if (this.#offset < this.#end) throw this.#error('der_trailing_bytes', 'bytes follow the last expected element');
  }

  /** The content octets of the next element, which must have this tag. */
  content(tag: number): Uint8Array {
    this.#open(tag);
    return this.#bytes.subarray(this.#contentStart, this.#contentEnd);
  }

  /** The next element whole, header included; of any tag when none is given. */
  raw(tag?: number): Uint8Array {
    const start = this.#offset;
    this.#open(tag);
    return this.#bytes.subarray(start, this.#contentEnd);
  }

  /** Everything that was consumed since `start`, an earlier `offset` of this reader. */
  view(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#offset);
  }

  /** Passes over the next element. */
  skip(tag?: number): void {
    this.#open(tag);
  }

  /** A reader over the content of the next element, which must be constructed and have this tag. */
  enter(tag: number = Tag.sequence): DerReader {
    this.#open(tag);
    if ((tag & constructedBit) === 0) throw this.#error('der_unexpected_tag', 'element is primitive');
    if (this.#depth >= maximumDepth) throw this.#error('der_too_deep', `more than ${maximumDepth} levels`);
    return new DerReader(this.#bytes, this.#contentStart, this.#contentEnd, this.#depth + 1);
  }

  /** `enter` when the next element has this tag, else undefined and nothing is consumed. */
  enterOptional(tag: number): DerReader | undefined {
    return this.peek() === tag ? this.enter(tag) : undefined;
  }

  /** BOOLEAN: FF or 00 (X.690 11.1), else `der_bad_boolean`. */
  boolean(tag: number = Tag.boolean): boolean {
    this.#open(tag);
    const value = this.#bytes[this.#contentStart];
    if (this.#contentEnd - this.#contentStart !== 1 || (value !== 0 && value !== 0xff)) {
      throw this.#error('der_bad_boolean', 'BOOLEAN is neither FF nor 00');
    }
    return value === 0xff;
  }

  /** The two's complement content of an INTEGER, checked to be minimal (X.690 8.3.2), else `der_bad_integer`. */
  integerBytes(tag: number = Tag.integer): Uint8Array {
    const content = this.content(tag);
    const [first = 0, second = 0] = content;
    const padded = content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (content.length === 0 || padded) throw this.#error('der_bad_integer', 'INTEGER is empty or not minimal');
    return content;
  }

  /** An INTEGER or ENUMERATED of at most 6 bytes as a number; larger ones throw `der_integer_too_large`. */
  smallInteger(tag: number = Tag.integer): number {
    const content = this.integerBytes(tag);
    if (content.length > 6) throw this.#error('der_integer_too_large', 'INTEGER is larger than 48 bits');
    let value = (content[0] ?? 0) >= 0x80 ? -1 : 0;
    for (const octet of content) value = value * 256 + octet;
    return value;
  }

  /** NULL without content. */
  null(): void {
    this.#open(Tag.null);
    if (this.#contentEnd !== this.#contentStart) throw this.#error('der_bad_null', 'NULL has content');
  }

  /** OBJECT IDENTIFIER as dotted decimal. */
  objectIdentifier(tag: number = Tag.objectIdentifier): string {
    this.#open(tag);
    return decodeObjectIdentifier(this.#bytes, this.#contentStart, this.#contentEnd);
  }

  /** BIT STRING; `der_bad_bit_string` when the unused bits are miscounted or not zero (X.690 11.2). */
  bitString(tag: number = Tag.bitString): BitString {
    const content = this.content(tag);
    const unusedBits = content[0] ?? 8;
    const last = content[content.length - 1] ?? 0;
    const isEmpty = content.length === 1;
    if (unusedBits > 7 || (isEmpty && unusedBits !== 0) || (!isEmpty && (last & ((1 << unusedBits) - 1)) !== 0)) {
      throw this.#error('der_bad_bit_string', 'BIT STRING has wrong unused bits');
    }
    return { bytes: content.subarray(1), unusedBits };
  }

  /** A BIT STRING that holds whole bytes: a key or a signature. */
  bitStringBytes(tag: number = Tag.bitString): Uint8Array {
    const { bytes, unusedBits } = this.bitString(tag);
    if (unusedBits !== 0) throw this.#error('der_bad_bit_string', 'BIT STRING does not hold whole bytes');
    return bytes;
  }

  /** OCTET STRING. */
  octetString(tag: number = Tag.octetString): Uint8Array {
    return this.content(tag);
  }

  /** UTCTime or GeneralizedTime, milliseconds since 1970. */
  time(): number {
    const start = this.#offset;
    const isUtc = this.peek() === Tag.utcTime;
    return parseTime(this.content(isUtc ? Tag.utcTime : Tag.generalizedTime), isUtc ? 'utc' : 'generalized', start);
  }

  /** Any of the character string types, decoded by its own tag; `der_bad_text` when the content does not fit it. */
  text(): string {
    const start = this.#offset;
    const tag = this.peek();
    return decodeText(tag, this.content(tag), start);
  }

  #open(tag: number | undefined): void {
    const bytes = this.#bytes;
    const at = this.#offset;
    if (at + 1 >= this.#end) throw this.#error('der_truncated', 'an element is missing or cut short');
    const identifier = bytes[at] ?? 0;
    if ((identifier & 0x1f) === 0x1f) throw this.#error('der_high_tag_number', 'tag number above 30');
    if (tag !== undefined && identifier !== tag) {
      throw this.#error('der_unexpected_tag', `expected tag ${hex(tag)}, found ${hex(identifier)}`);
    }
    const first = bytes[at + 1] ?? 0;
    this.#contentStart = at + 2;
    const length = first < 0x80 ? first : this.#longLength(first & 0x7f);
    this.#contentEnd = this.#contentStart + length;
    if (this.#contentEnd > this.#end) throw this.#error('der_truncated', 'an element is longer than what holds it');
    this.#offset = this.#contentEnd;
  }

  #longLength(count: number): number {
    if (count === 0) throw this.#error('der_indefinite_length', 'indefinite length');
    if (count > 4) throw this.#error('der_length_too_large', 'length of more than four bytes');
    if (this.#contentStart + count > this.#end) throw this.#error('der_truncated', 'a length is cut short');
    let length = 0;
    for (let index = 0; index < count; index += 1)
      length = length * 256 + (this.#bytes[this.#contentStart + index] ?? 0);
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw this.#error('der_length_not_minimal', 'length is not in its shortest form');
    }
    this.#contentStart += count;
    return length;
  }

  #error(code: DerError['code'], message: string): DerError {
    return new DerError(code, message, this.#offset);
  }
}

function hex(octet: number): string {
  return octet < 0 ? 'none' : `0x${octet.toString(16).padStart(2, '0')}`;
}

/**
 * Reads one element that must fill the whole array. `read` gets a reader placed before it.
 * Throws DerError `der_trailing_bytes` when bytes are left, and whatever `read` throws.
 */
export function parseDer<Value>(bytes: Uint8Array, read: (reader: DerReader) => Value): Value {
  const reader = new DerReader(bytes);
  const value = read(reader);
  reader.finish();
  return value;
}
