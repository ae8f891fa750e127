/**
 * Base64 and base64url (RFC 4648 sections 4 and 5).
 *
 * Decoding is strict about the alphabet, about length and about the bits that the last letter leaves over (they must be
 * zero: a byte string has one spelling, so that no signature can be written in two ways), and knows both flavours: Apple
 * writes `kid`, `key` and `x5c` in standard base64 with padding, JOSE parts in base64url without, and foreign extensions
 * mix them.
 */

interface NativeBuffer {
  from(data: string, encoding: 'base64'): Uint8Array<ArrayBuffer>;
  from(data: ArrayBufferLike, offset: number, length: number): { toString(encoding: 'base64' | 'base64url'): string };
}

// Node's codec when there is one (about 20 times faster on the path of a login), else the tables below.
const native = (globalThis as { Buffer?: NativeBuffer }).Buffer;

const standardAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const urlAlphabet = `${standardAlphabet.slice(0, 62)}-_`;
const values = new Map(
  [standardAlphabet, urlAlphabet].flatMap((alphabet) =>
    alphabet.split('').map((letter, value) => [letter, value] as const),
  ),
);

// The bits of the last letter that belong to no byte, by the number of letters after the last full group.
const leftOver = [0, 0, 15, 3];

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  if (native) return native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  const text = encode(bytes, standardAlphabet);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** Base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  if (native) return native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
  return encode(bytes, urlAlphabet);
}

/** Bytes of unpadded base64url as JOSE requires it (RFC 7515 section 2), or undefined. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  return /^[A-Za-z0-9_-]*$/.test(text) ? decode(text) : undefined;
}

/** Bytes of padded standard base64, or undefined. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? decode(text) : undefined;
}

/** Bytes of either flavour, padded or not (but never both alphabets in one text), or undefined. */
export function fromAnyBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  return /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/.test(text) ? decode(text) : undefined;
}

function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  if (end % 4 === 1 || (end < text.length && text.length % 4 !== 0)) return undefined;
  if (((values.get(text.charAt(end - 1)) ?? 0) & (leftOver[end % 4] ?? 0)) !== 0) return undefined;
  if (native) return copy(native.from(text, 'base64'));
  return decodeByTable(text, end);
}

// A Buffer may be a view into Node's shared pool; a plain copy keeps callers free of that.
function copy(buffer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}

function decodeByTable(text: string, end: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let bits = 0;
  let held = 0;
  let offset = 0;
  for (let index = 0; index < end; index += 1) {
    held = ((held << 6) | (values.get(text.charAt(index)) ?? 0)) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[offset] = (held >> bits) & 0xff;
    offset += 1;
  }
  return bytes;
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b, c] = bytes.subarray(index, index + 3);
    text += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    if (b !== undefined) text += alphabet.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    if (c !== undefined) text += alphabet.charAt(c & 63);
  }
  return text;
}
