import { concat } from './bytes.ts';
import { DerError } from './der-error.ts';
import { constructedBit, Tag } from './der-tag.ts';
import { element } from './der-writer.ts';
import { DerReader } from './der.ts';

const maximumDepth = 32;

// Universal string types whose content BER may cut into pieces (X.690 8.7.3); BIT STRING is not among them in any
// message that we read.
const pieceable: ReadonlySet<number> = new Set([
  Tag.octetString,
  Tag.utf8String,
  Tag.printableString,
  Tag.ia5String,
  Tag.visibleString,
]);

interface Header {
  readonly tag: number;
  readonly contentStart: number;
  /** Undefined for the indefinite form. */
  readonly contentEnd: number | undefined;
}

/**
 * Turns BER, as macOS writes its CMS messages and Apple Business Manager its tokens, into the DER that `DerReader` takes:
 * indefinite lengths become definite, long lengths minimal, OCTET STRINGs cut into pieces become one. What is DER
 * already comes back byte for byte, so signatures over parts of it still hold. Not touched: element order in sets, the
 * content of primitive values, bytes after the outermost element, and strings cut in pieces under an IMPLICIT context
 * tag, which only the reader of the format can know: see `readPossiblyConstructedOctets`.
 * Throws DerError.
 */
export function berToDer(bytes: Uint8Array): Uint8Array {
  const { encoded, end } = convert(bytes, 0, bytes.length, 0);
  return end === bytes.length ? encoded : concat(encoded, bytes.subarray(end));
}

function convert(bytes: Uint8Array, start: number, limit: number, depth: number): { encoded: Uint8Array; end: number } {
  if (depth > maximumDepth) throw new DerError('der_too_deep', `more than ${maximumDepth} levels`, start);
  const derEnd = endOfDer(bytes, start, limit, depth);
  if (derEnd !== undefined) return { encoded: bytes.subarray(start, derEnd), end: derEnd };
  const { tag, contentStart, contentEnd } = readHeader(bytes, start, limit);
  if ((tag & constructedBit) === 0) {
    if (contentEnd === undefined) throw new DerError('der_indefinite_length', 'primitive of indefinite length', start);
    return { encoded: element(tag, bytes.subarray(contentStart, contentEnd)), end: contentEnd };
  }
  const { elements, end } = convertContent(bytes, contentStart, contentEnd, limit, depth);
  const encoded = pieceable.has(tag & ~constructedBit) ? joinPieces(tag, elements, start) : element(tag, ...elements);
  return { encoded, end };
}

// Where an element ends that needs no conversion, such as a certificate; undefined when something in it does, or is
// broken. Looking costs a tenth of copying, and no byte is looked at more often than the depth allows.
function endOfDer(bytes: Uint8Array, start: number, limit: number, depth: number): number | undefined {
  if (depth > maximumDepth || start + 1 >= limit) return undefined;
  const tag = bytes[start] ?? 0;
  const first = bytes[start + 1] ?? 0;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if ((tag & 0x1f) === 0x1f || first === 0x80 || count > 4 || start + 2 + count > limit) return undefined;
  let length = count === 0 ? first : 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[start + 2 + index] ?? 0);
  const end = start + 2 + count + length;
  if (end > limit || (count > 0 && (length < 0x80 || length < 256 ** (count - 1)))) return undefined;
  if ((tag & constructedBit) === 0) return end;
  if (pieceable.has(tag & ~constructedBit)) return undefined;
  let at: number | undefined = start + 2 + count;
  while (at !== undefined && at < end) at = endOfDer(bytes, at, end, depth + 1);
  return at;
}

function convertContent(
  bytes: Uint8Array,
  start: number,
  contentEnd: number | undefined,
  limit: number,
  depth: number,
): { elements: Uint8Array[]; end: number } {
  const elements: Uint8Array[] = [];
  const stop = contentEnd ?? limit;
  let at = start;
  while (at < stop) {
    if (contentEnd === undefined && bytes[at] === 0 && bytes[at + 1] === 0 && at + 1 < stop) {
      return { elements, end: at + 2 };
    }
    const { encoded, end } = convert(bytes, at, stop, depth + 1);
    elements.push(encoded);
    at = end;
  }
  if (contentEnd === undefined) throw new DerError('ber_unterminated', 'indefinite length without its end', start);
  return { elements, end: at };
}

// The pieces were converted already, so each is one primitive element of the same type.
function joinPieces(tag: number, pieces: readonly Uint8Array[], offset: number): Uint8Array {
  const primitive = tag & ~constructedBit;
  const contents = pieces.map((piece) => {
    if (piece[0] !== primitive && piece[0] !== Tag.octetString) {
      throw new DerError('ber_bad_constructed_string', 'a piece of a string has another type', offset);
    }
    return new DerReader(piece).content(piece[0]);
  });
  return element(primitive, ...contents);
}

function readHeader(bytes: Uint8Array, at: number, limit: number): Header {
  if (at + 1 >= limit) throw new DerError('der_truncated', 'an element is missing or cut short', at);
  const tag = bytes[at] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw new DerError('der_high_tag_number', 'tag number above 30', at);
  const first = bytes[at + 1] ?? 0;
  if (first === 0x80) return { tag, contentStart: at + 2, contentEnd: undefined };
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4) throw new DerError('der_length_too_large', 'length of more than four bytes', at);
  if (at + 2 + count > limit) throw new DerError('der_truncated', 'a length is cut short', at);
  let length = count === 0 ? first : 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const contentStart = at + 2 + count;
  if (contentStart + length > limit) {
    throw new DerError('der_truncated', 'an element is longer than what holds it', at);
  }
  return { tag, contentStart, contentEnd: contentStart + length };
}

/**
 * The bytes of an OCTET STRING under an IMPLICIT context tag, which BER may have cut into pieces: tag 0x80|number with the
 * bytes, or 0xa0|number with OCTET STRINGs in it (`encryptedContent` of CMS, RFC 5652 section 6.1). Expects what
 * `berToDer` gave.
 */
export function readPossiblyConstructedOctets(reader: DerReader, primitiveTag: number): Uint8Array {
  if (reader.peek() === primitiveTag) return reader.content(primitiveTag);
  const pieces = reader.enter(primitiveTag | constructedBit);
  const contents: Uint8Array[] = [];
  while (!pieces.isAtEnd) contents.push(pieces.octetString());
  return concat(...contents);
}

/** An element of indefinite length around whole elements, as macOS writes the outer layers of its CMS messages. */
export function indefinite(tag: number, ...elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat(Uint8Array.of(tag | constructedBit, 0x80), ...elements, Uint8Array.of(0, 0));
}
