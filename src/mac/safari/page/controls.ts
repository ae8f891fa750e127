/** Fields and buttons of a form, with the words that a person knows them by (HTML, "form controls"). */
import { type Element, attribute, descendants, resolved } from '../../web-view/document.ts';
import type { Control, ControlType } from './page.ts';
import { isVisible, words } from './visible-text.ts';

const types: Readonly<Record<string, ControlType>> = {
  password: 'password',
  hidden: 'hidden',
  checkbox: 'checkbox',
  radio: 'radio',
  submit: 'submit',
  image: 'other',
  file: 'other',
  reset: 'other',
  button: 'other',
};

/** The controls that belong to a form: those inside, and those that name it by `form`. */
export function controlsOf(form: Element, all: readonly Element[], url: string): Control[] {
  const id = attribute(form, 'id');
  const inside = new Set(descendants(form));
  const own = all.filter((element) => {
    const named = attribute(element, 'form');
    return isControl(element) && (named === undefined ? inside.has(element) : named === id);
  });
  return own.map((element) => readControl(element, all, url));
}

function isControl({ tagName }: Element): boolean {
  return tagName === 'input' || tagName === 'button' || tagName === 'select' || tagName === 'textarea';
}

function readControl(element: Element, all: readonly Element[], url: string): Control {
  const { tagName } = element;
  const usual = tagName === 'button' ? 'submit' : 'text';
  const inputType =
    tagName === 'select' || tagName === 'textarea' ? tagName : (attribute(element, 'type')?.toLowerCase() ?? usual);
  const has = (name: string) => attribute(element, name) !== undefined;
  const type = tagName === 'select' ? 'select' : (types[inputType] ?? 'text');
  const [action, method] = [attribute(element, 'formaction'), attribute(element, 'formmethod')?.toLowerCase()];
  return {
    name: attribute(element, 'name') ?? '',
    type,
    isShown: type !== 'hidden' && type !== 'other' && isVisible(element),
    label: labelOf(element, type, all),
    value: valueOf(element, type),
    checked: has('checked'),
    options: type === 'select' ? optionsOf(element) : [],
    required: has('required'),
    disabled: isDisabled(element),
    readOnly: has('readonly'),
    autocomplete: attribute(element, 'autocomplete')?.toLowerCase() ?? '',
    action: action === undefined ? undefined : resolved(action, url),
    method: method === undefined ? undefined : method === 'post' ? 'POST' : 'GET',
    unchecked: has('formnovalidate'),
  };
}

function valueOf(element: Element, type: ControlType): string {
  const usual = type === 'checkbox' || type === 'radio' ? 'on' : '';
  if (element.tagName !== 'textarea') return attribute(element, 'value') ?? usual;
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}

function optionsOf(element: Element): Control['options'] {
  const options = [...descendants(element)].filter(({ tagName }) => tagName === 'option');
  const chosen = options.findLast((option) => attribute(option, 'selected') !== undefined) ?? options[0];
  return options.map((option) => {
    const label = words(option);
    return { label, value: attribute(option, 'value') ?? label, selected: option === chosen };
  });
}

/** `disabled` of its own, or of a field set around it. */
function isDisabled(element: Element): boolean {
  if (attribute(element, 'disabled') !== undefined) return true;
  for (let node = element.parentNode; node && 'tagName' in node; node = node.parentNode) {
    if (node.tagName === 'fieldset' && attribute(node, 'disabled') !== undefined) return true;
  }
  return false;
}

/** The accessible name, as far as pages of an organisation need it (W3C accname, sections 2B, 2C, 2D, 2F). */
function labelOf(element: Element, type: ControlType, all: readonly Element[]): string {
  const byId = (id: string) => all.find((candidate) => attribute(candidate, 'id') === id);
  const referred = (attribute(element, 'aria-labelledby') ?? '').split(/\s+/).flatMap((id) => byId(id) ?? []);
  if (referred.length > 0) return referred.map(words).join(' ');
  const spoken = attribute(element, 'aria-label');
  if (spoken !== undefined) return spoken;
  if (type === 'submit') return words(element) || (attribute(element, 'value') ?? 'Submit');
  const id = attribute(element, 'id');
  const label = all.find(
    ({ tagName, ...rest }) => tagName === 'label' && id !== undefined && attribute(rest as Element, 'for') === id,
  );
  const around = label ?? wrappingLabel(element);
  return (around && words(around)) || (attribute(element, 'placeholder') ?? attribute(element, 'title') ?? '');
}

function wrappingLabel(element: Element): Element | undefined {
  for (let node = element.parentNode; node && 'tagName' in node; node = node.parentNode) {
    if (node.tagName === 'label') return node;
  }
  return undefined;
}
