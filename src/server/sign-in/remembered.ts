/**
 * The accounts that signed in in a browser: in a cookie, sealed, so that it tells nobody who they are and nobody makes one.
 * It is a convenience and proves nothing.
 */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Sealer } from '#server/keys/sealer.ts';

const cookieName = '__Host-porchlight-accounts';
const sealContext = 'sign-in-remembered';
/** Accounts that are remembered at most, and for how long in seconds: ninety days. */
const most = 5;
const life = 7_776_000;

/** User ids of a `Cookie` header, the last one first. */
export function rememberedOf(sealer: Sealer, cookies: string | undefined): readonly string[] {
  const pairs = (cookies ?? '').split(/;\s*/).map((pair) => pair.split('='));
  const sealed = fromBase64url(pairs.find(([name]) => name === cookieName)?.[1] ?? '');
  if (!sealed || sealed.length === 0) return [];
  try {
    const ids: unknown = JSON.parse(fromUtf8(sealer.open(sealed, sealContext)) ?? '');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(0, most) : [];
  } catch {
    // Of another server, of an older master key, or of nobody.
    return [];
  }
}

/** The `Set-Cookie` header after somebody signed in. */
export function rememberCookie(sealer: Sealer, before: readonly string[], userId: string): string {
  const ids = [userId, ...before.filter((id) => id !== userId)].slice(0, most);
  const value = toBase64url(sealer.seal(utf8(JSON.stringify(ids)), sealContext));
  return `${cookieName}=${value}; Path=/; Max-Age=${life}; Secure; HttpOnly; SameSite=Lax`;
}
