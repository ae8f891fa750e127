/**
 * Cookies of the console. `__Host-`: no other host and no plain connection can have planted one. `SameSite=Strict`: they
 * come with no request that another site has begun (RFC 6265bis, sections 4.1.3 and 5.2).
 */

/** `session`: who is signed in. `sign-in`: a sign-in under way. */
export type CookieName = 'session' | 'sign-in';

const names: Readonly<Record<CookieName, string>> = {
  session: '__Host-porchlight-console',
  'sign-in': '__Host-porchlight-console-sign-in',
};

/** 32 bytes as base64url. */
const secretForm = /^[\w-]{43}$/;

/** The value of a cookie of ours in a `cookie` header; undefined for anything that we have not set. */
export function readCookie(header: string | undefined, name: CookieName): string | undefined {
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .filter(([key]) => key === names[name]);
  const [[, value = ''] = []] = found;
  return found.length === 1 && secretForm.test(value) ? value : undefined;
}

/** The `set-cookie` header that gives a browser a value, until it is closed. */
export function setCookie(name: CookieName, value: string): string {
  return `${names[name]}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict`;
}

/** The `set-cookie` header that takes it away. */
export function clearCookie(name: CookieName): string {
  return `${names[name]}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT`;
}
