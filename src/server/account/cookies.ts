/** Cookies of the person's own pages. `__Host-`: no other host and no plain connection can have planted one (RFC 6265bis). */

/** `session`: who is signed in. `sign-in`: a sign-in under way. */
export type CookieName = 'session' | 'sign-in';

const names: Readonly<Record<CookieName, string>> = {
  session: '__Host-porchlight-account',
  'sign-in': '__Host-porchlight-account-sign-in',
};

/** 32 bytes as base64url. */
const secretForm = /^[\w-]{43}$/;

/** The value of a cookie of ours in a `cookie` header; undefined for anything that we have not set. */
export function readCookie(header: string | undefined, name: CookieName): string | undefined {
  if (header === undefined) return undefined;
  const found = header
    .split(';')
    .map((pair) => pair.trim().split('='))
    .filter(([key]) => key === names[name]);
  const [[, value = ''] = []] = found;
  return found.length === 1 && secretForm.test(value) ? value : undefined;
}

/** The `set-cookie` header that gives a browser a value, until it is closed. */
export function setCookie(name: CookieName, value: string): string {
  return `${names[name]}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`;
}

/** The `set-cookie` header that takes it away. */
export function clearCookie(name: CookieName): string {
  return `${names[name]}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT`;
}
