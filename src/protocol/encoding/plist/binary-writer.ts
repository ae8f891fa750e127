import { concat } from '../bytes.ts';
import { toBase64 } from '../base64.ts';
import { utf8 } from '../utf8.ts';
import { PlistError } from './plist-error.ts';
import { PlistReal, type PlistWritable, defaultPlistLimits, isPlistDate } from './plist-value.ts';

const header = utf8('bplist00');
const trailerLength = 32;
const appleEpoch = Date.UTC(2001, 0, 1);

type Item = { readonly kind: 'scalar'; readonly bytes: Uint8Array } | Container;
interface Container {
  readonly kind: 'array' | 'dictionary';
  readonly count: number;
  /** Numbers of objects: of a dictionary first all keys, then all values. */
  readonly references: number[];
}

/** Objects in the order in which Apple numbers them: parents first; equal scalars are one object. */
class Objects {
  readonly items: Item[] = [];
  readonly #numbers = new Map<string, number>();

  add(value: PlistWritable, level = 0): number {
    if (level >= defaultPlistLimits.maximumDepth)
      throw new PlistError('plist_too_deep', 'nested too deeply to be read');
    if (Array.isArray(value)) return this.#container('array', value, value.length, level);
    if (isScalar(value)) return this.#scalar(value);
    if (typeof value !== 'object') throw new PlistError('plist_unwritable', `property lists have no ${typeof value}`);
    const members = Object.entries(value);
    const keysAndValues = [...members.map(([key]) => key), ...members.map(([, member]) => member)];
    return this.#container('dictionary', keysAndValues, members.length, level);
  }

  #container(kind: Container['kind'], values: readonly PlistWritable[], count: number, level: number): number {
    const item: Container = { kind, count, references: [] };
    const number = this.items.push(item) - 1;
    for (const value of values) item.references.push(this.add(value, level + 1));
    return number;
  }

  #scalar(value: Scalar): number {
    const name = nameOf(value);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.items.push({ kind: 'scalar', bytes: scalar(value) }) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}

/** The same for equal scalars, and only for them: a text and a number that look alike are two. */
function nameOf(value: Scalar): string {
  if (typeof value === 'string') return `s${value}`;
  if (value instanceof Uint8Array) return `d${toBase64(value)}`;
  if (value instanceof Date) return `t${value.getTime()}`;
  if (value instanceof PlistReal) return `r${value.value}`;
  const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value);
  return `${typeof value === 'boolean' ? 'b' : isInteger ? 'i' : 'r'}${value}`;
}

type Scalar = string | number | bigint | boolean | Date | Uint8Array | PlistReal;

function isScalar(value: PlistWritable): value is Scalar {
  const isObject = typeof value === 'object';
  if (!isObject) return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  return value instanceof Date || value instanceof Uint8Array || value instanceof PlistReal;
}

/**
 * The binary form `bplist00` (Apple: CFBinaryPList.c), keys in the order given.
 * @throws {PlistError} `plist_unwritable` for half a surrogate pair, integers beyond 64 bits, invalid dates;
 *   `plist_too_deep`
 */
export function writeBinaryPlist(value: PlistWritable): Uint8Array<ArrayBuffer> {
  const objects = new Objects();
  const top = objects.add(value);
  const { items } = objects;
  const referenceSize = sizeOf(items.length);
  const lengths = items.map((item) => lengthOf(item, referenceSize));
  const table = lengths.reduce((sum, length) => sum + length, header.length);
  const offsetSize = sizeOf(table);
  const bytes = new Uint8Array(table + items.length * offsetSize + trailerLength);
  bytes.set(header);
  let at = header.length;
  for (const [number, item] of items.entries()) {
    putItem(bytes, at, item, referenceSize);
    putUnsigned(bytes, table + number * offsetSize, at, offsetSize);
    at += lengths[number] ?? 0;
  }
  const trailer = bytes.length - trailerLength;
  bytes.set([offsetSize, referenceSize], trailer + 6);
  for (const [index, figure] of [items.length, top, table].entries())
    putUnsigned(bytes, trailer + 8 + index * 8, figure, 8);
  return bytes;
}

function lengthOf(item: Item, referenceSize: number): number {
  if (item.kind === 'scalar') return item.bytes.length;
  return sized(0, item.count).length + item.references.length * referenceSize;
}

function putItem(bytes: Uint8Array, at: number, item: Item, referenceSize: number): void {
  if (item.kind === 'scalar') {
    bytes.set(item.bytes, at);
    return;
  }
  const head = sized(item.kind === 'array' ? 0xa0 : 0xd0, item.count);
  bytes.set(head, at);
  for (const [index, reference] of item.references.entries()) {
    putUnsigned(bytes, at + head.length + index * referenceSize, reference, referenceSize);
  }
}

function scalar(value: Scalar): Uint8Array {
  if (typeof value === 'string') return string(value);
  if (typeof value === 'boolean') return new Uint8Array([value ? 0x09 : 0x08]);
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integer(BigInt(value)) : double(0x23, value);
  if (value instanceof PlistReal) return double(0x23, value.value);
  if (value instanceof Uint8Array) return concat(sized(0x40, value.length), value);
  const time = value.getTime();
  if (!isPlistDate(value)) throw new PlistError('plist_unwritable', 'a date has no year of four digits');
  return double(0x33, (time - appleEpoch) / 1000);
}

function string(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new PlistError('plist_unwritable', 'a text has half a surrogate pair');
  const bytes = utf8(text);
  if (bytes.length === text.length) return concat(sized(0x50, bytes.length), bytes);
  const units = new Uint8Array(text.length * 2);
  const view = new DataView(units.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index));
  return concat(sized(0x60, text.length), units);
}

/** In the fewest bytes; negative ones take 8, those from 2^63 on take 16. */
function integer(value: bigint): Uint8Array {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) {
    throw new PlistError('plist_unwritable', 'an integer needs more than 64 bits');
  }
  const power =
    value < 0n ? 3 : value < 0x100n ? 0 : value < 0x10000n ? 1 : value < 2n ** 32n ? 2 : value < 2n ** 63n ? 3 : 4;
  const bytes = new Uint8Array(1 + (1 << power));
  bytes[0] = 0x10 | power;
  let rest = BigInt.asUintN(64, value);
  for (let index = bytes.length - 1; index > 0; index -= 1) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

function double(marker: number, value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint8(0, marker);
  view.setFloat64(1, value);
  return new Uint8Array(view.buffer);
}

function sized(marker: number, count: number): Uint8Array {
  return count < 15 ? new Uint8Array([marker | count]) : concat(new Uint8Array([marker | 15]), integer(BigInt(count)));
}

function sizeOf(largest: number): number {
  return largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;
}

function putUnsigned(bytes: Uint8Array, at: number, value: number, size: number): void {
  let rest = value;
  for (let index = at + size - 1; index >= at; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}
