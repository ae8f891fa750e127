/**
 * Safari, act by act: somebody opens an address, follows a link, fills in a form and presses its button. Scripts of pages do
 * not run; what the product's own pages do by script is played instead: a form that sends itself, a ceremony of WebAuthn, a
 * page that waits. Windows, tabs and cookies are kept between acts, for each account apart.
 */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { personOf } from '../local-accounts/person.ts';
import type { MacParts } from '../mac-parts.ts';
import type { AskForConsent } from '../passkey-provider/user-verification.ts';
import { navigationExtension } from '../sso-extension/navigation.ts';
import type { PageMove } from '../web-view/attendant.ts';
import { allowsScript } from './content-policy.ts';
import { exactForm } from './exact-form.ts';
import { type FilledForm, type FormProblem, type FormAnswers, called, encodeEntries, fillForm } from './fill-form.ts';
import { type Navigation, navigate } from './navigate.ts';
import { navigatorCredentials } from './navigator-credentials.ts';
import type { FormCeremony, PageForm, SafariPage } from './page/page.ts';
import { type SafariOutcome, refused, shown } from './safari-outcome.ts';
import { type SafariState, type Tab, keepSafari, openSafari } from './safari-state.ts';
import { downloadOf, pageOf, tabOf } from './tab-page.ts';

/** What somebody does in Safari. */
export type SafariStep =
  /** Looks at what the tab shows. */
  | { readonly kind: 'look' }
  | { readonly kind: 'open'; readonly address: string; readonly newTab?: boolean }
  /** Without a button: Return, in the form that has the fields. */
  | ({ readonly kind: 'press'; readonly button?: string | undefined } & FormAnswers)
  | { readonly kind: 'follow'; readonly link: string }
  /** What somebody does with the page who sees it in a browser: a form exactly as it stands there, a link by its address. */
  | { readonly kind: 'page'; readonly move: PageMove }
  | { readonly kind: 'reload' }
  | { readonly kind: 'back' }
  /** Until a page that waits shows something else, or the time is over. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Counted from 1. */
  | { readonly kind: 'tab'; readonly number: number }
  | { readonly kind: 'close-tab' };

/** A window of Safari during one act. */
interface Window {
  readonly mac: MacParts;
  readonly person: string;
  readonly ask: AskForConsent;
  safari: SafariState;
  /** How often the page may go on by itself yet. */
  automatic: number;
}

/** Pages that send themselves in a circle are stopped. */
const automaticLimit = 5;
const nobody: AskForConsent = () => Promise.resolve(undefined);

/** Takes a step. @param ask whoever confirms the use of a passkey; without one nobody does */
export async function browse(mac: MacParts, step: SafariStep, ask: AskForConsent = nobody): Promise<SafariOutcome> {
  const person = personOf(mac);
  if (mac.state.session.kind !== 'desktop' || person === undefined) {
    return refused('no-session', 'Nobody sits at the desktop of this Mac.');
  }
  const window: Window = { mac, person, ask, safari: openSafari(mac, person), automatic: automaticLimit };
  const outcome = await take(window, step);
  keepSafari(mac, person, window.safari);
  return outcome;
}

async function take(window: Window, step: SafariStep): Promise<SafariOutcome> {
  if (step.kind === 'open') return openAddress(window, step.address, step.newTab === true);
  if (step.kind === 'tab') return chooseTab(window, step.number);
  const tab = currentTab(window);
  if (!tab) return refused('no-page', 'No page is open.');
  switch (step.kind) {
    case 'look':
      return shown(window.safari, tab);
    case 'follow':
      return follow(window, tab, step.link);
    case 'press':
      return press(window, tab, fillForm(pageOf(tab), step.button, step));
    case 'page':
      return move(window, tab, step.move);
    case 'reload':
      return go(window, { method: 'GET', url: tab.url, from: tab }, tab.history);
    case 'back':
      return goBack(window, tab);
    case 'wait':
      return wait(window, tab, step.seconds);
    case 'close-tab':
      return closeTab(window);
  }
}

function openAddress(window: Window, typed: string, inNewTab: boolean): Promise<SafariOutcome> {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(typed) && !/^[\w.-]+:\d/.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(address)) return Promise.resolve(refused('address-malformed', `"${typed}" is no address.`));
  const { tabs } = window.safari;
  if (inNewTab && tabs.length > 0) window.safari = { ...window.safari, current: tabs.length };
  const before = currentTab(window);
  return go(window, { method: 'GET', url: new URL(address).href }, before ? [...before.history, before.url] : []);
}

function chooseTab(window: Window, number: number): SafariOutcome {
  const tab = window.safari.tabs[number - 1];
  if (!tab) return refused('no-such-tab', `There are ${window.safari.tabs.length} tabs.`);
  window.safari = { ...window.safari, current: number - 1 };
  return shown(window.safari, tab);
}

function closeTab(window: Window): SafariOutcome {
  const { tabs, current } = window.safari;
  const left = tabs.filter((_, index) => index !== current);
  window.safari = { ...window.safari, tabs: left, current: Math.max(0, current - 1) };
  const tab = currentTab(window);
  return tab ? shown(window.safari, tab) : { kind: 'closed' };
}

function follow(window: Window, tab: Tab, word: string): Promise<SafariOutcome> {
  const link = called(pageOf(tab).links, word);
  if (link === 'several') return Promise.resolve(refused('ambiguous', `More than one link begins with "${word}".`));
  if (link === 'none') return Promise.resolve(refused('no-such-link', `There is no link "${word}" here.`));
  return go(window, { method: 'GET', url: link.address, from: tab }, [...tab.history, tab.url]);
}

async function move(window: Window, tab: Tab, made: PageMove): Promise<SafariOutcome> {
  switch (made.kind) {
    case 'send':
      return press(window, tab, exactForm(pageOf(tab), made));
    case 'follow':
      return pageOf(tab).links.some(({ address }) => address === made.address)
        ? go(window, { method: 'GET', url: made.address, from: tab }, [...tab.history, tab.url])
        : refused('no-such-link', 'There is no such link here.');
    case 'look-again':
      return isSettled(pageOf(tab)) ? shown(window.safari, tab) : lookAgain(window, tab);
    case 'close':
      return closeTab(window);
  }
}

function goBack(window: Window, tab: Tab): Promise<SafariOutcome> {
  const url = tab.history.at(-1);
  if (url === undefined) return Promise.resolve(refused('no-page', 'There is no page before this one.'));
  return go(window, { method: 'GET', url, from: tab }, tab.history.slice(0, -1));
}

/** Asks again every second, as the page's script would be told to. */
async function wait(window: Window, tab: Tab, seconds: number): Promise<SafariOutcome> {
  for (let left = seconds; left > 0; left -= 1) {
    const now = currentTab(window) ?? tab;
    if (isSettled(pageOf(now))) return shown(window.safari, now);
    await window.mac.ports.pause?.(1000);
    const outcome = await lookAgain(window, now);
    if (outcome.kind !== 'page') return outcome;
  }
  return shown(window.safari, currentTab(window) ?? tab);
}

function isSettled({ isWaiting, refresh }: SafariPage): boolean {
  return !isWaiting && refresh === undefined;
}

function lookAgain(window: Window, tab: Tab): Promise<SafariOutcome> {
  const url = pageOf(tab).refresh?.address ?? tab.url;
  return go(window, { method: 'GET', url, from: tab }, tab.history);
}

/** A button without a name runs the ceremony of its form; any other sends the form as it is. */
async function press(window: Window, tab: Tab, filled: FilledForm | FormProblem): Promise<SafariOutcome> {
  if (filled.kind === 'problem') return refused(filled.reason, filled.sentence);
  const { form, button, entries } = filled;
  if (form.ceremony && (button?.name ?? '') === '') return perform(window, tab, form, form.ceremony, entries);
  return send(window, tab, filled);
}

function send(window: Window, tab: Tab, { form, button, entries }: Omit<FilledForm, 'kind'>): Promise<SafariOutcome> {
  const action = button?.action ?? form.action;
  const method = button?.method ?? form.method;
  const text = encodeEntries(entries);
  const history = [...tab.history, tab.url];
  if (method === 'POST') return go(window, { method, url: action, body: text, from: tab, isForm: true }, history);
  const url = new URL(action);
  url.search = text;
  return go(window, { method, url: url.href, from: tab, isForm: true }, history);
}

/** What the script of the sign-in pages does with `data-webauthn-get` and `data-webauthn-create`. */
async function perform(
  window: Window,
  tab: Tab,
  form: PageForm,
  { kind, options }: FormCeremony,
  entries: FilledForm['entries'],
): Promise<SafariOutcome> {
  const credentials = navigatorCredentials(window.mac, new URL(tab.url).origin, window.ask);
  const outcome = await credentials[kind](parseJsonObject(options));
  if (outcome.kind === 'exception') {
    const told = { ...tab, message: `${outcome.name}: ${outcome.message}` };
    putTab(window, told);
    return shown(window.safari, told);
  }
  const answered = entries.map(([name, value]): readonly [string, string] =>
    name === 'response' ? [name, JSON.stringify(outcome.json)] : [name, value],
  );
  return send(window, tab, { form, button: undefined, entries: answered });
}

/** Goes to an address, and on by itself where the page wants that. */
async function go(window: Window, navigation: Navigation, history: readonly string[]): Promise<SafariOutcome> {
  const { mac, safari } = window;
  const arrival = await navigate(mac, navigationExtension(mac), navigation, safari.cookies);
  window.safari = { ...window.safari, cookies: arrival.cookies };
  if (arrival.kind === 'external') return { kind: 'external', address: arrival.url };
  if (arrival.kind === 'failed') {
    return { kind: 'failed', address: arrival.url, code: arrival.code, sentence: arrival.sentence };
  }
  const { answer, url } = arrival;
  const before = currentTab(window);
  if (answer.status === 204 && before) return shown(window.safari, before);
  const tab = tabOf(answer, url, history);
  if (!tab) return { kind: 'download', address: url, ...downloadOf(answer, url) };
  putTab(window, tab);
  return (await goOn(window, tab)) ?? shown(window.safari, tab);
}

/** The page's own doing: a form that sends itself, a ceremony that begins at once, a refresh without delay. */
async function goOn(window: Window, tab: Tab): Promise<SafariOutcome | undefined> {
  if (window.automatic === 0) return undefined;
  window.automatic -= 1;
  const page = pageOf(tab);
  if (page.refresh?.seconds === 0) {
    return go(window, { method: 'GET', url: page.refresh.address, from: tab }, tab.history);
  }
  const ceremonial = page.forms.find(({ ceremony }) => ceremony?.isAutomatic);
  const form = ceremonial ?? selfSending(page, tab);
  if (!form) return undefined;
  const entries = form.controls.flatMap(({ name, type, value }) =>
    type === 'hidden' && name !== '' ? [[name, value] as const] : [],
  );
  if (ceremonial?.ceremony) return perform(window, tab, form, ceremonial.ceremony, entries);
  return send(window, { ...tab }, { form, button: undefined, entries });
}

/**
 * A page that is nothing but a hidden form and a script that sends it (OAuth 2.0 Form Post Response Mode), where its
 * Content-Security-Policy lets that script run.
 */
function selfSending({ forms, scripts }: SafariPage, { contentPolicy }: Tab): PageForm | undefined {
  const [form] = forms;
  if (forms.length !== 1 || !form || form.controls.some(({ type }) => type !== 'hidden')) return undefined;
  const sends = scripts.some((script) => /\.submit\(\)/.test(script.text) && allowsScript(contentPolicy, script));
  return sends ? form : undefined;
}

function currentTab({ safari }: Window): Tab | undefined {
  return safari.tabs[safari.current];
}

function putTab(window: Window, tab: Tab): void {
  const { tabs, current } = window.safari;
  window.safari = { ...window.safari, tabs: [...tabs.slice(0, current), tab, ...tabs.slice(current + 1)] };
}
