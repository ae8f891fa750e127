/**
 * Navigations of the Mac's browser that the SSO extension sees: those under the `URLs` of its profile. Source: Apple,
 * payload `com.apple.extensiblesso` (`Type` Redirect, `URLs`).
 */
import type { MacParts } from '../mac-parts.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import { singleSignOnHeaders } from './single-sign-on.ts';
import type { NavigationAnswer, NavigationExtension } from '../safari/navigation-extension.ts';

/**
 * The system's side: the extension is asked only where its profile says so and it is installed.
 * @param caller the application that asks, `TEAM.bundle.identifier`; Safari where it is left out
 */
export function navigationExtension(mac: MacParts, caller?: string): NavigationExtension {
  return {
    intercept: (url, method) =>
      isCovered(mac, url) ? answerNavigation(mac, { url, method }, caller) : Promise.resolve(notHandled),
  };
}

const notHandled: NavigationAnswer = { kind: 'do-not-handle' };

/** The extension's side. */
async function answerNavigation(
  mac: MacParts,
  request: { readonly url: string; readonly method: 'GET' | 'POST' },
  caller: string | undefined,
): Promise<NavigationAnswer> {
  const headers = await singleSignOnHeaders(mac, request, caller);
  return headers ? { kind: 'headers', headers } : notHandled;
}

function isCovered(mac: MacParts, url: string): boolean {
  const { state } = mac;
  const payload = ssoPlan(state.profiles, mac.traits())?.payload;
  if (payload?.type !== 'Redirect') return false;
  const isInstalled = state.extensions.some((one) => one.extensionIdentifier === payload.extensionIdentifier);
  return isInstalled && payload.urls.some((prefix) => isUnder(url, prefix));
}

/** The same scheme and host, and a path that begins the same. */
function isUnder(url: string, prefix: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(prefix)) return false;
  const [target, covered] = [new URL(url), new URL(prefix)];
  return target.origin === covered.origin && target.pathname.startsWith(covered.pathname);
}
