/** What stands on the screen in Setup Assistant. */
import type { MacParts } from '../mac-parts.ts';
import { type AttendedPage, attendedPage } from '../web-view/attendant.ts';
import type { Page } from '../web-view/page.ts';
import { shownPage } from '../web-view/web-view.ts';
import { type AccountPane, accountPane } from './account-pane.ts';
import { titleOf } from './panes.ts';
import { installingNames } from './installing.ts';
import { setupTitles, titleIn } from './setup-languages.ts';
import type { FixedPane, Pane, SkippablePane } from './setup-state.ts';

/** The pane and what it offers. */
export interface SetupView {
  readonly pane: Pane;
  readonly title: string;
  readonly alert: string | undefined;
  readonly language: string;
  readonly country: string | undefined;
  readonly network: string | undefined;
  /** On "Remote Management": whose Mac this is, in the words of the enrollment profile. */
  readonly organisation: string | undefined;
  /** The organisation's page, while it is open: its address and what it says. */
  readonly page: (Page & { readonly url: string }) | undefined;
  /** The account pane, while it is shown. */
  readonly account: AccountPane | undefined;
  /** The macOS that the organisation wants first. */
  readonly updateTo: string | undefined;
  /** What the organisation has brought so far, by name: profiles, then applications. */
  readonly installing: readonly string[];
}

/** Undefined when the Mac is set up. */
export function setupView(mac: MacParts): SetupView | undefined {
  const { setup } = mac.state;
  if (!setup) return undefined;
  const { pane, alert, language, country, network, enrollmentProfile, webView, updateTo } = setup;
  const organisation = enrollmentProfile?.['department'] ?? enrollmentProfile?.['profile_name'];
  return {
    pane,
    title: pane in setupTitles.en ? titleIn(language, pane as FixedPane) : titleOf(pane as SkippablePane),
    language,
    country,
    network,
    alert,
    organisation: typeof organisation === 'string' ? organisation : undefined,
    page: webView && { ...shownPage(webView.page), url: webView.page.url },
    account: pane === 'account' ? accountPane(mac, setup) : undefined,
    updateTo,
    installing: installingNames(mac),
  };
}

/** The organisation's page as it came, while it is open. */
export function setupPage({ state }: MacParts): AttendedPage | undefined {
  const page = state.setup?.webView?.page;
  return page && attendedPage(page);
}
