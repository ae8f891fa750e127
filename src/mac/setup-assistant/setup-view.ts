/** What stands on the screen in Setup Assistant. */
import type { MacParts } from '../mac-parts.ts';
import type { Page } from '../web-view/page.ts';
import { shownPage } from '../web-view/web-view.ts';
import { type AccountPane, accountPane } from './account-pane.ts';
import { titleOf } from './panes.ts';
import type { FixedPane, Pane, SkippablePane } from './setup-state.ts';

/** The pane and what it offers. */
export interface SetupView {
  readonly pane: Pane;
  readonly title: string;
  readonly alert: string | undefined;
  /** On "Remote Management": whose Mac this is, in the words of the enrollment profile. */
  readonly organisation: string | undefined;
  /** The organisation's page, while it is open: its address and what it says. */
  readonly page: (Page & { readonly url: string }) | undefined;
  /** The account pane, while it is shown. */
  readonly account: AccountPane | undefined;
  /** The macOS that the organisation wants first. */
  readonly updateTo: string | undefined;
}

const titles: Readonly<Record<FixedPane, string>> = {
  hello: 'Hello',
  country: 'Select Your Country or Region',
  network: 'Select Your Wi-Fi Network',
  'remote-management': 'Remote Management',
  'web-sign-in': 'Sign In',
  'software-update': 'Software Update Required',
  'awaiting-configuration': 'Awaiting final configuration',
  'platform-sso': 'Single Sign-On for Mac',
  account: 'Create a Computer Account',
};

/** Undefined when the Mac is set up. */
export function setupView(mac: MacParts): SetupView | undefined {
  const { setup } = mac.state;
  if (!setup) return undefined;
  const { pane, alert, enrollmentProfile, webView, updateTo } = setup;
  const organisation = enrollmentProfile?.['department'] ?? enrollmentProfile?.['profile_name'];
  return {
    pane,
    title: pane in titles ? titles[pane as FixedPane] : titleOf(pane as SkippablePane),
    alert,
    organisation: typeof organisation === 'string' ? organisation : undefined,
    page: webView && { ...shownPage(webView.page), url: webView.page.url },
    account: pane === 'account' ? accountPane(mac, setup) : undefined,
    updateTo,
  };
}
