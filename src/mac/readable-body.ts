/** Bodies as evidence shows them: text as it is, anything else as base64 with its length in front. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';

/** Bytes beyond this are not kept in evidence: packages are large. */
const longest = 64 * 1024;

/** The text of a body. @param text the body read as text already, where somebody did */
export function readable(bytes: Uint8Array, text: string | undefined): string {
  if (bytes.length > longest) return `(${bytes.length} bytes)`;
  const read = text ?? fromUtf8(bytes);
  return read === undefined || read.includes('\u0000') || read.includes('\uFFFD')
    ? `(${bytes.length} bytes) ${toBase64(bytes)}`
    : read;
}
