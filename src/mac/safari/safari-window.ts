/** Safari's window as somebody at the desktop sees it: its tabs, and the page of the one that is looked at. */
import { personOf } from '../local-accounts/person.ts';
import type { MacParts } from '../mac-parts.ts';
import type { AttendedPage } from '../web-view/attendant.ts';
import { type Tab, openSafari } from './safari-state.ts';
import { pageOf } from './tab-page.ts';

/** The window. */
export interface SafariWindow {
  readonly tabs: readonly { readonly title: string; readonly address: string }[];
  /** Place of the tab that is looked at. */
  readonly current: number;
  readonly canGoBack: boolean;
  /** What the page's script says, such as a ceremony that came to nothing. */
  readonly message: string | undefined;
  /** Undefined where no tab is open. Text is shown as HTML, as browsers do. */
  readonly page: AttendedPage | undefined;
}

/** Undefined while nobody is logged in. */
export function safariWindow(mac: MacParts): SafariWindow | undefined {
  const person = personOf(mac);
  if (person === undefined) return undefined;
  const { tabs, current } = openSafari(mac, person);
  const tab = tabs[current];
  return {
    tabs: tabs.map((one) => ({ title: titleOf(one), address: one.url })),
    current,
    canGoBack: (tab?.history.length ?? 0) > 0,
    message: tab?.message,
    page: tab && attended(tab),
  };
}

function attended(tab: Tab): AttendedPage {
  const { isWaiting, refresh } = pageOf(tab);
  const isText = !/^(?:text\/html|application\/xhtml\+xml)$/.test(tab.contentType);
  return {
    url: tab.url,
    html: isText ? `<!doctype html><title></title><pre>${escaped(tab.body)}</pre>` : tab.body,
    title: titleOf(tab),
    isWaiting: isWaiting || refresh !== undefined,
  };
}

function titleOf(tab: Tab): string {
  return pageOf(tab).title || new URL(tab.url).host;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
