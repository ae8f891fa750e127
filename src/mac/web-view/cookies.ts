/** Cookies of a window that forgets them when it closes. As much of RFC 6265 as one organisation's sign-in needs. */

/** One cookie. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** The host that set it; cookies go back to that host alone. */
  readonly host: string;
  readonly path: string;
}

/** The jar with what an answer sets; an expired cookie is taken out (RFC 6265 section 5.3). @param now milliseconds since 1970 */
export function withSetCookies(
  jar: readonly Cookie[],
  url: string,
  header: string | undefined,
  now: number,
): readonly Cookie[] {
  if (header === undefined) return jar;
  const { hostname } = new URL(url);
  // Several headers come joined by a comma; a date inside has one as well, but no "=" right after it.
  const lines = header.split(/,(?=\s*[^;,=\s]+=)/);
  return lines.reduce((before, line) => withCookie(before, hostname, line, now), jar);
}

/** The header `Cookie` for a request, or undefined (RFC 6265 section 5.4). */
export function cookieHeader(jar: readonly Cookie[], url: string): string | undefined {
  const { hostname, pathname } = new URL(url);
  const fitting = jar.filter(({ host, path }) => host === hostname && pathMatches(pathname, path));
  return fitting.length === 0 ? undefined : fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
}

function withCookie(jar: readonly Cookie[], host: string, line: string, now: number): readonly Cookie[] {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const cut = pair.indexOf('=');
  if (cut <= 0) return jar;
  const name = pair.slice(0, cut);
  const path = attributeOf(attributes, 'path') ?? '/';
  const others = jar.filter((cookie) => !(cookie.name === name && cookie.host === host && cookie.path === path));
  return isGone(attributes, now) ? others : [...others, { name, value: pair.slice(cut + 1), host, path }];
}

/** `Max-Age` counts before `Expires`; what cannot be read counts for nothing. */
function isGone(attributes: readonly string[], now: number): boolean {
  const maxAge = attributeOf(attributes, 'max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  const expires = Date.parse(attributeOf(attributes, 'expires') ?? '');
  return expires <= now;
}

/** RFC 6265 section 5.1.4: whole segments match. */
function pathMatches(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function attributeOf(attributes: readonly string[], wanted: string): string | undefined {
  const found = attributes.find((attribute) => attribute.toLowerCase().startsWith(`${wanted}=`));
  return found?.slice(wanted.length + 1);
}
