/** What a page holds for somebody who fills it in: its title, its text, its forms. Reading is left to `parse5`. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** A page. */
export interface Page {
  readonly title: string;
  /** The visible text, with single spaces. */
  readonly text: string;
  readonly forms: readonly Form[];
}

/** A form. `action` is resolved against the page's address. */
export interface Form {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly fields: readonly Field[];
}

/** A field that would be sent. */
export interface Field {
  /** Empty for a button that sends nothing of its own. */
  readonly name: string;
  /** `text`, `password`, `hidden`, `submit`, ... */
  readonly type: string;
  /** `username`, `current-password`, `one-time-code`, ...; empty when the page does not say. */
  readonly autocomplete: string;
  readonly value: string;
}

/** Reads HTML. Nothing in it can fail: browsers read everything. */
export function readPage(html: string, url: string): Page {
  const elements = [...descendants(parse(html))];
  const title = elements.find(({ tagName }) => tagName === 'title');
  const body = elements.find(({ tagName }) => tagName === 'body');
  return {
    title: title ? textOf(title) : '',
    text: body ? textOf(body) : '',
    forms: elements.filter(({ tagName }) => tagName === 'form').map((form) => readForm(form, url)),
  };
}

function readForm(form: Element, url: string): Form {
  return {
    action: resolved(attribute(form, 'action') ?? '', url),
    method: attribute(form, 'method')?.toLowerCase() === 'post' ? 'POST' : 'GET',
    fields: [...descendants(form)].flatMap(readField),
  };
}

/** An address that cannot be read leads nowhere else. */
function resolved(address: string, url: string): string {
  return URL.canParse(address, url) ? new URL(address, url).href : url;
}

function readField(element: Element): Field[] {
  if (element.tagName !== 'input' && element.tagName !== 'button') return [];
  const usual = element.tagName === 'button' ? 'submit' : 'text';
  const type = attribute(element, 'type')?.toLowerCase() ?? usual;
  const name = attribute(element, 'name');
  // Only a button counts without a name: it can be the one that is pressed.
  if (name === undefined && type !== 'submit') return [];
  const autocomplete = attribute(element, 'autocomplete')?.toLowerCase() ?? '';
  return [{ name: name ?? '', type, autocomplete, value: attribute(element, 'value') ?? '' }];
}

function* descendants(node: Node): Generator<Element> {
  if (!('childNodes' in node)) return;
  for (const child of node.childNodes) {
    if ('tagName' in child) yield child;
    yield* descendants(child);
  }
}

function attribute(element: Element, wanted: string): string | undefined {
  return element.attrs.find(({ name }) => name === wanted)?.value;
}

const unseen = new Set(['script', 'style', 'template', 'noscript']);

function textOf(node: Node): string {
  return rawText(node).replaceAll(/\s+/g, ' ').trim();
}

function rawText(node: Node): string {
  if ('value' in node) return node.value;
  if (!('childNodes' in node) || ('tagName' in node && unseen.has(node.tagName))) return '';
  return node.childNodes.map(rawText).join(' ');
}
