/** Elements of an HTML document, for whoever reads pages. Parsing is left to `parse5`, which knows what browsers know. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** A node of a document. */
export type Node = DefaultTreeAdapterTypes.Node;
/** An element of a document. */
export type Element = DefaultTreeAdapterTypes.Element;

/** The document of a text. Nothing in it can fail: browsers read everything. */
export function parseDocument(html: string): Node {
  return parse(html);
}

/** Every element below a node, in the order of the text. */
export function* descendants(node: Node): Generator<Element> {
  if (!('childNodes' in node)) return;
  for (const child of node.childNodes) {
    if ('tagName' in child) yield child;
    yield* descendants(child);
  }
}

/** An attribute, or undefined. */
export function attribute(element: Element, wanted: string): string | undefined {
  return element.attrs.find(({ name }) => name === wanted)?.value;
}

/** Elements whose content nobody sees where scripts run. */
export const unseen: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript']);

/** The visible text of a node, with single spaces. */
export function textOf(node: Node): string {
  return rawText(node).replaceAll(/\s+/g, ' ').trim();
}

/** An address against that of its page; one that cannot be read leads nowhere else. */
export function resolved(address: string, url: string): string {
  return URL.canParse(address, url) ? new URL(address, url).href : url;
}

function rawText(node: Node): string {
  if ('value' in node) return node.value;
  if (!('childNodes' in node) || ('tagName' in node && unseen.has(node.tagName))) return '';
  return node.childNodes.map(rawText).join(' ');
}
