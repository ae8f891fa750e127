/** Which files are logos: a whole PNG (W3C PNG, third edition), or an SVG that does nothing but draw. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Refusal } from './refusal.ts';
import { checkSvg } from './svg.ts';

/** A logo that was checked. */
export interface Logo {
  readonly type: 'image/png' | 'image/svg+xml';
  readonly bytes: Uint8Array;
  /** SHA-256, in hex. */
  readonly digest: string;
}

/** Bytes. */
export const largestLogo = 64 * 1024;

/** Pixels: a small file may be an enormous picture. */
const longestSide = 4096;

const pngSignature = '89504e470d0a1a0a';

/** @throws {Refusal} */
export function logoOf(bytes: Uint8Array): Logo {
  if (bytes.length > largestLogo) throw new Refusal('logo_too_large', `It has ${bytes.length} bytes.`);
  return { type: typeOf(bytes), bytes, digest: createHash('sha256').update(bytes).digest('hex') };
}

function typeOf(bytes: Uint8Array): Logo['type'] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.toString('hex', 0, 8) === pngSignature) {
    checkPng(view);
    return 'image/png';
  }
  const start = view.toString('latin1', 0, 256).replace(/^\u00ef\u00bb\u00bf/, '');
  if (!start.trimStart().startsWith('<')) throw new Refusal('logo_unknown_type', 'It begins like neither of the two.');
  checkSvg(bytes);
  return 'image/svg+xml';
}

/** Every chunk is whole, the header is first, and nothing comes after the end (sections 5.3, 5.6 and 11.2.1). */
function checkPng(file: Buffer): void {
  let at = 8;
  for (let count = 0; ; count += 1) {
    if (at + 12 > file.length) throw damaged('it ends early');
    const length = file.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > file.length) throw damaged('it ends early');
    const type = file.toString('latin1', at + 4, at + 8);
    if (crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4)) throw damaged(`${type} has a wrong sum`);
    if ((type === 'IHDR') !== (count === 0)) throw damaged('its header is not the first chunk');
    if (type === 'IHDR') checkSides(file, at + 8, length);
    at = end;
    if (type === 'IEND') break;
  }
  if (at !== file.length) throw damaged('something comes after its end');
}

function checkSides(file: Buffer, at: number, length: number): void {
  if (length !== 13) throw damaged('its header has a wrong length');
  const sides = [file.readUInt32BE(at), file.readUInt32BE(at + 4)];
  if (sides.some((side) => side < 1 || side > longestSide)) {
    throw new Refusal('logo_damaged', `Its sides are ${sides.join(' and ')} pixels; 1 to ${longestSide} are allowed.`);
  }
}

function damaged(why: string): Refusal {
  return new Refusal('logo_damaged', `The PNG is damaged: ${why}.`);
}
