import { fromUtf8 } from '../utf8.ts';
import { PlistError, type PlistErrorCode } from './plist-error.ts';
import { type PlistDictionary, type PlistLimits, type PlistValue, addMember } from './plist-value.ts';
import { parseXmlData, parseXmlDate, parseXmlInteger, parseXmlReal, unescapeXml } from './xml-scalars.ts';

const declaration = /<\?xml\s[^?>]*\?>/y;
const doctype = /<!DOCTYPE\s+plist(?:\s+(?:PUBLIC\s+(?:"[^"]*"|'[^']*')|SYSTEM)\s+(?:"[^"]*"|'[^']*'))?\s*>/y;
const plistTag = /<plist(?:\s+version\s*=\s*(?:"[^"<]*"|'[^'<]*'))?\s*>/y;
const tag = /<(\/?)([a-z]+)\s*(\/?)>/y;

interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
}

/**
 * Reads the XML form of property lists (Apple: PropertyList-1.0.dtd), and no other XML: no attributes but `version`, no
 * internal DOCTYPE declarations, no entities but the predefined ones, no processing instructions. Characters are taken as
 * they stand, as Apple's reader does: line ends stay what they are, and control characters, which Apple's writer does not
 * escape in the names of applications, are let through (NUL is not).
 */
class XmlReader {
  readonly #text: string;
  readonly #limits: PlistLimits;
  #at = 0;
  #values = 0;

  constructor(text: string, limits: PlistLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  document(): PlistValue {
    this.#prologue();
    if (this.#match(plistTag) === undefined) throw this.#error('plist_not_a_plist', 'no <plist> element');
    const value = this.#value(this.#open(), 1);
    const end = this.#tag();
    if (end.kind !== 'close' || end.name !== 'plist') {
      throw this.#error('plist_trailing_content', 'more than one value in <plist>');
    }
    this.#skipBlank();
    if (this.#at < this.#text.length) throw this.#error('plist_trailing_content', 'content after </plist>');
    return value;
  }

  #prologue(): void {
    const found = this.#match(declaration)?.[0];
    const encoding = found && /\bencoding\s*=\s*["']([^"']*)["']/.exec(found)?.[1];
    if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding)) {
      throw this.#error('plist_not_utf8', 'the declared encoding is not UTF-8');
    }
    this.#skipBlank();
    if (this.#text.startsWith('<!', this.#at) && this.#match(doctype) === undefined) {
      throw this.#error('plist_doctype_refused', 'a DOCTYPE other than of a plist, or with declarations of its own');
    }
    this.#skipBlank();
  }

  #value({ name, kind }: Tag, depth: number): PlistValue {
    if (depth > this.#limits.maximumDepth) throw this.#error('plist_too_deep', 'nested too deeply');
    this.#count();
    const start = this.#at;
    switch (name) {
      case 'dict':
        return kind === 'empty' ? {} : this.#dictionary(depth);
      case 'array':
        return kind === 'empty' ? [] : this.#array(depth);
      case 'string':
        return this.#textOf(name, kind);
      case 'true':
      case 'false':
        if (this.#textOf(name, kind).trim() === '') return name === 'true';
        throw this.#error('plist_unexpected_markup', `<${name}> has content`);
      case 'integer':
        return parseXmlInteger(this.#textOf(name, kind), start);
      case 'data':
        return parseXmlData(this.#textOf(name, kind), start);
      case 'date':
        return parseXmlDate(this.#textOf(name, kind), start);
      case 'real':
        return parseXmlReal(this.#textOf(name, kind), start);
      default:
        throw this.#error('plist_unknown_element', 'an element that property lists do not have');
    }
  }

  #array(depth: number): readonly PlistValue[] {
    const items: PlistValue[] = [];
    for (;;) {
      const next = this.#tag();
      if (next.kind !== 'close') items.push(this.#value(next, depth + 1));
      else if (next.name === 'array') return items;
      else throw this.#error('plist_unexpected_markup', 'an array is closed by another tag');
    }
  }

  #dictionary(depth: number): PlistDictionary {
    const members: { [key: string]: PlistValue } = {};
    for (;;) {
      const start = this.#at;
      const next = this.#tag();
      if (next.kind === 'close' && next.name === 'dict') return members;
      if (next.kind === 'close') throw this.#error('plist_unexpected_markup', 'a dictionary is closed by another tag');
      if (next.name !== 'key') throw this.#error('plist_key_expected', 'a dictionary has a value without a key');
      this.#count();
      const key = this.#textOf('key', next.kind);
      const value = this.#tag();
      if (value.kind === 'close' || value.name === 'key') {
        throw this.#error('plist_missing_value', 'a dictionary has a key without a value');
      }
      addMember(members, key, this.#value(value, depth + 1), start);
    }
  }

  #open(): Tag {
    const next = this.#tag();
    if (next.kind === 'close') throw this.#error('plist_missing_value', 'a <plist> without a value');
    return next;
  }

  /** The text up to the closing tag of this element, whose opening tag was read. */
  #textOf(name: string, kind: Tag['kind']): string {
    if (kind === 'empty') return '';
    let text = '';
    for (;;) {
      const end = this.#find('<', this.#at);
      text += unescapeXml(this.#text.slice(this.#at, end), this.#at);
      this.#at = end;
      if (!this.#text.startsWith('<![CDATA[', end)) break;
      const close = this.#find(']]>', end + 9);
      text += this.#text.slice(end + 9, close);
      this.#at = close + 3;
    }
    const next = this.#tag();
    if (next.kind === 'close' && next.name === name) return text;
    throw this.#error('plist_unexpected_markup', `another tag inside <${name}>`);
  }

  /** The next tag after white space and comments. */
  #tag(): Tag {
    this.#skipBlank();
    const [, slash, name, end] = this.#match(tag) ?? [];
    if (name === undefined) {
      if (this.#at >= this.#text.length) throw this.#error('plist_truncated', 'the text ends inside an element');
      throw this.#error('plist_unexpected_markup', 'text or markup where a plain tag is expected');
    }
    if (slash && end) throw this.#error('plist_unexpected_markup', 'a tag that both closes and is empty');
    return { name, kind: slash ? 'close' : end ? 'empty' : 'open' };
  }

  #skipBlank(): void {
    for (;;) {
      while (isBlank(this.#text.charCodeAt(this.#at))) this.#at += 1;
      if (!this.#text.startsWith('<!--', this.#at)) return;
      this.#at = this.#find('-->', this.#at + 4) + 3;
    }
  }

  #find(mark: string, from: number): number {
    const found = this.#text.indexOf(mark, from);
    if (found < 0) throw this.#error('plist_truncated', `the text ends before ${mark}`);
    return found;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  #count(): void {
    this.#values += 1;
    if (this.#values > this.#limits.maximumValues) throw this.#error('plist_too_many_values', 'too many values');
  }

  #error(code: PlistErrorCode, message: string): PlistError {
    return new PlistError(code, message, { offset: this.#at });
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b && code !== 0x0c);
}

/**
 * The value of an XML property list in UTF-8, with or without a byte order mark, XML declaration and DOCTYPE.
 * @throws {PlistError} with the code of what is wrong
 */
export function parseXmlPlist(bytes: Uint8Array, limits: PlistLimits): PlistValue {
  if (bytes.length > limits.maximumBytes) throw new PlistError('plist_too_large', 'the property list is too large');
  const text = fromUtf8(bytes);
  if (text === undefined) throw new PlistError('plist_not_utf8', 'the property list is not UTF-8');
  if (text.includes('\0')) throw new PlistError('plist_bad_text', 'the property list contains NUL');
  return new XmlReader(text.startsWith('\ufeff') ? text.slice(1) : text, limits).document();
}
