/** A Mac as its screen shows it, made whole from its state each time. */
import type {
  MacScreen,
  MacView,
  NotificationView,
  PageWindow,
  Prompt,
  SafariView,
  SetupScreen,
} from '#api/desk/view.ts';
import type { MacState } from '#mac/mac-state.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import type { AttendedPage } from '#mac/web-view/attendant.ts';
import { versionOf } from '../page/page-version.ts';
import { accountViews, cardsView } from './people-on-mac.ts';
import { loginWays, makesAccounts } from './login-ways.ts';
import { applicationViews, settingsView } from './settings-view.ts';

/** What a view is made of. */
export interface ViewParts {
  readonly name: string;
  readonly mac: VirtualMac;
  readonly revision: number;
  readonly underWay: string | undefined;
  readonly prompts: readonly Prompt[];
  readonly bookmarks: MacView['bookmarks'];
}

/** The view. */
export function macView({ name, mac, revision, underWay, prompts, bookmarks }: ViewParts): MacView {
  const state = mac.state();
  const { serialNumber, model, computerName } = state.hardware;
  return {
    revision,
    name,
    serialNumber,
    model,
    computerName,
    macos: state.macos,
    now: mac.now(),
    isOnline: state.network.online,
    underWay,
    screen: screenOf(mac, state),
    prompts,
    accounts: accountViews(state),
    notifications: notificationViews(state),
    cards: cardsView(state),
    safari: safariView(mac, state),
    bookmarks,
    settings: settingsView(state, mac.passkeySettingsPath()),
    applications: applicationViews(state),
    quirks: state.quirks.map((quirk) => quirk.name),
  };
}

/** What the list of the desk says of the screen of a Mac. */
export function screenKind({ session }: MacState): MacScreen['kind'] {
  return session.kind;
}

function screenOf(mac: VirtualMac, state: MacState): MacScreen {
  const { session } = state;
  switch (session.kind) {
    case 'setup-assistant':
      return { kind: 'setup-assistant', setup: setupScreen(mac) };
    case 'pre-boot':
      return { kind: 'pre-boot' };
    case 'login-window':
      return { kind: 'login-window', ways: loginWays(state, undefined), makesAccounts: makesAccounts(state) };
    case 'desktop':
      return { kind: 'desktop', user: session.user };
    case 'locked':
      return {
        kind: 'locked',
        user: session.user,
        ways: loginWays(state, session.user),
        takesTouchId: mac.unlocksByTouchId(),
      };
  }
}

function setupScreen(mac: VirtualMac): SetupScreen {
  const setup = mac.setup();
  if (!setup) throw new Error('A Mac in Setup Assistant has a pane.');
  const { pane, title, alert, language, country, organisation, account, updateTo, installing } = setup;
  const shown = mac.shownPage('setup');
  const page = shown && pageWindow('setup', shown);
  return { pane, title, alert, language, country, organisation, page, account, updateTo, installing };
}

function safariView(mac: VirtualMac, { session }: MacState): SafariView | undefined {
  const window = session.kind === 'desktop' ? mac.safariWindow() : undefined;
  if (!window) return undefined;
  const { tabs, current, canGoBack, message, page } = window;
  return { tabs, current, canGoBack, message, page: page && pageWindow('safari', page) };
}

function pageWindow(window: string, shown: AttendedPage): PageWindow {
  const { title, url, isWaiting } = shown;
  return { window, title, address: url, isWaiting, version: versionOf(shown) };
}

/** Those of whoever is at the desktop, and those of nobody in particular. */
function notificationViews({ notifications, session }: MacState): readonly NotificationView[] {
  const user = session.kind === 'desktop' || session.kind === 'locked' ? session.user : undefined;
  return notifications
    .filter((notification) => notification.user === undefined || notification.user === user)
    .map(({ id, kind, title, body, button, time }) => ({ id, kind, title, body, button, time }));
}
