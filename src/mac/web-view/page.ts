/** What a page holds for somebody who fills it in: its title, its text, its forms. */
import { type Element, attribute, descendants, parseDocument, resolved, textOf } from './document.ts';

/** A page. */
export interface Page {
  readonly title: string;
  /** The visible text, with single spaces. */
  readonly text: string;
  readonly forms: readonly Form[];
  /** What the page alerts to, such as a wrong password. */
  readonly alert: string | undefined;
  /** A number that stands there large, to be typed elsewhere. */
  readonly number: string | undefined;
}

/** A form. `action` is resolved against the page's address. */
export interface Form {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly fields: readonly Field[];
  /** The field that the page gives to `window.apple.platformSSO.syncPassword` when this is sent (macOS 27). */
  readonly syncedField: string | undefined;
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
  const elements = [...descendants(parseDocument(html))];
  const title = elements.find(({ tagName }) => tagName === 'title');
  const body = elements.find(({ tagName }) => tagName === 'body');
  return {
    title: title ? textOf(title) : '',
    text: body ? textOf(body) : '',
    forms: elements.filter(({ tagName }) => tagName === 'form').map((form) => readForm(form, url)),
    alert: shown(elements.find((element) => attribute(element, 'role') === 'alert' && !isHidden(element))),
    number: shown(elements.find((element) => attribute(element, 'class') === 'number')),
  };
}

function shown(element: Element | undefined): string | undefined {
  const text = element && textOf(element);
  return text === '' ? undefined : text;
}

function isHidden(element: Element): boolean {
  return attribute(element, 'hidden') !== undefined;
}

function readForm(form: Element, url: string): Form {
  return {
    action: resolved(attribute(form, 'action') ?? '', url),
    method: attribute(form, 'method')?.toLowerCase() === 'post' ? 'POST' : 'GET',
    fields: [...descendants(form)].flatMap(readField),
    syncedField: attribute(form, 'data-sync-password'),
  };
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
