/**
 * A page of the organisation as it may be shown in the window of a virtual Mac: one document by itself, that runs nothing of
 * its own and asks for nothing. What it looks like is in it; what somebody does with it, a small script of ours tells the desk.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse, serialize } from 'parse5';
import type { PageResources } from './page-resources.ts';

type Element = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;

/** What runs, frames, plays, or leads the whole page elsewhere. */
const removed = new Set([
  'script',
  'noscript',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'applet',
  'base',
  'template',
  'audio',
  'video',
  'source',
  'track',
  'portal',
  'fencedframe',
  // Of SVG: what changes attributes of others while it is looked at.
  'animate',
  'animatemotion',
  'animatetransform',
  'set',
]);
/** Attributes that load or lead, besides those of links, pictures and style sheets. */
const stripped = new Set([
  'action',
  'formaction',
  'target',
  'formtarget',
  'ping',
  'srcset',
  'imagesrcset',
  'background',
  'poster',
  'manifest',
  'srcdoc',
  'nonce',
  'xlink:href',
  'attributename',
]);

/** What a window does for its page. */
export interface CleanWish {
  readonly html: string;
  readonly address: string;
  readonly resources: PageResources;
  /** Scripts of the page are played by the Mac itself (Safari): what they would show is shown. */
  readonly playsScripts: boolean;
  /** Our script, put at the end. */
  readonly script: string;
}

/** The document as text. */
export async function cleanPage({ html, address, resources, playsScripts, script }: CleanWish): Promise<string> {
  const document = parse(html);
  const base = baseOf(document, address);
  const work: Promise<void>[] = [];
  walk(document, (element) => {
    if (mustGo(element)) return 'remove';
    cleanAttributes(element, base);
    if (playsScripts) showWhatScriptsShow(element);
    if (
      element.tagName === 'link' ||
      element.tagName === 'img' ||
      element.tagName === 'image' ||
      element.tagName === 'input'
    ) {
      work.push(bringIn(element, base, resources));
    }
    if (element.tagName === 'style') work.push(bringInStyle(element, base, resources));
    return 'keep';
  });
  await Promise.all(work);
  addScript(document, script);
  return serialize(document);
}

/** The first base counts, for every address after it and before it (HTML, section 2.4.3). */
function baseOf(document: Parent, address: string): string {
  let href: string | undefined;
  walk(document, (element) => {
    if (element.tagName === 'base') href ??= attribute(element, 'href');
    return 'keep';
  });
  return href !== undefined && URL.canParse(href, address) ? new URL(href, address).href : address;
}

function walk(node: Parent, decide: (element: Element) => 'keep' | 'remove'): void {
  for (const child of node.childNodes.slice()) {
    if (!('tagName' in child)) continue;
    if (decide(child) === 'remove') defaultTreeAdapter.detachNode(child);
    else walk(child, decide);
  }
}

function mustGo(element: Element): boolean {
  const tagName = element.tagName.toLowerCase();
  if (removed.has(tagName)) return true;
  if (tagName === 'meta') return attribute(element, 'http-equiv') !== undefined;
  return tagName === 'link' && !/\bstylesheet\b/i.test(attribute(element, 'rel') ?? '');
}

function cleanAttributes(element: Element, address: string): void {
  element.attrs = element.attrs.flatMap((attr) => {
    const name =
      `${attr.prefix === undefined || attr.prefix === '' ? '' : `${attr.prefix}:`}${attr.name}`.toLowerCase();
    if (name.startsWith('on') || stripped.has(name)) return [];
    // Browsers let no frame of another origin take the focus by itself; our script does it when the desk says so.
    if (name === 'autofocus') return [{ name: 'data-autofocus', value: '' }];
    if (name !== 'href' || element.tagName === 'link') return [attr];
    const leads = URL.canParse(attr.value, address) ? new URL(attr.value, address) : undefined;
    return leads && /^(?:https?|mailto|tel):$/.test(leads.protocol) ? [{ ...attr, value: leads.href }] : [];
  });
}

function showWhatScriptsShow(element: Element): void {
  if (attribute(element, 'data-with-script') !== undefined) dropAttribute(element, 'hidden');
  if (attribute(element, 'data-without-script') !== undefined) element.attrs.push({ name: 'hidden', value: '' });
}

/** A style sheet becomes text of the page, a picture becomes its bytes; what cannot be had is left out. */
async function bringIn(element: Element, address: string, resources: PageResources): Promise<void> {
  if (element.tagName === 'link') {
    const source = attribute(element, 'href') ?? '';
    element.attrs = element.attrs.filter(({ name }) => name === 'media');
    element.tagName = 'style';
    element.nodeName = 'style';
    const css = await resources.styleSheet(source, address);
    defaultTreeAdapter.insertText(element, harmless(css));
    return;
  }
  const source = attribute(element, 'src') ?? (element.tagName === 'image' ? attribute(element, 'href') : undefined);
  dropAttribute(element, 'src');
  if (element.tagName === 'image') dropAttribute(element, 'href');
  if (source === undefined) return;
  const picture = await resources.picture(source, address);
  if (picture !== undefined) element.attrs.push({ name: element.tagName === 'image' ? 'href' : 'src', value: picture });
}

async function bringInStyle(element: Element, address: string, resources: PageResources): Promise<void> {
  const text = element.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  for (const child of element.childNodes.slice()) defaultTreeAdapter.detachNode(child);
  defaultTreeAdapter.insertText(element, harmless(await resources.inStyle(text, address)));
}

/** Text of a style element ends at its end tag, wherever that stands. */
function harmless(css: string): string {
  return css.replaceAll(/<\/(?=style)/gi, '<\\/');
}

function addScript(document: DefaultTreeAdapterTypes.Document, script: string): void {
  if (script === '') return;
  const html = document.childNodes.find((child): child is Element => 'tagName' in child && child.tagName === 'html');
  const body = html?.childNodes.find((child): child is Element => 'tagName' in child && child.tagName === 'body');
  const parent = body ?? html;
  if (!html || !parent) return;
  const element = defaultTreeAdapter.createElement('script', html.namespaceURI, []);
  defaultTreeAdapter.insertText(element, script);
  defaultTreeAdapter.appendChild(parent, element);
}

function attribute(element: Element, wanted: string): string | undefined {
  return element.attrs.find(({ name }) => name === wanted)?.value;
}

function dropAttribute(element: Element, wanted: string): void {
  element.attrs = element.attrs.filter(({ name }) => name !== wanted);
}
