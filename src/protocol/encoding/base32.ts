/** Base32 (RFC 4648 section 6), as authenticators take secrets. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const values = new Map(Array.from(alphabet, (letter, value) => [letter, value] as const));
/** Letters that a last, short group may have: those of one to four bytes. */
const lastGroups = new Set([0, 2, 4, 5, 7]);

/** Base32 with padding. */
export function toBase32(bytes: Uint8Array): string {
  const text = toUnpaddedBase32(bytes);
  return text + '='.repeat((8 - (text.length % 8)) % 8);
}

/** Base32 without padding, as secrets stand in URIs. */
export function toUnpaddedBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >> bits) & 31);
    }
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31);
}

/** Bytes of base32, padded whole or not at all; undefined for anything else, and where left-over bits are set. */
export function fromBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const letters = text.replace(/={1,6}$/, '');
  const isWhole = letters.length === text.length || text.length % 8 === 0;
  if (!isWhole || !lastGroups.has(letters.length % 8)) return undefined;
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let offset = 0;
  for (const letter of letters) {
    const value = values.get(letter);
    if (value === undefined) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[offset] = (held >> bits) & 0xff;
    offset += 1;
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}
