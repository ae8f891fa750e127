/** Cookies of a window that forgets them when it closes. As much of RFC 6265 as one organisation's sign-in needs. */

/** One cookie. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** The host that set it; cookies go back to that host alone. */
  readonly host: string;
  readonly path: string;
}

/** The jar with what an answer sets; an expired cookie is taken out (RFC 6265 section 5.3). */
export function withSetCookies(jar: readonly Cookie[], url: string, header: string | undefined): readonly Cookie[] {
  if (header === undefined) return jar;
  const { hostname } = new URL(url);
  // Several headers come joined by a comma; a date inside has one as well, but no "=" right after it.
  const lines = header.split(/,(?=\s*[^;,=\s]+=)/);
  return lines.reduce((before, line) => withCookie(before, hostname, line), jar);
}

/** The header `Cookie` for a request, or undefined (RFC 6265 section 5.4). */
export function cookieHeader(jar: readonly Cookie[], url: string): string | undefined {
  const { hostname, pathname } = new URL(url);
  const fitting = jar.filter(({ host, path }) => host === hostname && pathname.startsWith(path));
  return fitting.length === 0 ? undefined : fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
}

function withCookie(jar: readonly Cookie[], host: string, line: string): readonly Cookie[] {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const cut = pair.indexOf('=');
  if (cut <= 0) return jar;
  const name = pair.slice(0, cut);
  const path = attributeOf(attributes, 'path') ?? '/';
  const others = jar.filter((cookie) => !(cookie.name === name && cookie.host === host && cookie.path === path));
  const isGone = attributeOf(attributes, 'max-age') === '0';
  return isGone ? others : [...others, { name, value: pair.slice(cut + 1), host, path }];
}

function attributeOf(attributes: readonly string[], wanted: string): string | undefined {
  const found = attributes.find((attribute) => attribute.toLowerCase().startsWith(`${wanted}=`));
  return found?.slice(wanted.length + 1);
}
