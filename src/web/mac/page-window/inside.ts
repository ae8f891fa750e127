/**
 * The only script in a framed page of the organisation. The page is shown here and belongs to the Mac: so nothing is sent and
 * nowhere is gone from here. What somebody does is told to the desk, and the Mac does it with its own network and cookies.
 */
import { controlsOf, fillIn, formsOf, typedFields } from './form-places.ts';
import type { FromPage, ToPage } from './messages.ts';

let address = '';

function tell(message: FromPage): void {
  // The page has no origin that could be named, and the desk no secret that it could be told.
  window.parent.postMessage(message, '*');
}

function send(event: SubmitEvent): void {
  event.preventDefault();
  const { target: form, submitter } = event;
  if (!(form instanceof HTMLFormElement)) return;
  const pressed = submitter instanceof HTMLElement ? submitter : null;
  const collected = [...new FormData(form, pressed)];
  const entries = collected.flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const button = controlsOf(form).findIndex((control) => control === submitter);
  tell({
    kind: 'act',
    act: { kind: 'send', form: formsOf(document).indexOf(form), button: button < 0 ? null : button, entries },
  });
}

function follow(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || !link.hasAttribute('href')) return;
  event.preventDefault();
  const [page, fragment] = link.href.split('#');
  if (fragment !== undefined && page === address.split('#')[0]) return goWithin(fragment);
  if (/^https?:/.test(link.href)) tell({ kind: 'act', act: { kind: 'follow', address: link.href } });
}

function goWithin(fragment: string): void {
  const target = document.querySelector<HTMLElement>(`#${CSS.escape(decodeURIComponent(fragment))}`);
  if (!target) return;
  target.scrollIntoView();
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function takeFocus(isDialog: boolean): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const fields = 'input:not([type="hidden"], [type="checkbox"], [type="radio"], :disabled), textarea, select';
  const asked = document.querySelector<HTMLElement>('[data-autofocus], [autofocus]');
  const first = () => visible(fields) ?? visible('main button:not([name], .plain)');
  (asked ?? (isDialog ? first() : undefined))?.focus();
}

function visible(selector: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(selector)].find((element) => element.offsetParent !== null);
}

function height(): number {
  return Math.ceil(document.body.getBoundingClientRect().bottom + window.scrollY);
}

document.addEventListener('submit', send);
document.addEventListener('click', follow);
document.addEventListener('auxclick', follow);
let isTyping = false;
document.addEventListener('input', () => {
  isTyping = true;
  tell({ kind: 'typed', fields: typedFields(document) });
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) tell({ kind: 'escape' });
});
window.addEventListener('message', (event: MessageEvent<ToPage>) => {
  if (event.source !== window.parent) return;
  if (event.data.kind === 'focus') return takeFocus(event.data.isDialog);
  address = event.data.address;
  // Whoever was faster than the answer keeps what they have typed.
  if (!isTyping) fillIn(document, event.data.fields);
});
new ResizeObserver(() => tell({ kind: 'height', height: height() })).observe(document.body);
tell({ kind: 'ready', height: height() });
