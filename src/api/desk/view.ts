/**
 * What the desk shows: one or more virtual Macs and a phone, as the process that plays the Macs tells its page. Views are made
 * whole after every change, so that a page that was loaded again shows the same.
 */

/** The desk. */
export interface DeskView {
  /** Where the organisation's server is, such as `https://localhost:8443`. */
  readonly server: string;
  readonly macs: readonly MacSummary[];
  /** People of the organisation, where this home has the right to list them; for the phone and for smart cards. */
  readonly people: readonly DeskPerson[];
  /** Whether this home has the right to list people, to make offers for phones, and to have cards trusted. */
  readonly administers: boolean;
  /** Versions of macOS that a new Mac can have, oldest first. */
  readonly versions: readonly string[];
  /** Faults that a Mac can be asked for. */
  readonly faults: readonly DeskFault[];
}

/** A way to misbehave. */
export interface DeskFault {
  readonly name: string;
  /** What it does, and what a server must answer. */
  readonly description: string;
  /** It needs a value in place of the right one. */
  readonly needsValue: boolean;
}

/** A person of the organisation. */
export interface DeskPerson {
  readonly userPrincipalName: string;
  readonly fullName: string;
  /** Has an authenticator. */
  readonly hasPhone: boolean;
}

/** A Mac in brief. */
export interface MacSummary {
  readonly name: string;
  readonly serialNumber: string;
  readonly macos: string;
  readonly model: string;
  readonly screen: MacScreen['kind'];
  /** Why its file cannot be read; then nothing else is to be trusted. */
  readonly problem: string | undefined;
}

/** A Mac as somebody in front of it sees it, and what can be opened on it. Times are milliseconds since 1970. */
export interface MacView {
  /** Grows with every change. */
  readonly revision: number;
  readonly name: string;
  readonly serialNumber: string;
  readonly model: string;
  readonly computerName: string;
  /** Such as `14.0`. */
  readonly macos: string;
  /** The Mac's time when this view was made. */
  readonly now: number;
  readonly isOnline: boolean;
  /** What the Mac is doing at the moment, in words for the person; undefined: it waits for them. */
  readonly underWay: string | undefined;
  readonly screen: MacScreen;
  /** What acts under way ask the person, the newest last. */
  readonly prompts: readonly Prompt[];
  readonly accounts: readonly AccountView[];
  readonly notifications: readonly NotificationView[];
  readonly cards: CardsView;
  readonly safari: SafariView | undefined;
  /** Pages of the organisation that are worth a visit, for Safari's start page. */
  readonly bookmarks: readonly { readonly title: string; readonly address: string }[];
  readonly settings: SettingsView;
  /** What stands in /Applications besides macOS's own. */
  readonly applications: readonly ApplicationView[];
  /** Faults that were asked for. */
  readonly quirks: readonly string[];
}

/** What is on the screen. */
export type MacScreen =
  | { readonly kind: 'setup-assistant'; readonly setup: SetupScreen }
  /** FileVault asks before macOS starts. */
  | { readonly kind: 'pre-boot' }
  | { readonly kind: 'login-window'; readonly ways: readonly LoginWay[]; readonly makesAccounts: boolean }
  | { readonly kind: 'desktop'; readonly user: string }
  | {
      readonly kind: 'locked';
      readonly user: string;
      readonly ways: readonly LoginWay[];
      /** Whether a finger would let in. */
      readonly takesTouchId: boolean;
    };

/** With what the login window or the lock screen lets in. `web`: a window of the organisation's pages (macOS 27). */
export type LoginWay = 'password' | 'smart-card' | 'web';

/** Setup Assistant. */
export interface SetupScreen {
  /** `hello`, `country`, `remote-management`, ... or a word of `skip_setup_items`. */
  readonly pane: string;
  readonly title: string;
  readonly alert: string | undefined;
  readonly language: string;
  readonly country: string | undefined;
  /** Whose Mac it is. */
  readonly organisation: string | undefined;
  /** The organisation's page, while it is open. */
  readonly page: PageWindow | undefined;
  readonly account:
    | {
        readonly fullName: string | undefined;
        readonly shortName: string | undefined;
        readonly locked: boolean;
        readonly passwordKnown: boolean;
      }
    | undefined;
  readonly updateTo: string | undefined;
  /** What is being installed, by name. */
  readonly installing: readonly string[];
}

/** A page of the organisation in a window of the Mac. Its HTML is at the address of `pagePath`. */
export interface PageWindow {
  /** `setup`, `safari`, or the id of a prompt. */
  readonly window: string;
  readonly title: string;
  readonly address: string;
  /** It waits for something elsewhere: answer `look-again` every second or so. */
  readonly isWaiting: boolean;
  /** Changes whenever the page does. */
  readonly version: string;
}

/** Something that macOS asks of the person. */
export type Prompt = { readonly id: string; readonly title: string; readonly text: string } & (
  | { readonly kind: 'password'; readonly user: string }
  | { readonly kind: 'pin'; readonly card: string }
  /** A finger on Touch ID, or the account's password. `choices`: accounts to choose from. */
  | { readonly kind: 'touch-id'; readonly user: string; readonly choices: readonly string[] }
  | { readonly kind: 'page'; readonly page: PageWindow }
  /** A command in Terminal reads a line without echo. */
  | { readonly kind: 'terminal' }
);

/** A local account. */
export interface AccountView {
  readonly shortName: string;
  readonly fullName: string;
  readonly isAdmin: boolean;
  readonly isHidden: boolean;
  /** What stands behind the (i) in Users & Groups; undefined: not of the organisation. */
  readonly platformSso:
    | {
        readonly method: string;
        readonly loginUserName: string | undefined;
        readonly state: string;
        readonly isRegistered: boolean;
        readonly lastLogin: number | undefined;
        readonly tokensEnd: number | undefined;
      }
    | undefined;
}

/** A notification at the top right. */
export interface NotificationView {
  readonly id: string;
  readonly kind: 'registration-required' | 'authentication-required' | 'registration-failed';
  readonly title: string;
  readonly body: string;
  readonly button: string | undefined;
  readonly time: number;
}

/** Smart cards. */
export interface CardsView {
  readonly inserted: string | undefined;
  readonly known: readonly {
    readonly id: string;
    readonly label: string;
    readonly isBlocked: boolean;
    /** Short names that it is paired with. */
    readonly pairedWith: readonly string[];
    /** By which `sc_auth` names it. */
    readonly hash: string;
  }[];
}

/** Safari of the person at the desktop. */
export interface SafariView {
  readonly tabs: readonly { readonly title: string; readonly address: string }[];
  /** Place of the tab that is looked at. */
  readonly current: number;
  readonly page: PageWindow | undefined;
  readonly canGoBack: boolean;
  /** What the page's script says, such as a ceremony that came to nothing. */
  readonly message: string | undefined;
}

/** What System Settings shows. */
export interface SettingsView {
  readonly platformSso:
    | {
        readonly accountDisplayName: string | undefined;
        readonly method: string;
        readonly isDeviceRegistered: boolean;
        readonly extensionIdentifier: string;
        /** macOS 14 and later have the sheet "Network Account Server". */
        readonly hasSettings: boolean;
      }
    | undefined;
  readonly passkeys: { readonly path: string; readonly application: string | undefined; readonly isOn: boolean };
  readonly management:
    | { readonly organisation: string | undefined; readonly server: string; readonly isRemovable: boolean }
    | undefined;
  readonly profiles: readonly ProfileView[];
  /** Downloaded, and neither installed nor ignored. */
  readonly downloads: readonly DownloadedProfileView[];
  readonly fileVault: boolean;
}

/** A profile in Privacy & Security > Profiles (Device Management). */
export interface ProfileView {
  readonly identifier: string;
  readonly displayName: string;
  readonly organisation: string | undefined;
  readonly installed: number;
  readonly isManaged: boolean;
  readonly payloads: readonly { readonly type: string; readonly displayName: string }[];
}

/** A profile that Safari has downloaded and that waits to be installed. */
export interface DownloadedProfileView
  extends Pick<ProfileView, 'identifier' | 'displayName' | 'organisation' | 'payloads'> {
  readonly fileName: string;
  readonly downloaded: number;
  /** It hands the Mac over to an organisation's management. */
  readonly enrolls: boolean;
}

/** An application. */
export interface ApplicationView {
  readonly name: string;
  readonly bundleIdentifier: string;
  readonly version: string;
  /** The organisation's, which brings the SSO extension. */
  readonly isPorchlight: boolean;
}

/** One message on the wire, decoded; what `#mac/evidence.ts` calls an exchange. */
export interface WireMessage {
  readonly id: number;
  readonly time: number;
  readonly purpose: string;
  /** What stands in it, in a few words: the kind of a request, of a command and the next; empty where nothing is to tell. */
  readonly about: string;
  readonly method: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly isUnderWay: boolean;
  readonly checks: readonly { readonly sentence: string; readonly holds: boolean }[];
  readonly quirks: readonly string[];
}

/** The same with everything that was sent and received; secrets that a person typed are left out. */
export interface WireDetail extends WireMessage {
  readonly sent: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  readonly received: { readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined;
  /** Signed and encrypted parts and property lists taken apart: what it is, its header where it has one, what it says. */
  readonly parts: readonly { readonly title: string; readonly header: unknown; readonly claims: unknown }[];
}

/** Events of `macEventsPath`: each is one JSON text. Those of the desk come along, so that a page needs one stream. */
export type MacEvent =
  | { readonly kind: 'desk'; readonly desk: DeskView }
  | { readonly kind: 'view'; readonly view: MacView }
  | { readonly kind: 'wire'; readonly message: WireMessage }
  | { readonly kind: 'gone' };
