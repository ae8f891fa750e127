/** Cookies of Notes. It is served on the loopback interface without TLS, where browsers keep no `Secure` cookies of all kinds. */
import type { IncomingMessage } from 'node:http';

/** Those of a request. */
export function cookiesOf({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (headers.cookie ?? '').split(';').flatMap((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const];
  });
  return new Map(pairs);
}

/** A `Set-Cookie` header. Without a life in seconds it lasts as long as the browser is open; 0 takes it back. */
export function setCookie(name: string, value: string, life?: number): string {
  const end = life === undefined ? '' : `; Max-Age=${life}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${end}`;
}
