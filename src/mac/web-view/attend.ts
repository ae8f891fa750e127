/** A web view with somebody before it, from its first page to the callback: they type, and approve on their phone. */
import type { MacParts } from '../mac-parts.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { type Attendant, attendedPage } from './attendant.ts';
import { movePage } from './exact-move.ts';
import { type Navigation, openPage, reopenPage, submitPage, type WebAnswers } from './web-view.ts';

/** Somebody before the pages. */
export interface WebPerson extends WebAnswers {
  /**
   * They see a number, and go to their phone with it. Resolves when they have answered there; without it nobody looks, and
   * the page waits in vain.
   */
  readonly onNumber?: ((number: string) => Promise<void>) | undefined;
}

/** Pages that somebody answers at most before they give up. */
const patience = 12;
/** The same where a person looks again at a page that waits. */
const mostPages = 1000;
/** How often a page that waits is looked at, and how often at most: the number counts for a minute. */
const lookEvery = 500;
const looks = 130;

/**
 * Opens an address and answers its pages. Gives the callback.
 * @throws {PlatformSsoError} `sign-in-refused` with what the page says; `offline`, `unreachable`
 */
export async function attendWebView(
  mac: MacParts,
  url: string,
  callbackScheme: string,
  person: WebPerson | Attendant,
): Promise<string> {
  let navigation: Navigation | undefined = await openPage(mac, url, {}, callbackScheme);
  if ('page' in person) return attendExactly(mac, navigation, callbackScheme, person);
  for (let count = 0; count < patience && navigation?.kind === 'page'; count += 1) {
    const { page, state }: Extract<Navigation, { kind: 'page' }> = navigation;
    if (page.alert !== undefined) throw new PlatformSsoError('sign-in-refused', page.alert);
    navigation =
      page.number === undefined
        ? await submitPage(mac, state, person, callbackScheme)
        : await approve(mac, navigation, callbackScheme, person);
  }
  if (navigation?.kind === 'callback') return navigation.url;
  throw new PlatformSsoError('sign-in-refused', whyNot(navigation));
}

async function attendExactly(
  mac: MacParts,
  first: Navigation,
  callbackScheme: string,
  attendant: Attendant,
): Promise<string> {
  let navigation = first;
  for (let count = 0; count < mostPages && navigation.kind === 'page'; count += 1) {
    const { state }: Extract<Navigation, { kind: 'page' }> = navigation;
    const next = await movePage(mac, state, await attendant.page(attendedPage(state)), callbackScheme);
    if (!next) throw new PlatformSsoError('window-closed', 'The sign-in window was closed.');
    navigation = next;
  }
  if (navigation.kind === 'callback') return navigation.url;
  throw new PlatformSsoError('sign-in-refused', whyNot(navigation));
}

async function approve(
  mac: MacParts,
  shown: Extract<Navigation, { kind: 'page' }>,
  callbackScheme: string,
  { onNumber }: WebPerson,
): Promise<Navigation> {
  const { number } = shown.page;
  if (number === undefined || !onNumber) {
    throw new PlatformSsoError('sign-in-refused', 'The page waits for an approval, and nobody has a phone at hand.');
  }
  await onNumber(number);
  let next: Navigation = shown;
  for (let count = 0; count < looks; count += 1) {
    next = await reopenPage(mac, shown.state, callbackScheme);
    if (next.kind !== 'page' || next.page.number !== number) return next;
    await mac.ports.pause?.(lookEvery);
  }
  return next;
}

function whyNot(navigation: Navigation | undefined): string {
  if (navigation?.kind === 'failed') return `The page answered ${navigation.status}.`;
  if (navigation?.kind === 'page') return `The window stays at “${navigation.page.title}”.`;
  return 'The page has no form, and leads nowhere.';
}
