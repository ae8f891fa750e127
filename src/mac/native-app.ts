/**
 * An application of the Mac's own that signs its person in: the system opens the address for it, asks the SSO extension as
 * Safari does, and hands back where it led. No cookies are kept (`ASWebAuthenticationSession`, ephemeral).
 */
import type { MacParts } from './mac-parts.ts';
import { navigate } from './safari/navigate.ts';
import { navigationExtension } from './sso-extension/navigation.ts';
import { readPage } from './web-view/page.ts';

/** What came of it. */
export type NativeAppOutcome =
  /** The address of the application, with what it was told. */
  | { readonly kind: 'called-back'; readonly address: string }
  /** A page is shown: somebody has to do something. */
  | { readonly kind: 'asked'; readonly address: string; readonly title: string }
  | { readonly kind: 'failed' | 'refused'; readonly code: string; readonly sentence: string };

/** Who asks. */
export interface NativeApp {
  /** Where the sign-in ends; any other scheme than http otherwise. */
  readonly callback?: string | undefined;
  /** `TEAM.bundle.identifier`, of which macOS assures the extension (`callerTeamIdentifier`, `callerBundleIdentifier`). */
  readonly application?: string | undefined;
}

/** Opens an address of a sign-in for an application. */
export async function signInNativeApp(
  mac: MacParts,
  address: string,
  { callback, application }: NativeApp = {},
): Promise<NativeAppOutcome> {
  if (mac.state.session.kind !== 'desktop') {
    return { kind: 'refused', code: 'no-session', sentence: 'Nobody sits at the desktop of this Mac.' };
  }
  if (!URL.canParse(address)) return { kind: 'refused', code: 'address-malformed', sentence: 'This is no address.' };
  const arrival = await navigate(mac, navigationExtension(mac, application), { method: 'GET', url: address }, []);
  if (arrival.kind === 'external') return { kind: 'called-back', address: arrival.url };
  if (arrival.kind === 'failed') return arrival;
  if (callback !== undefined && arrival.url.startsWith(callback)) return { kind: 'called-back', address: arrival.url };
  return { kind: 'asked', address: arrival.url, title: readPage(arrival.answer.text, arrival.url).title };
}
