/** Windows of a Mac, kept while the browser's tab lives, so that a page that is loaded again looks the same. */
import type { Windows } from './windows.ts';

const prefix = 'porchlight.desk.';

function keyOf(mac: string, what: string): string {
  return `${prefix}${mac}.${what}`;
}

/** What was kept. What cannot be read counts as nothing. */
export function rememberedWindows(mac: string): Windows {
  const kept: unknown = remembered(mac, 'windows');
  return Array.isArray(kept) ? (kept as Windows).filter((place) => typeof place?.app === 'string') : [];
}

/** Keeps them. */
export function rememberWindows(mac: string, windows: Windows): void {
  remember(mac, 'windows', windows);
}

/** Anything else of a Mac's session that a reload must not lose. */
export function remembered(mac: string, what: string): unknown {
  try {
    const text = sessionStorage.getItem(keyOf(mac, what));
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps it; where the browser has no room, a reload begins anew. */
export function remember(mac: string, what: string, value: unknown): void {
  try {
    sessionStorage.setItem(keyOf(mac, what), JSON.stringify(value));
  } catch {
    // Nothing is lost that the Mac itself knows.
  }
}

/** The session is over: applications have ended. */
export function forgetWindows(mac: string): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(keyOf(mac, ''))) sessionStorage.removeItem(key);
  }
}
