/** Reads a page: what it shows, what can be done on it. */
import { type Element, attribute, descendants, parseDocument, resolved } from '../../web-view/document.ts';
import { controlsOf } from './controls.ts';
import type { FormCeremony, InlineScript, Link, PageForm, SafariPage } from './page.ts';
import { isVisible, visibleText, words } from './visible-text.ts';

/** The page of a HTML text at an address. */
export function readSafariPage(html: string, url: string): SafariPage {
  const all = [...descendants(parseDocument(html))];
  const named = (...names: readonly string[]) => all.filter(({ tagName }) => names.includes(tagName));
  const base = baseOf(named('base'), url);
  const [title] = named('title');
  const [body] = named('body');
  return {
    title: title ? words(title) : '',
    text: body ? visibleText(body) : '',
    headings: named('h1', 'h2', 'h3').filter(isVisible).map(words),
    alerts: all
      .filter((element) => attribute(element, 'role') === 'alert' && isVisible(element))
      .map(words)
      .filter(Boolean),
    links: named('a').flatMap((element) => linkOf(element, base)),
    forms: named('form').map((form) => readForm(form, all, base)),
    refresh: refreshOf(named('meta'), base),
    isWaiting: all.some((element) => attribute(element, 'data-wait') !== undefined),
    scripts: scriptsOf(named('script'), body),
  };
}

/** A page that is nothing but text. */
export function textPage(text: string): SafariPage {
  const nothing = { headings: [], alerts: [], links: [], forms: [], scripts: [] };
  return { title: '', text, refresh: undefined, isWaiting: false, ...nothing };
}

function baseOf([base]: readonly Element[], url: string): string {
  const href = base && attribute(base, 'href');
  return href === undefined ? url : resolved(href, url);
}

function linkOf(element: Element, url: string): Link[] {
  const href = attribute(element, 'href');
  if (href === undefined || !isVisible(element)) return [];
  return [{ label: attribute(element, 'aria-label') ?? words(element), address: resolved(href, url) }];
}

function readForm(form: Element, all: readonly Element[], url: string): PageForm {
  const action = attribute(form, 'action') ?? '';
  return {
    // An empty action is the page's own address (HTML, form submission).
    action: action.trim() === '' ? url : resolved(action, url),
    method: attribute(form, 'method')?.toLowerCase() === 'post' ? 'POST' : 'GET',
    controls: controlsOf(form, all, url),
    unchecked: attribute(form, 'novalidate') !== undefined,
    ceremony: ceremonyOf(form),
  };
}

function ceremonyOf(form: Element): FormCeremony | undefined {
  const isAutomatic = attribute(form, 'data-webauthn-auto') !== undefined;
  const create = attribute(form, 'data-webauthn-create');
  if (create !== undefined) return { kind: 'create', options: create, isAutomatic };
  const get = attribute(form, 'data-webauthn-get');
  return get === undefined ? undefined : { kind: 'get', options: get, isAutomatic };
}

function refreshOf(metas: readonly Element[], url: string): SafariPage['refresh'] {
  const meta = metas.find((element) => attribute(element, 'http-equiv')?.toLowerCase() === 'refresh');
  const found = /^\s*(\d+)(?:\.[.\d]*)?\s*(?:[;,]\s*(?:url\s*=\s*)?["']?([^"']*)["']?)?\s*$/i.exec(
    (meta && attribute(meta, 'content')) ?? '',
  );
  return found ? { seconds: Number(found[1]), address: resolved(found[2] ?? '', url) } : undefined;
}

function scriptsOf(scripts: readonly Element[], body: Element | undefined): InlineScript[] {
  const inside = scripts.filter((script) => attribute(script, 'src') === undefined);
  const onload = body && attribute(body, 'onload');
  return [
    ...inside.map((script) => ({
      text: script.childNodes.map((node) => ('value' in node ? node.value : '')).join(''),
      nonce: attribute(script, 'nonce'),
      isAttribute: false,
    })),
    ...(onload === undefined ? [] : [{ text: onload, nonce: undefined, isAttribute: true }]),
  ];
}
