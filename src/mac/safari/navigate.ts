/**
 * Gets from one address to where it leads: redirects (RFC 9110 section 15.4), cookies, the SSO extension's headers, and what
 * a browser says of itself and of where it comes from (Fetch, "HTTP-network-or-cache fetch"; W3C Fetch Metadata, Referrer Policy).
 */
import type { MacParts } from '../mac-parts.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { type Answer, exchange } from '../transport.ts';
import { type Cookie, cookieHeader, withSetCookies } from '../web-view/cookies.ts';
import { isSameSite } from '../web-view/site.ts';
import { allowsForm } from './content-policy.ts';
import type { NavigationExtension } from './navigation-extension.ts';
import { type Departure, originHeader, refererHeader } from './referrer.ts';
import { safariAgent } from './user-agent.ts';

/** A navigation about to begin. */
export interface Navigation {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Of a form that is posted. */
  readonly body?: string;
  /** The page that it begins on; undefined where a person typed the address. */
  readonly from?: Departure | undefined;
  /** Whether a form is sent, which `form-action` holds on to. */
  readonly isForm?: boolean;
}

/** Where it led, and the cookies afterwards. */
export type Arrival = { readonly cookies: readonly Cookie[] } & (
  | { readonly kind: 'answer'; readonly url: string; readonly answer: Answer }
  /** An address of another scheme: whoever has to do with that takes over. */
  | { readonly kind: 'external'; readonly url: string }
  | { readonly kind: 'failed'; readonly url: string; readonly code: NavigationFailure; readonly sentence: string }
);

/** Why nothing arrived. */
export type NavigationFailure =
  | PlatformSsoError['code']
  | 'form-not-allowed'
  | 'too-many-redirects'
  | 'address-malformed';

/** Safari gives up after so many (WebKit). */
const redirectLimit = 20;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Goes. */
export async function navigate(
  mac: MacParts,
  extension: NavigationExtension,
  first: Navigation,
  jar: readonly Cookie[],
): Promise<Arrival> {
  let hop: Hop = { ...first, site: first.from === undefined ? 'none' : 'same-origin', isTainted: false };
  let cookies = jar;
  for (let count = 0; count <= redirectLimit; count += 1) {
    const { url, from } = hop;
    if (first.isForm === true && from && !allowsForm(from.contentPolicy, from.url, url)) {
      const sentence = `The page's Content-Security-Policy (form-action) does not let its form lead to ${new URL(url).origin === 'null' ? url : new URL(url).origin}.`;
      return { kind: 'failed', url, cookies, code: 'form-not-allowed', sentence };
    }
    if (!/^https?:$/.test(new URL(url).protocol)) return { kind: 'external', url, cookies };
    const loaded = await load(mac, extension, hop, cookies);
    if ('failure' in loaded) return { kind: 'failed', url, cookies, ...loaded.failure };
    const { answer } = loaded;
    const time = { wire: mac.wireNow(), remembered: mac.now() };
    cookies = withSetCookies(cookies, url, answer.headers['set-cookie'], time);
    const location = redirects.has(answer.status) ? answer.headers['location'] : undefined;
    if (location === undefined || !URL.canParse(location, url)) return { kind: 'answer', url, answer, cookies };
    hop = redirected(hop, new URL(location, url), answer.status);
  }
  const sentence = 'Safari can’t open the page because too many redirects occurred.';
  return { kind: 'failed', url: hop.url, cookies, code: 'too-many-redirects', sentence };
}

/** One request of a navigation. */
interface Hop extends Navigation {
  /** `Sec-Fetch-Site` so far: it only ever gets more foreign. */
  readonly site: Site;
  /** A redirect led to another origin than the page's: `Origin` is told no more. */
  readonly isTainted: boolean;
}

type Site = 'none' | 'same-origin' | 'same-site' | 'cross-site';

/** 303, and 301 and 302 after POST, go on by GET; 307 and 308 keep method and body. The fragment goes along. */
function redirected(hop: Hop, target: URL, status: number): Hop {
  if (target.hash === '') target.hash = new URL(hop.url).hash;
  const { body: _, ...withoutBody } = hop;
  const keeps = status === 307 || status === 308;
  const next = keeps ? hop : { ...withoutBody, method: 'GET' as const };
  const leaves = target.origin !== new URL(hop.url).origin;
  return {
    ...next,
    url: target.href,
    site: siteOf(hop),
    isTainted: hop.isTainted || (leaves && hop.from !== undefined),
  };
}

/** How an address stands to where the navigation began. */
function siteOf({ site, from, url }: Hop): Site {
  if (from === undefined || site === 'cross-site') return site;
  if (!isSameSite(from.url, url)) return 'cross-site';
  return site === 'same-site' || new URL(from.url).origin !== new URL(url).origin ? 'same-site' : 'same-origin';
}

type Loaded =
  | { readonly answer: Answer }
  | { readonly failure: { readonly code: NavigationFailure; readonly sentence: string } };

async function load(
  mac: MacParts,
  extension: NavigationExtension,
  hop: Hop,
  cookies: readonly Cookie[],
): Promise<Loaded> {
  const { method, url, body } = hop;
  try {
    const said = await extension.intercept(url, method);
    const cookie = cookieHeader(cookies, url, { method, initiator: hop.from?.url, now: mac.now() });
    const answer = await exchange(mac, {
      purpose: 'browser',
      method,
      url: url.replace(/#.*$/, ''),
      headers: {
        ...headersOf(mac, hop),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        ...(said.kind === 'headers' ? said.headers : {}),
      },
      ...(body === undefined ? {} : { body }),
      mayRedirect: true,
      anyRoot: true,
    });
    return { answer };
  } catch (error) {
    if (!(error instanceof PlatformSsoError)) throw error;
    return { failure: { code: error.code, sentence: error.message } };
  }
}

function headersOf(mac: MacParts, hop: Hop): Readonly<Record<string, string>> {
  const { method, url, body, from } = hop;
  const referer = from && refererHeader(from, url);
  return {
    Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'Accept-Language': 'en-GB,en;q=0.9',
    'User-Agent': safariAgent(mac.state.macos),
    'Sec-Fetch-Dest': 'document',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Site': siteOf(hop),
    ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...(method === 'POST' && from ? { Origin: hop.isTainted ? 'null' : originHeader(from, url) } : {}),
    ...(referer === undefined ? {} : { Referer: referer }),
  };
}
