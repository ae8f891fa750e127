/**
 * As much of XML 1.0 as drawings need, and strictly: no document type, no entities of one's own, no processing
 * instructions, no CDATA. So that nothing can be written in a way that browsers read differently.
 */

/** An attribute, its references resolved. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** A piece of a document. */
export type XmlPart =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: readonly Attribute[] }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** What is wrong with it, as a sentence. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const deepest = 64;
const mostParts = 20_000;

const name = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const declaration =
  /^<\?xml\s+version\s*=\s*["']1\.[01]["'](?:\s+encoding\s*=\s*["']utf-8["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>/i;
const comment = /<!--(?:(?!--)[\s\S])*-->/y;
const closing = new RegExp(`</(${name})\\s*>`, 'y');
const opening = new RegExp(`<(${name})((?:\\s+${name}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y');
const attribute = new RegExp(`(${name})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g');
const words = /[^<]+/y;

/** The parts of a document with one root, each element opened and closed. @throws {XmlError} */
export function* readXml(document: string): Generator<XmlPart> {
  const open: string[] = [];
  let roots = 0;
  let at = declaration.exec(document)?.[0].length ?? 0;
  for (let count = 0; at < document.length; count += 1) {
    if (count > mostParts) throw new XmlError('It has too many parts.');
    const { end, parts } = nextPart(document, at);
    for (const part of parts) {
      if (part.kind === 'text' && open.length === 0 && part.text.trim() !== '')
        throw new XmlError('Text stands outside.');
      if (part.kind === 'open' && open.push(part.name) === 1) roots += 1;
      if (open.length > deepest) throw new XmlError('It is nested too deeply.');
      if (part.kind === 'close' && open.pop() !== part.name)
        throw new XmlError('An element is closed that is not open.');
      yield part;
    }
    at = end;
  }
  if (open.length > 0 || roots !== 1) throw new XmlError('It is not one whole element.');
}

function nextPart(document: string, at: number): { readonly end: number; readonly parts: readonly XmlPart[] } {
  const found = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(document);
  };
  const text = found(words);
  if (text) return { end: words.lastIndex, parts: [{ kind: 'text', text: resolved(text[0]) }] };
  if (found(comment)) return { end: comment.lastIndex, parts: [] };
  const closed = found(closing);
  if (closed) return { end: closing.lastIndex, parts: [{ kind: 'close', name: closed[1] ?? '' }] };
  const opened = found(opening);
  if (!opened) throw new XmlError('It has something other than elements, attributes, text and comments.');
  const [, tag = '', inside = '', isEmpty] = opened;
  const open = { kind: 'open', name: tag, attributes: attributesOf(inside) } as const;
  return { end: opening.lastIndex, parts: isEmpty ? [open, { kind: 'close', name: tag }] : [open] };
}

function attributesOf(inside: string): Attribute[] {
  const found = [...inside.matchAll(attribute)].map(([, key = '', double, single]) => ({
    name: key,
    value: resolved(double ?? single ?? '').trim(),
  }));
  if (new Set(found.map((one) => one.name)).size !== found.length) throw new XmlError('An attribute is there twice.');
  return found;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** With references resolved (XML 1.0, section 4.1). @throws {XmlError} for any that is none of XML's own */
function resolved(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6});|#(\d{1,7});|(\w+);)?/gi,
    (_all, hex?: string, decimal?: string, entity?: string) => {
      const code = hex === undefined ? Number(decimal ?? -1) : Number.parseInt(hex, 16);
      if (code >= 32 && code < 0xd800) return String.fromCodePoint(code);
      if ((code >= 0xe000 && code <= 0x10ffff) || code === 9 || code === 10 || code === 13)
        return String.fromCodePoint(code);
      const known = entity === undefined ? undefined : Object.hasOwn(entities, entity) ? entities[entity] : undefined;
      if (known === undefined) throw new XmlError('There is a reference that is none of XML’s own.');
      return known;
    },
  );
}
