/**
 * The window in which Setup Assistant shows the organisation's pages: a web view with a store that is never kept, which
 * somebody fills in. It ends with a profile (enrollment), or with an address of the scheme that the opener waits for.
 * Source: Apple, Profile (`configuration_web_url`) and "Implementing Platform SSO during Automated Device Enrollment".
 */
import type { DecodedMessage } from '../evidence.ts';
import type { MacParts } from '../mac-parts.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { type Answer, exchange, systemHeaders } from '../transport.ts';
import { type Cookie, cookieHeader, withSetCookies } from './cookies.ts';
import { type Form, type Page, readPage } from './page.ts';
import type { WebViewState } from './web-view-state.ts';

/** What a navigation led to. */
export type Navigation =
  | { readonly kind: 'page'; readonly state: WebViewState; readonly page: Page }
  /** A body of exactly the type of profiles: the window closes and the profile is taken. */
  | { readonly kind: 'profile'; readonly bytes: Uint8Array }
  /** An address of the scheme that was waited for. */
  | { readonly kind: 'callback'; readonly url: string }
  /** A 4xx or 5xx with what it carries. */
  | { readonly kind: 'failed'; readonly status: number; readonly text: string; readonly contentType: string };

/** What somebody types, and the button that they press: the first where none is named. */
export interface WebAnswers {
  readonly press?: string | undefined;
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
  readonly code?: string | undefined;
}

/** What a window may do, besides what every window may. */
export interface WindowRules {
  /** Whether an address may be loaded; without it every one may. */
  readonly mayLoad?: (url: string) => boolean;
  /** `User-Agent`; without it Setup Assistant's. */
  readonly userAgent?: string;
}

/** The type that ends an enrollment in the web view; no other does. */
export const profileType = 'application/x-apple-aspen-config';
const redirectLimit = 10;
const redirects = new Set([301, 302, 303, 307, 308]);

/** A first visit, with headers that only it carries. @throws {PlatformSsoError} `offline`, `unreachable` */
export function openPage(
  mac: MacParts,
  url: string,
  headers: Readonly<Record<string, string>>,
  callbackScheme: string | undefined,
  rules: WindowRules = {},
): Promise<Navigation> {
  return follow(mac, { method: 'GET', url, headers, body: undefined }, [], callbackScheme, rules);
}

/** A first visit by a form that no page holds, as macOS 27 posts a request object. @throws {PlatformSsoError} as {@link openPage} */
export function postFirst(
  mac: MacParts,
  url: string,
  { body, message }: { readonly body: string; readonly message: DecodedMessage },
  callbackScheme: string,
  rules: WindowRules,
): Promise<Navigation> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'null' };
  return follow(mac, { method: 'POST', url, headers, body, message }, [], callbackScheme, rules);
}

/** Loads a page again, as its script does when something happened elsewhere. @throws {PlatformSsoError} as {@link openPage} */
export function reopenPage(
  mac: MacParts,
  { url, cookies }: WebViewState,
  callbackScheme: string | undefined,
  rules: WindowRules = {},
): Promise<Navigation> {
  return follow(mac, { method: 'GET', url, headers: {}, body: undefined }, cookies, callbackScheme, rules);
}

/**
 * Fills in the first form of a page and sends it. Undefined: the page has none.
 * @throws {PlatformSsoError} `offline`, `unreachable`
 */
export async function submitPage(
  mac: MacParts,
  state: WebViewState,
  answers: WebAnswers,
  callbackScheme: string | undefined,
  rules: WindowRules = {},
): Promise<Navigation | undefined> {
  const [form] = readPage(state.html, state.url).forms;
  if (!form) return undefined;
  const { action, method } = form;
  return sendForm(mac, state, { action, method, entries: filled(form, answers) }, callbackScheme, rules);
}

/** Sends a form of a page. @throws {PlatformSsoError} as {@link openPage} */
export function sendForm(
  mac: MacParts,
  { url: from, cookies }: WebViewState,
  { action, method, entries }: Pick<Form, 'action' | 'method'> & { readonly entries: Entries },
  callbackScheme: string | undefined,
  rules: WindowRules = {},
): Promise<Navigation> {
  const fields = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, value])).toString();
  if (method === 'GET') {
    const url = new URL(action);
    url.search = fields;
    return follow(mac, { method, url: url.href, headers: {}, body: undefined }, cookies, callbackScheme, rules);
  }
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: new URL(from).origin };
  return follow(mac, { method, url: action, headers, body: fields }, cookies, callbackScheme, rules);
}

/** Follows a link of a page; one of the scheme that is waited for ends the window. @throws {PlatformSsoError} as {@link openPage} */
export async function followLink(
  mac: MacParts,
  { cookies }: WebViewState,
  address: string,
  callbackScheme: string | undefined,
  rules: WindowRules = {},
): Promise<Navigation> {
  const { protocol } = new URL(address);
  if (protocol === `${callbackScheme ?? ''}:`) return { kind: 'callback', url: address };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new PlatformSsoError('sign-in-refused', 'The window opens pages only.');
  }
  return follow(mac, { method: 'GET', url: address, headers: {}, body: undefined }, cookies, callbackScheme, rules);
}

/** What a form would send of the field that its page gives to `syncPassword`; undefined where another button is pressed. */
export function syncedValue({ forms: [form] }: Page, answers: WebAnswers): string | undefined {
  const field = form?.fields.find(({ name }) => name === form.syncedField);
  if (!field || answers.press !== undefined) return undefined;
  return typed(field, answers) ?? (field.value || undefined);
}

/** The page that a state shows. */
export function shownPage({ html, url }: WebViewState): Page {
  return readPage(html, url);
}

type Entries = readonly (readonly [string, string])[];

interface Visit {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly message?: DecodedMessage;
}

async function follow(
  mac: MacParts,
  first: Visit,
  jar: readonly Cookie[],
  callbackScheme: string | undefined,
  rules: WindowRules,
): Promise<Navigation> {
  let visit = first;
  let cookies = jar;
  for (let count = 0; count <= redirectLimit; count += 1) {
    if (rules.mayLoad?.(visit.url) === false) {
      const sentence = `The profile does not let this window load ${new URL(visit.url).host}.`;
      throw new PlatformSsoError('web-host-not-allowed', sentence);
    }
    const answer = await load(mac, visit, cookies, rules);
    cookies = withSetCookies(cookies, visit.url, answer.headers['set-cookie'], mac.wireNow());
    const location = redirects.has(answer.status) ? answer.headers['location'] : undefined;
    if (location === undefined || !URL.canParse(location, visit.url)) return arrived(answer, visit.url, cookies);
    const target = new URL(location, visit.url);
    if (target.protocol === `${callbackScheme ?? ''}:`) return { kind: 'callback', url: target.href };
    visit = redirected(visit, target.href, answer.status);
  }
  return { kind: 'failed', status: 310, text: 'The page redirects in a circle.', contentType: 'text/plain' };
}

/** Only 307 and 308 keep method and body (RFC 9110 section 15.4); headers of the first visit never go along. */
function redirected(visit: Visit, url: string, status: number): Visit {
  if (status !== 307 && status !== 308) return { method: 'GET', url, headers: {}, body: undefined };
  const type = visit.headers['Content-Type'];
  return { ...visit, url, headers: type === undefined ? {} : { 'Content-Type': type } };
}

function load(
  mac: MacParts,
  { method, url, headers, body, message }: Visit,
  cookies: readonly Cookie[],
  { userAgent }: WindowRules,
): Promise<Answer> {
  const cookie = cookieHeader(cookies, url);
  return exchange(mac, {
    purpose: 'web sign-in',
    method,
    url,
    headers: {
      Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      ...systemHeaders(mac, 'SetupAssistant'),
      ...(userAgent === undefined ? {} : { 'User-Agent': userAgent }),
      ...(cookie === undefined ? {} : { Cookie: cookie }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(message === undefined ? {} : { message }),
    mayRedirect: true,
    anyRoot: true,
  });
}

function arrived(answer: Answer, url: string, cookies: readonly Cookie[]): Navigation {
  const contentType = answer.headers['content-type'] ?? '';
  if (answer.status === 200 && contentType === profileType) return { kind: 'profile', bytes: answer.bytes };
  const isHtml = /^text\/html\b/i.test(contentType);
  // A page with a message is shown whatever its status: a wrong password is told on the same page.
  if (isHtml) return { kind: 'page', state: { url, html: answer.text, cookies }, page: readPage(answer.text, url) };
  return { kind: 'failed', status: answer.status, text: answer.text, contentType };
}

function filled({ fields }: Form, answers: WebAnswers): [string, string][] {
  const { press } = answers;
  const pressed = (name: string) => press === undefined || name === press;
  const firstSubmit = fields.find(({ type, name }) => type === 'submit' && pressed(name));
  return fields
    .filter((field) => field.name !== '' && (field.type !== 'submit' || field === firstSubmit))
    .map((field) => [field.name, typed(field, answers) ?? field.value]);
}

function typed({ type, autocomplete }: Form['fields'][number], answers: WebAnswers): string | undefined {
  if (type === 'hidden' || type === 'submit') return undefined;
  if (autocomplete.includes('one-time-code')) return answers.code;
  if (type === 'password' || autocomplete.includes('current-password')) return answers.password;
  return autocomplete.includes('username') || type === 'email' ? answers.userName : undefined;
}
