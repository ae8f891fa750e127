/** Cookies as a browser keeps them (RFC 6265, with `SameSite` and the name prefixes of draft-ietf-httpbis-rfc6265bis). */
import { isBelow, isSameSite } from './site.ts';

/** One cookie. What is absent was not said. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** The host that set it, or the domain that it said. */
  readonly host: string;
  readonly path: string;
  /** Goes to hosts below as well: it had `Domain`. */
  readonly wide?: boolean;
  readonly secure?: boolean;
  readonly httpOnly?: boolean;
  readonly sameSite?: 'strict' | 'lax' | 'none';
  /** Milliseconds since 1970 as the jar remembers time; absent: until the browser is closed. */
  readonly expires?: number;
}

/** The times of a jar, milliseconds since 1970. */
export interface JarTime {
  /** As messages carry it: what `Expires` is compared with. */
  readonly wire: number;
  /** As the jar remembers it: what cookies age by. */
  readonly remembered: number;
}

/** A request that wants cookies. */
export interface CookieRequest {
  readonly method: string;
  /** The page that the navigation began on; undefined where a person typed the address. */
  readonly initiator: string | undefined;
  /** As the jar remembers time. */
  readonly now: number;
}

/** The jar with what an answer sets; an expired cookie is taken out (RFC 6265 section 5.3). */
export function withSetCookies(
  jar: readonly Cookie[],
  url: string,
  header: string | undefined,
  now: number | JarTime,
): readonly Cookie[] {
  if (header === undefined) return jar;
  const time = typeof now === 'number' ? { wire: now, remembered: now } : now;
  // Several headers come joined by a comma; a date inside has one as well, but no "=" right after it.
  const lines = header.split(/,(?=\s*[^;,=\s]+=)/);
  return lines.reduce((before, line) => withCookie(before, new URL(url), line, time), jar);
}

/** The header `Cookie` for a request, or undefined (RFC 6265 section 5.4): longer paths first. */
export function cookieHeader(jar: readonly Cookie[], url: string, request?: CookieRequest): string | undefined {
  const fitting = jar.filter((cookie) => fits(cookie, new URL(url), request));
  const sorted = fitting.toSorted((left, right) => right.path.length - left.path.length);
  return sorted.length === 0 ? undefined : sorted.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** The jar after the browser was closed: what had no time to live is gone. */
export function withoutSession(jar: readonly Cookie[]): readonly Cookie[] {
  return jar.filter(({ expires }) => expires !== undefined);
}

function fits(cookie: Cookie, url: URL, request: CookieRequest | undefined): boolean {
  const { host, path, wide, secure, expires } = cookie;
  if (host !== url.hostname && !(wide === true && isBelow(url.hostname, host))) return false;
  if (!pathMatches(url.pathname, path) || (secure === true && url.protocol !== 'https:')) return false;
  if (request === undefined) return true;
  return (expires === undefined || expires > request.now) && mayCross(cookie, url, request);
}

/** Whether `SameSite` lets a cookie go along with a navigation that another site began (rfc6265bis section 5.6.7.1). */
function mayCross({ sameSite }: Cookie, url: URL, { method, initiator }: CookieRequest): boolean {
  if (initiator === undefined || isSameSite(initiator, url.href)) return true;
  // Safari takes a cookie without the attribute for one that may cross; others take it for Lax.
  if (sameSite === 'lax') return method === 'GET' || method === 'HEAD';
  return sameSite !== 'strict';
}

function withCookie(jar: readonly Cookie[], url: URL, line: string, time: JarTime): readonly Cookie[] {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const cut = pair.indexOf('=');
  if (cut <= 0) return jar;
  const cookie = readCookie([pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()], attributes, url, time);
  if (cookie === undefined) return jar;
  const { name, host, path } = cookie;
  const others = jar.filter((other) => other.name !== name || other.host !== host || other.path !== path);
  return cookie.expires !== undefined && cookie.expires <= time.remembered ? others : [...others, cookie];
}

/** Undefined for a cookie that no browser takes. */
function readCookie(
  [name, value]: readonly [string, string],
  attributes: readonly string[],
  url: URL,
  time: JarTime,
): Cookie | undefined {
  const domain = attributeOf(attributes, 'domain')?.replace(/^\./, '').toLowerCase() ?? '';
  const path = attributeOf(attributes, 'path') ?? '';
  const secure = hasFlag(attributes, 'secure');
  const isForeign =
    domain !== '' && domain !== url.hostname && !(domain.includes('.') && isBelow(url.hostname, domain));
  if (isForeign || (secure && url.protocol !== 'https:')) return undefined;
  if (name.startsWith('__Secure-') && !secure) return undefined;
  if (name.startsWith('__Host-') && !(secure && domain === '' && path === '/')) return undefined;
  const sameSite = attributeOf(attributes, 'samesite')?.toLowerCase();
  const expires = expiryOf(attributes, time);
  return {
    name,
    value,
    host: domain === '' ? url.hostname : domain,
    path: path.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    ...(domain === '' ? {} : { wide: true }),
    ...(secure ? { secure } : {}),
    ...(hasFlag(attributes, 'httponly') ? { httpOnly: true } : {}),
    ...(sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none' ? { sameSite } : {}),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** `Max-Age` counts before `Expires`; what cannot be read counts for nothing. */
function expiryOf(attributes: readonly string[], { wire, remembered }: JarTime): number | undefined {
  const maxAge = attributeOf(attributes, 'max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return remembered + Math.max(0, Number(maxAge)) * 1000;
  const expires = Date.parse(attributeOf(attributes, 'expires') ?? '');
  return Number.isNaN(expires) ? undefined : remembered + (expires - wire);
}

/** RFC 6265 section 5.1.4: whole segments match. */
function pathMatches(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function attributeOf(attributes: readonly string[], wanted: string): string | undefined {
  const found = attributes.findLast((attribute) => attribute.toLowerCase().startsWith(`${wanted}=`));
  return found?.slice(wanted.length + 1);
}

function hasFlag(attributes: readonly string[], wanted: string): boolean {
  return attributes.some((attribute) => attribute.toLowerCase().split('=')[0] === wanted);
}
