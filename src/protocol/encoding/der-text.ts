import { DerError } from './der-error.ts';
import { Tag } from './der-tag.ts';
import { fromUtf8 } from './utf8.ts';

const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
const ascii = /^[\0-\x7f]*$/;

/**
 * The text of a character string type, by its tag. TeletexString is read as Latin-1, as everybody does. PrintableString is
 * let through with any ASCII character, because deployed certificates have `@` and `*` in it. Throws DerError
 * `der_bad_text` for bytes outside the type, `der_unexpected_tag` for a tag that is no text.
 */
export function decodeText(tag: number, content: Uint8Array, offset: number): string {
  const text = decode(tag, content, offset);
  if (text === undefined) throw new DerError('der_bad_text', 'characters do not fit the string type', offset);
  return text;
}

function decode(tag: number, content: Uint8Array, offset: number): string | undefined {
  switch (tag) {
    case Tag.utf8String:
      return fromUtf8(content);
    case Tag.printableString:
    case Tag.ia5String:
    case Tag.visibleString:
    case Tag.numericString: {
      const text = latin1(content);
      return ascii.test(text) ? text : undefined;
    }
    case Tag.teletexString:
      return latin1(content);
    case Tag.bmpString:
      return utf16(content);
    default:
      throw new DerError('der_unexpected_tag', 'element is not a character string', offset);
  }
}

/** Whether a text may stand in a PrintableString (X.680 41.4). */
export function isPrintableText(text: string): boolean {
  return printable.test(text);
}

/** Whether a text may stand in an IA5String: ASCII only. */
export function isAsciiText(text: string): boolean {
  return ascii.test(text);
}

function latin1(content: Uint8Array): string {
  let text = '';
  for (const octet of content) text += String.fromCharCode(octet);
  return text;
}

function utf16(content: Uint8Array): string | undefined {
  if (content.length % 2 !== 0) return undefined;
  let text = '';
  for (let at = 0; at < content.length; at += 2) {
    text += String.fromCharCode(((content[at] ?? 0) << 8) | (content[at + 1] ?? 0));
  }
  return text;
}
