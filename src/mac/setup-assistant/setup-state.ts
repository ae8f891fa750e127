/** Where Setup Assistant stands, and what it has learnt so far. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { Sealed } from '../secure-enclave/sealed.ts';
import type { WebViewState } from '../web-view/web-view-state.ts';

/** Panes that are always there, in the order of a Mac that is enrolled by its organisation. */
export type FixedPane =
  | 'hello'
  | 'country'
  | 'network'
  | 'remote-management'
  | 'web-sign-in'
  | 'software-update'
  | 'awaiting-configuration'
  | 'platform-sso'
  | 'account';

/** Panes that the organisation can leave out, by the word that leaves them out (`skip_setup_items`). */
export type SkippablePane =
  | 'Restore'
  | 'AppleID'
  | 'TOS'
  | 'Accessibility'
  | 'Privacy'
  | 'Location'
  | 'Diagnostics'
  | 'ScreenTime'
  | 'Siri'
  | 'Intelligence'
  | 'FileVault'
  | 'Biometric'
  | 'Payment'
  | 'Appearance'
  | 'EnableLockdownMode'
  | 'UnlockWithWatch'
  | 'SoftwareUpdate'
  | 'AdditionalPrivacySettings'
  | 'Welcome'
  | 'LiquidGlass'
  | 'DeviceFeaturesTour';

/** A pane of Setup Assistant. */
export type Pane = FixedPane | SkippablePane;

/** Everything that Setup Assistant remembers. */
export interface SetupState {
  pane: Pane;
  country: string | undefined;
  language: string;
  network: string | undefined;
  /** What Apple answered to the question whose Mac this is; undefined: not asked yet, or nobody's. */
  enrollmentProfile: JsonObject | undefined;
  /** The window with the organisation's pages, while it is open, and what it is for. */
  webView: { readonly purpose: 'enrollment' | 'platform-sso'; page: WebViewState } | undefined;
  /** What `com.apple.psso.required` asked for, once its profile and application are installed. */
  platformSso: { readonly authUrl: string; accessToken: string | undefined } | undefined;
  /** `AccountConfiguration`, once the server sent it. */
  accountConfiguration: AccountConfiguration | undefined;
  /** What the identity provider says of the person who registered here. */
  person: { readonly fullName: string; readonly shortName: string } | undefined;
  /** Their password at the organisation, where it is to become the account's; gone with the account pane. */
  sealedPassword?: Sealed | undefined;
  /** The macOS that the organisation wants first, while the Mac has an older one. */
  updateTo: string | undefined;
  /** What an alert on the pane says; answering the pane tries again. */
  alert: string | undefined;
}

/** The part of `AccountConfiguration` that the account pane acts on. */
export interface AccountConfiguration {
  readonly skipPrimaryAccount: boolean;
  readonly regularUser: boolean;
  readonly fullName: string | undefined;
  readonly userName: string | undefined;
  readonly locked: boolean;
}

/** The first pane of a Mac out of the box. */
export function newSetup(language = 'en'): SetupState {
  return {
    pane: 'hello',
    country: undefined,
    language,
    network: undefined,
    enrollmentProfile: undefined,
    webView: undefined,
    platformSso: undefined,
    accountConfiguration: undefined,
    person: undefined,
    updateTo: undefined,
    alert: undefined,
  };
}
