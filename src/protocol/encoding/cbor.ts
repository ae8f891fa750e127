/**
 * CBOR (RFC 8949) as attestation objects use it (RFC draft-ietf-acme-device-attest; WebAuthn section 6.5): integers, byte and
 * text strings, arrays, maps with text or integer keys, booleans, null and floats. No tags, no undefined, no other simple
 * values.
 */
import { concat } from './bytes.ts';
import { fromUtf8, utf8 } from './utf8.ts';

/** A data item. `number` is an integer within 2^53 or a float; `bigint` an integer beyond, to 64 bits. */
export type CborValue = number | bigint | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap;

/** A map in its written order. */
export type CborMap = ReadonlyMap<string | number, CborValue>;

/** What was wrong. The names are stable: tests and logs refer to them. */
export type CborErrorCode =
  | 'cbor_too_large'
  | 'cbor_too_deep'
  | 'cbor_truncated'
  | 'cbor_trailing_bytes'
  | 'cbor_malformed'
  | 'cbor_unsupported'
  | 'cbor_bad_text'
  | 'cbor_bad_key'
  | 'cbor_duplicate_key'
  | 'cbor_unwritable';

/** Thrown by everything that reads or writes CBOR. `offset` counts bytes from the start. */
export class CborError extends Error {
  override readonly name = 'CborError';
  readonly code: CborErrorCode;
  readonly offset: number;

  constructor(code: CborErrorCode, message: string, offset = 0) {
    super(`${message} (at byte ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}

/** How much a message may hold. */
export interface CborLimits {
  readonly maximumBytes: number;
  readonly maximumDepth: number;
}

/** Ten times any attestation object. */
export const defaultCborLimits: CborLimits = { maximumBytes: 256 * 1024, maximumDepth: 16 };

const breakByte = 0xff;
const indefinite = 31;

class CborReader {
  readonly #bytes: Uint8Array;
  readonly #maximumDepth: number;
  #at = 0;

  constructor(bytes: Uint8Array, { maximumDepth }: CborLimits) {
    this.#bytes = bytes;
    this.#maximumDepth = maximumDepth;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#at;
  }

  item(depth: number): CborValue {
    if (depth > this.#maximumDepth) throw this.#error('cbor_too_deep', 'nested too deeply');
    const initial = this.#byte();
    const information = initial & 0x1f;
    switch (initial >> 5) {
      case 0:
        return this.#integer(information, (value) => value);
      case 1:
        return this.#integer(information, (value) => -1n - value);
      case 2:
        return concat(...this.#chunks(2, information));
      case 3:
        return this.#text(information);
      case 4:
        return this.#array(information, depth);
      case 5:
        return this.#map(information, depth);
      case 7:
        return this.#simple(information);
      default:
        throw this.#error('cbor_unsupported', 'a tag');
    }
  }

  /** The content of a string: one piece, or the pieces of one of indefinite length (section 3.2.3). */
  *#chunks(major: 2 | 3, information: number): Generator<Uint8Array> {
    if (information !== indefinite) {
      yield this.#take(this.#count(information));
      return;
    }
    while (!this.#atBreak()) {
      const initial = this.#byte();
      if (initial >> 5 !== major || (initial & 0x1f) === indefinite) {
        throw this.#error('cbor_malformed', 'a string holds a piece of another type');
      }
      yield this.#take(this.#count(initial & 0x1f));
    }
  }

  #text(information: number): string {
    // Each piece is a text of its own: no character is cut in two.
    return Array.from(this.#chunks(3, information), (piece) => {
      const text = fromUtf8(piece);
      if (text === undefined) throw this.#error('cbor_bad_text', 'a text is not UTF-8');
      return text;
    }).join('');
  }

  #array(information: number, depth: number): CborValue[] {
    const items: CborValue[] = [];
    for (const more = this.#more(information, 1); more(); ) items.push(this.item(depth + 1));
    return items;
  }

  #map(information: number, depth: number): CborMap {
    const members = new Map<string | number, CborValue>();
    for (const more = this.#more(information, 2); more(); ) {
      const key = this.item(depth + 1);
      if (typeof key !== 'string' && !Number.isSafeInteger(key))
        throw this.#error('cbor_bad_key', 'a key of another type');
      if (members.has(key as string | number)) throw this.#error('cbor_duplicate_key', 'one key twice');
      members.set(key as string | number, this.item(depth + 1));
    }
    return members;
  }

  /** Whether another item of a container follows; each takes at least `size` bytes. */
  #more(information: number, size: number): () => boolean {
    if (information === indefinite) return () => !this.#atBreak();
    let left = this.#count(information);
    if (left * size > this.#bytes.length - this.#at) throw this.#error('cbor_truncated', 'more items than bytes');
    return () => {
      left -= 1;
      return left >= 0;
    };
  }

  #atBreak(): boolean {
    if (this.#bytes[this.#at] !== breakByte) return false;
    this.#at += 1;
    return true;
  }

  #simple(information: number): CborValue {
    switch (information) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 25:
        return half(this.#view(2).getUint16(0));
      case 26:
        return this.#view(4).getFloat32(0);
      case 27:
        return this.#view(8).getFloat64(0);
      case indefinite:
        throw this.#error('cbor_malformed', 'a break where an item is expected');
      default:
        throw this.#error('cbor_unsupported', 'undefined, or another simple value');
    }
  }

  #integer(information: number, meaning: (argument: bigint) => bigint): number | bigint {
    const value = meaning(this.#argument(information));
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }

  #count(information: number): number {
    const count = this.#argument(information);
    if (count > BigInt(this.#bytes.length)) throw this.#error('cbor_truncated', 'longer than the message');
    return Number(count);
  }

  /** The argument of an initial byte (section 3). */
  #argument(information: number): bigint {
    if (information < 24) return BigInt(information);
    if (information > 27) throw this.#error('cbor_malformed', 'reserved additional information');
    const size = 1 << (information - 24);
    let value = 0n;
    for (const octet of this.#take(size)) value = (value << 8n) | BigInt(octet);
    return value;
  }

  #view(size: number): DataView {
    const bytes = this.#take(size);
    return new DataView(bytes.buffer, bytes.byteOffset, size);
  }

  #byte(): number {
    return this.#take(1)[0] ?? 0;
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw this.#error('cbor_truncated', 'an item is cut short');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  #error(code: CborErrorCode, message: string): CborError {
    return new CborError(code, message, this.#at);
  }
}

/** A float of 16 bits (section 3.3, appendix D). */
function half(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * The data item that the bytes are; lengths may be indefinite and need not be the shortest.
 * @throws {CborError} with the code of what is wrong
 */
export function parseCbor(bytes: Uint8Array, limits: CborLimits = defaultCborLimits): CborValue {
  if (bytes.length > limits.maximumBytes) throw new CborError('cbor_too_large', 'the message is too large');
  const reader = new CborReader(bytes, limits);
  const value = reader.item(1);
  if (!reader.isAtEnd) throw new CborError('cbor_trailing_bytes', 'bytes follow the data item', bytes.length);
  return value;
}

/**
 * The data item that the bytes begin with, and how many of them it takes.
 * @throws {CborError} with the code of what is wrong
 */
export function parseCborPrefix(
  bytes: Uint8Array,
  limits: CborLimits = defaultCborLimits,
): { readonly value: CborValue; readonly length: number } {
  if (bytes.length > limits.maximumBytes) throw new CborError('cbor_too_large', 'the message is too large');
  const reader = new CborReader(bytes, limits);
  const value = reader.item(1);
  return { value, length: reader.position };
}

/**
 * The bytes of a data item: definite lengths in their shortest form, maps in the order given, floats in 8 bytes.
 * @throws {CborError} `cbor_unwritable` for integers beyond 64 bits and half a surrogate pair
 */
export function writeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  if (value === null) return new Uint8Array([0xf6]);
  if (typeof value === 'boolean') return new Uint8Array([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integer(BigInt(value)) : float(value);
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'string') return text(value);
  if (value instanceof Uint8Array) return concat(head(2, BigInt(value.length)), value);
  if (value instanceof Map) {
    const members = [...(value as CborMap)].flatMap(([key, member]) => [writeCbor(key), writeCbor(member)]);
    return concat(head(5, BigInt(value.size)), ...members);
  }
  const items = value as readonly CborValue[];
  return concat(head(4, BigInt(items.length)), ...items.map(writeCbor));
}

function integer(value: bigint): Uint8Array<ArrayBuffer> {
  return value < 0n ? head(1, -1n - value) : head(0, value);
}

function text(value: string): Uint8Array<ArrayBuffer> {
  if (!value.isWellFormed()) throw new CborError('cbor_unwritable', 'a text has half a surrogate pair');
  const bytes = utf8(value);
  return concat(head(3, BigInt(bytes.length)), bytes);
}

function float(value: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint8(0, 0xfb);
  view.setFloat64(1, value);
  return new Uint8Array(view.buffer);
}

function head(major: number, argument: bigint): Uint8Array<ArrayBuffer> {
  if (argument < 24n) return new Uint8Array([(major << 5) | Number(argument)]);
  if (argument >= 2n ** 64n) throw new CborError('cbor_unwritable', 'an integer needs more than 64 bits');
  const power = argument < 0x100n ? 0 : argument < 0x10000n ? 1 : argument < 2n ** 32n ? 2 : 3;
  const bytes = new Uint8Array(1 + (1 << power));
  bytes[0] = (major << 5) | (24 + power);
  let rest = argument;
  for (let index = bytes.length - 1; index > 0; index -= 1) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
