/**
 * As much of XML 1.0 as the tables of packages use: elements, attributes, text, comments, CDATA, the five predefined entities and
 * numeric references. No document type, so no entities of one's own. Bounded in size and depth.
 */
import { fromUtf8 } from './utf8.ts';

/** An element. Names are as written, without resolving namespaces. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, joined. */
  readonly text: string;
}

/** XML that cannot be read. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  readonly code = 'xml_malformed';
}

const largest = 4 * 1024 * 1024;
const deepest = 64;
const nameStart = String.raw`[A-Za-z_:\u0080-\uFFFF]`;
const name = String.raw`${nameStart}[\w:.\-\u0080-\uFFFF]*`;
const tag = new RegExp(String.raw`<(\/?)(${name})((?:\s+${name}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>`, 'y');
const attribute = new RegExp(String.raw`(${name})\s*=\s*(?:"([^"]*)"|'([^']*)')`, 'g');
const skipped = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->/y;
const cdata = /<!\[CDATA\[([\s\S]*?)\]\]>/y;

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root element. @throws {XmlError} `xml_malformed` */
export function parseXml(bytes: Uint8Array): XmlElement {
  const text = bytes.length <= largest ? fromUtf8(bytes)?.replace(/^\uFEFF/, '') : undefined;
  if (text === undefined) throw new XmlError('The text is too large or not UTF-8.');
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const upTo = next < 0 ? text.length : next;
    addText(open, text.slice(at, upTo));
    if (next < 0) break;
    const opened = take(skipped, text, upTo) ?? take(cdata, text, upTo);
    if (opened) {
      if (opened[1] !== undefined) (open.at(-1) ?? nowhere()).text += opened[1];
      at = upTo + opened[0].length;
      continue;
    }
    const found = take(tag, text, upTo);
    if (!found || root) throw new XmlError(`There is no element at character ${upTo}.`);
    root = enter(open, found);
    at = upTo + found[0].length;
  }
  if (!root) throw new XmlError('The text ends before its root element.');
  return root;
}

/** Opens or closes an element; the root when it closed that. */
function enter(open: OpenElement[], [, closing, elementName = '', attributes = '', empty]: RegExpExecArray) {
  if (closing === '/') {
    const last = open.pop();
    if (last?.name !== elementName) throw new XmlError(`The element "${elementName}" ends where it did not begin.`);
    return closed(open, last);
  }
  const element = { name: elementName, attributes: attributesOf(attributes), children: [], text: '' };
  if (empty === '/') return closed(open, element);
  if (open.length >= deepest) throw new XmlError('The elements are nested too deep.');
  open.push(element);
  return undefined;
}

function closed(open: readonly OpenElement[], element: OpenElement): XmlElement | undefined {
  const parent = open.at(-1);
  if (!parent) return element;
  parent.children.push(element);
  return undefined;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, key = '', double, single] of text.matchAll(attribute)) {
    if (found.has(key)) throw new XmlError(`The attribute "${key}" is there twice.`);
    found.set(key, unescapeText(double ?? single ?? ''));
  }
  return found;
}

function addText(open: readonly OpenElement[], text: string): void {
  const last = open.at(-1);
  if (last) last.text += unescapeText(text);
  else if (text.trim() !== '') nowhere();
}

function nowhere(): never {
  throw new XmlError('There is text outside the root element.');
}

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescapeText(text: string): string {
  return text.replaceAll(/&([^;&\s]{0,10});?/g, (whole, word: string) => {
    const named = entities.get(word);
    if (named !== undefined && whole.endsWith(';')) return named;
    const number = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(word);
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] === undefined ? 10 : 16) : Number.NaN;
    const isScalar = code > 0 && code <= 0x10_ffff && !(code >= 0xd8_00 && code <= 0xdf_ff);
    if (!isScalar || !whole.endsWith(';')) throw new XmlError('There is an entity that is not defined.');
    return String.fromCodePoint(code);
  });
}

/** A text with the characters escaped that mean something in XML. */
export function escapeXml(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
  return text.replaceAll(/[<>&"]/g, (character) => escapes[character] ?? character);
}

/** The first child of a name, or undefined. */
export function childOf(element: XmlElement, wanted: string): XmlElement | undefined {
  return element.children.find((child) => child.name === wanted);
}
