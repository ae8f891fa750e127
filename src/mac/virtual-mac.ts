/**
 * A virtual Mac: what a person, an administrator and the organisation's server can do to it, and what comes of it.
 *
 * It speaks the wire protocols of macOS through an injected fetch and keeps everything in one serialisable state. Acts run
 * one at a time in the order of their calls; each returns what it led to and the evidence.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import type { ActResult } from './evidence.ts';
import { unlockKeychain } from './keychain/login-keychain.ts';
import { personOf } from './local-accounts/person.ts';
import * as acts from './mac-acts.ts';
import * as managed from './managed-acts.ts';
import { type MacParts, assemble } from './mac-parts.ts';
import type { MacPorts } from './ports.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import type { InstalledExtension, MacState, Notification } from './mac-state.ts';
import type { WindowSignIn } from './sso-extension/sso-extension.ts';
import type { Attendant, AttendedPage } from './web-view/attendant.ts';
import type { MacosVersion } from './macos/versions.ts';
import type {
  AuthorizationOutcome,
  PlainOutcome,
  ProfileOutcome,
  RegistrationOutcome,
  RenewalOutcome,
  SignInOutcome,
  UnlockOutcome,
} from './outcomes.ts';
import type { ConnectionOutcome } from './mdm-client/command-loop.ts';
import { connect } from './mdm-client/command-loop.ts';
import { unenroll } from './mdm-client/end-enrollment.ts';
import { installMobileconfig } from './mdm-client/install-mobileconfig.ts';
import { takePushes } from './mdm-client/pushes.ts';
import { settingsPath, switchProvider } from './passkey-provider/provider-switch.ts';
import type { AskForConsent } from './passkey-provider/user-verification.ts';
import { type NativeApp, type NativeAppOutcome, signInNativeApp } from './native-app.ts';
import {
  type PorchlightAppOutcome,
  type PorchlightAppStep,
  usePorchlightApp,
} from './porchlight-app/porchlight-app.ts';
import type { AnswerPages } from './platform-sso-agent/web-window.ts';
import { ignoreDownload, installDownload, keepDownload } from './profile-store/downloaded-profiles.ts';
import type { QuirkName } from './quirks/catalogue.ts';
import { type SafariStep, browse } from './safari/browse.ts';
import { type NavigatorCredentials, navigatorCredentials } from './safari/navigator-credentials.ts';
import type { SafariOutcome } from './safari/safari-outcome.ts';
import { type SafariWindow, safariWindow } from './safari/safari-window.ts';
import type { SetupAnswer, SetupOutcome } from './setup-assistant/answers.ts';
import { eraseMac } from './setup-assistant/erase.ts';
import { renewEnrollment } from './setup-assistant/renew-enrollment.ts';
import { answerPane } from './setup-assistant/setup-assistant.ts';
import { newSetup } from './setup-assistant/setup-state.ts';
import { type SetupView, setupPage, setupView } from './setup-assistant/setup-view.ts';

/** A new Mac as it stands in its box. */
export interface BoxedMacOptions {
  readonly computerName: string;
  readonly macos: MacosVersion;
  /** Made up from the random port when absent. */
  readonly serialNumber?: string;
  readonly udid?: string;
  /** Such as `Mac16,12`. */
  readonly model?: string;
  readonly appleSilicon?: boolean;
  /** FileVault is on by default. */
  readonly fileVault?: boolean;
}

/** A new Mac that somebody has set up already, with its first local account. */
export interface VirtualMacOptions extends BoxedMacOptions {
  readonly firstAccount: NewAccount;
}

/** A local account to be made. The short name is lower case letters, digits, `.`, `_`, `-`. */
export interface NewAccount {
  readonly shortName: string;
  readonly fullName: string;
  readonly password: string;
  /** The first account is an administrator by default, later ones are not. */
  readonly admin?: boolean;
}

/** What is typed at the login window or the lock screen. */
export type Secret =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'pin'; readonly pin: string }
  /** Nothing is typed: somebody signs in in the window of the organisation's pages (macOS 27). */
  | { readonly kind: 'web'; readonly answerPages: AnswerPages };

export type { WindowSignIn } from './sso-extension/sso-extension.ts';

/** What the person answers while registering. What is absent is not answered, and the window is closed. */
export interface RegistrationAnswers {
  /** The local account's password, which macOS asks for before it lets the extension show its window. */
  readonly localPassword?: string;
  /** Typed into the extension's sign-in window; or somebody who sits before it, and before the system's with the method `OpenID`. */
  readonly signIn?: WindowSignIn | Attendant;
  /**
   * In Setup Assistant, with the method `Password`: macOS asks for the organisation's password once the person has registered,
   * where the window was not filled in with one. Undefined: nobody types it.
   */
  readonly organisationPassword?: (userName: string) => Promise<string | undefined>;
  /** Typed for a smart card. */
  readonly pin?: string;
}

/** A virtual smart card to be put into the drawer. Its key never comes out again. */
export interface NewSmartCard {
  readonly label: string;
  /** PKCS#8 DER of the authentication key: EC P-256 or P-384, RSA of 2048, 3072 or 4096 bits. */
  readonly privateKey: Uint8Array;
  /** DER of its certificate. */
  readonly certificate: Uint8Array;
  readonly pin: string;
}

/** The Mac. */
export interface VirtualMac {
  /** A copy of everything the Mac remembers; `openVirtualMac` takes it back. */
  state(): MacState;
  /** Milliseconds since 1970 as this Mac remembers time (with what `advanceClock` added). */
  now(): number;
  /** What Notification Center shows. */
  notifications(): readonly Notification[];
  /** Takes a notification away, by its id; what it asks for is asked again when its time comes. */
  dismissNotification(id: string): Promise<ActResult<PlainOutcome>>;

  // Setup Assistant.
  /** What Setup Assistant shows, or undefined once the Mac is set up. */
  setup(): SetupView | undefined;
  /** Answers the pane that Setup Assistant shows. */
  answerSetup(answer: SetupAnswer): Promise<ActResult<SetupOutcome>>;

  /** The organisation's page in Setup Assistant, or the one in Safari, as it came; undefined where none is shown. */
  shownPage(window: 'setup' | 'safari'): AttendedPage | undefined;

  // Management.
  /** Asks the MDM server for work, as after a push, at boot and at login. `user`: on the user channel of that account. */
  connectToMdm(user?: string): Promise<ActResult<ConnectionOutcome>>;
  /** Connects on each channel for which a push notification waits. */
  takePushes(): Promise<ActResult<readonly ConnectionOutcome[]>>;
  /** Opens a .mobileconfig as a person does in System Settings: an enrollment profile enrolls. */
  openMobileconfig(bytes: Uint8Array): Promise<ActResult<ProfileOutcome>>;
  /** A profile that a browser has downloaded waits in System Settings for its person to install or ignore it. */
  keepDownload(fileName: string, bytes: Uint8Array): Promise<ActResult<PlainOutcome>>;
  installDownload(fileName: string): Promise<ActResult<ProfileOutcome>>;
  ignoreDownload(fileName: string): Promise<ActResult<PlainOutcome>>;
  /** Removes the enrollment profile in System Settings, where the organisation allows that. */
  unenroll(): Promise<ActResult<PlainOutcome>>;
  /** `profiles renew -type enrollment`: asks Apple again whose this Mac is, and enrolls. */
  renewEnrollment(): Promise<ActResult<PlainOutcome>>;
  /** Erase All Content and Settings: back to Hello. */
  erase(): Promise<ActResult<PlainOutcome>>;

  // The administrator's acts.
  /** Installs or replaces (same `PayloadIdentifier`) a configuration profile: the outer dictionary. */
  installProfile(profile: JsonObject): Promise<ActResult<ProfileOutcome>>;
  removeProfile(identifier: string): Promise<ActResult<PlainOutcome>>;
  /** Installs or replaces an application with its SSO extension. */
  installExtension(extension: InstalledExtension): Promise<ActResult<PlainOutcome>>;
  removeExtension(extensionIdentifier: string): Promise<ActResult<PlainOutcome>>;
  addAccount(account: NewAccount): Promise<ActResult<PlainOutcome>>;
  /** Sets an account's password without knowing the old one: the login keychain cannot follow. */
  resetPassword(shortName: string, password: string): Promise<ActResult<PlainOutcome>>;
  upgradeMacos(version: MacosVersion): Promise<ActResult<PlainOutcome>>;
  /** SHA-256 fingerprints (lower-case hex) of the TLS roots that count as built in; undefined: any root does. */
  trustRoots(fingerprints: readonly string[] | undefined): Promise<ActResult<PlainOutcome>>;

  // Registration.
  /** Answers "Registration Required": device registration, then user registration. Without answers: silently. */
  register(answers?: RegistrationAnswers): Promise<ActResult<RegistrationOutcome>>;
  /** Settings > Users & Groups > Network Account Server > Edit > Repair (macOS 14 and later). */
  repair(
    answers: RegistrationAnswers,
    options?: { readonly newKeys?: boolean },
  ): Promise<ActResult<RegistrationOutcome>>;
  /** Answers "Authentication Required": the organisation's password, the card's PIN, or its pages; nothing for a SEP key. */
  signInWhenAsked(secret?: Secret): Promise<ActResult<SignInOutcome>>;
  renewTokens(options?: { readonly evenIfFresh?: boolean }): Promise<ActResult<RenewalOutcome>>;
  /** What the system does by itself when its time has come: retried registration, token renewal. */
  runDueWork(): Promise<ActResult<PlainOutcome>>;
  /** An administrator prompt answered by an account of the organisation. */
  authorize(
    right: string,
    userName: string,
    proof: string | Extract<Secret, { kind: 'web' }>,
  ): Promise<ActResult<AuthorizationOutcome>>;

  // Safari.
  /** A step in Safari of the person at the desktop. `ask` is whoever confirms the use of a passkey. */
  browse(step: SafariStep, ask?: AskForConsent): Promise<ActResult<SafariOutcome>>;
  /** Safari's window at the desktop, undefined while nobody is logged in. Also while an act is under way. */
  safariWindow(): SafariWindow | undefined;
  /** Does one thing in the organisation's application. */
  porchlightApp(step: PorchlightAppStep): Promise<ActResult<PorchlightAppOutcome>>;
  /** An application of the Mac opens an address to sign its person in. */
  signInNativeApp(address: string, app?: NativeApp): Promise<ActResult<NativeAppOutcome>>;
  /** `navigator.credentials` as a script on a page of this origin has it. Not an act: it may be called within one. */
  navigatorCredentials(origin: string, ask: AskForConsent): NavigatorCredentials;
  /** The switch in Settings that lets the organisation's application offer passkeys; its place, in this macOS's words. */
  usePasskeys(isOn: boolean): Promise<ActResult<PlainOutcome>>;
  passkeySettingsPath(): string;

  // At the screen.
  /** Pre-boot: opens FileVault's disk and goes on to the desktop. */
  unlockDisk(shortName: string, password: string): Promise<ActResult<UnlockOutcome>>;
  login(name: string, secret: Secret): Promise<ActResult<UnlockOutcome>>;
  logout(): Promise<ActResult<PlainOutcome>>;
  lock(): Promise<ActResult<PlainOutcome>>;
  unlock(secret: Secret): Promise<ActResult<UnlockOutcome>>;
  /** A finger on Touch ID at the lock screen; and whether it would let in. */
  unlockByTouchId(): Promise<ActResult<UnlockOutcome>>;
  unlocksByTouchId(): boolean;
  reboot(): Promise<ActResult<PlainOutcome>>;

  // Smart cards.
  /** Puts a card into the drawer; returns its id in the state. */
  addSmartCard(card: NewSmartCard): Promise<ActResult<PlainOutcome & { readonly cardId?: string }>>;
  insertCard(cardId: string): Promise<ActResult<PlainOutcome>>;
  removeCard(): Promise<ActResult<PlainOutcome>>;
  /** `sc_auth pair -u USER -h HASH`. */
  pairCard(shortName: string, publicKeyHash: string): Promise<ActResult<PlainOutcome>>;
  /** Ends all pairings of an account, or the one of a card. */
  unpairCard(shortName: string, publicKeyHash?: string): Promise<ActResult<PlainOutcome>>;

  // Misfortune.
  goOffline(): Promise<ActResult<PlainOutcome>>;
  goOnline(): Promise<ActResult<PlainOutcome>>;
  /** Story time: everything the Mac remembers ages by so many milliseconds; messages still carry the true time. */
  advanceClock(milliseconds: number): Promise<ActResult<PlainOutcome>>;
  /** Sets the Mac's clock wrong by so many milliseconds. */
  skewClock(milliseconds: number): Promise<ActResult<PlainOutcome>>;
  loseSecureEnclaveKey(shortName?: string): Promise<ActResult<PlainOutcome>>;
  /**
   * Lets the next `times` messages that it fits misbehave; without `times` until switched off. Some quirks need a `value`
   * to put in place of the right one: the catalogue says which.
   */
  misbehave(
    quirk: QuirkName,
    options?: { readonly times?: number; readonly value?: string },
  ): Promise<ActResult<PlainOutcome>>;
  behave(): Promise<ActResult<PlainOutcome>>;
}

/**
 * A Mac out of the box, its first account at the desktop.
 * @throws {MacError} `account_malformed`, `uid_key_malformed`
 */
export function createVirtualMac(options: VirtualMacOptions, ports: MacPorts): VirtualMac {
  const state = emptyState(options, ports);
  const mac = assemble(state, ports);
  acts.addAccount(mac, { admin: true, ...options.firstAccount });
  const { shortName, password } = options.firstAccount;
  state.session = { kind: 'desktop', user: shortName };
  const keychain = state.loginKeychains[shortName];
  if (keychain) unlockKeychain(keychain, password, mac.keychains);
  return faceOf(mac);
}

/** A Mac out of the box: Setup Assistant says Hello. @throws {MacError} `uid_key_malformed` */
export function unboxVirtualMac(options: BoxedMacOptions, ports: MacPorts): VirtualMac {
  const state = emptyState(options, ports);
  state.session = { kind: 'setup-assistant' };
  state.setup = newSetup();
  return faceOf(assemble(state, ports));
}

/** The Mac of a state that was kept. @throws {MacError} `state_malformed`, `uid_key_malformed` */
export function openVirtualMac(state: MacState, ports: MacPorts): VirtualMac {
  acts.checkFormat(state);
  return faceOf(assemble(structuredClone(state), ports));
}

function emptyState(options: BoxedMacOptions, { random }: MacPorts): MacState {
  const { computerName, macos, model = 'Mac16,12', appleSilicon = true, fileVault = true } = options;
  return {
    format: 1,
    hardware: {
      computerName,
      serialNumber: options.serialNumber ?? `C02${toHex(random.bytes(5)).toUpperCase().slice(0, 9)}`,
      udid: options.udid ?? uuidFrom(random.bytes(16)),
      model,
      appleSilicon,
    },
    macos,
    clock: { advancedBy: 0, skew: 0 },
    network: { online: true },
    session: { kind: 'login-window', sinceBoot: true },
    accounts: [],
    fileVault: { enabled: fileVault, users: {} },
    loginKeychains: {},
    secureEnclave: { keys: [] },
    smartCards: { inserted: undefined, known: [], pairings: [] },
    profiles: [],
    extensions: [],
    builtInRoots: undefined,
    platformSso: {
      device: undefined,
      loginConfiguration: undefined,
      users: {},
      registrationRetryAt: undefined,
      jwks: undefined,
    },
    notifications: [],
    quirks: [],
    quirkMemory: {},
  };
}

function faceOf(mac: MacParts): VirtualMac {
  const { state } = mac;
  let last: Promise<unknown> = Promise.resolve();
  const act = <Outcome>(step: () => Outcome | Promise<Outcome>): Promise<ActResult<Outcome>> => {
    const result = last.then(async () => {
      mac.log.take();
      const outcome = await step();
      return { outcome, evidence: mac.log.take() };
    });
    last = result.catch(() => undefined);
    return result;
  };
  const change = (step: () => void) =>
    act<PlainOutcome>(() => {
      step();
      return { kind: 'done' };
    });
  /** What a hand does to the machine happens at once, whatever macOS is at. */
  const byHand = (step: () => PlainOutcome): Promise<ActResult<PlainOutcome>> =>
    Promise.resolve({ outcome: step(), evidence: [] });
  const turn = (step: () => void) =>
    byHand(() => {
      step();
      return { kind: 'done' };
    });
  return {
    state: () => structuredClone(state),
    now: () => mac.now(),
    notifications: () => structuredClone(state.notifications),
    dismissNotification: (id) =>
      change(() => (state.notifications = state.notifications.filter((shown) => shown.id !== id))),
    setup: () => setupView(mac),
    shownPage: (window) => (window === 'setup' ? setupPage(mac) : safariWindow(mac)?.page),
    answerSetup: (answer) => act(() => answerPane(mac, answer)),
    connectToMdm: (user) => act(() => connect(mac, user)),
    takePushes: () => act(() => takePushes(mac)),
    openMobileconfig: (bytes) => act(() => installMobileconfig(mac, bytes, 'person')),
    keepDownload: (fileName, bytes) => act(() => keepDownload(mac, fileName, bytes)),
    installDownload: (fileName) => act(() => installDownload(mac, fileName)),
    ignoreDownload: (fileName) => act(() => ignoreDownload(mac, fileName)),
    unenroll: () => act(() => unenroll(mac)),
    renewEnrollment: () => act(() => renewEnrollment(mac)),
    erase: () => change(() => eraseMac(mac)),
    installProfile: (profile) => act(() => acts.installProfile(mac, profile)),
    removeProfile: (identifier) => act(() => acts.removeProfile(mac, identifier)),
    installExtension: (extension) => act(() => acts.installExtension(mac, extension)),
    removeExtension: (identifier) => act(() => acts.removeExtension(mac, identifier)),
    addAccount: (account) => act(() => acts.addAccount(mac, account)),
    resetPassword: (shortName, password) => act(() => acts.resetPassword(mac, shortName, password)),
    upgradeMacos: (version) => change(() => (state.macos = version)),
    trustRoots: (fingerprints) => change(() => (state.builtInRoots = fingerprints && [...fingerprints])),
    register: (answers) => act(() => acts.register(mac, answers)),
    repair: (answers, options) => act(() => acts.register(mac, answers, { newKeys: options?.newKeys ?? false })),
    signInWhenAsked: (secret) => act(() => acts.signInWhenAsked(mac, secret)),
    renewTokens: (options) => act(() => acts.renew(mac, personOf(mac) ?? '', options?.evenIfFresh ?? false)),
    runDueWork: () => act(() => managed.runDueWork(mac)),
    authorize: (right, userName, proof) => act(() => acts.authorize(mac, right, userName, proof)),
    safariWindow: () => safariWindow(mac),
    browse: (step, ask) => act(() => browse(mac, step, ask)),
    porchlightApp: (step) => act(() => usePorchlightApp(mac, step)),
    signInNativeApp: (address, app) => act(() => signInNativeApp(mac, address, app)),
    navigatorCredentials: (origin, ask) => navigatorCredentials(mac, origin, ask),
    usePasskeys: (isOn) => act(() => switchProvider(mac, isOn)),
    passkeySettingsPath: () => settingsPath(mac),
    unlockDisk: (shortName, password) =>
      act(() => managed.enterDesktop(mac, acts.unlockDisk(mac, shortName, password))),
    login: (name, secret) => act(() => managed.enterDesktop(mac, acts.logIn(mac, name, secret))),
    logout: () => change(() => acts.leave(mac, false)),
    lock: () => act(() => acts.lock(mac)),
    unlock: (secret) => act(() => acts.unlockScreen(mac, secret)),
    unlockByTouchId: () => act(() => acts.touchLockScreen(mac)),
    unlocksByTouchId: () => acts.takesFinger(mac),
    reboot: () => change(() => acts.leave(mac, true)),
    addSmartCard: (card) => act(() => acts.addSmartCard(mac, card)),
    insertCard: (cardId) => byHand(() => acts.insertCard(mac, cardId)),
    removeCard: () => turn(() => (state.smartCards.inserted = undefined)),
    pairCard: (shortName, hash) => act(() => acts.pair(mac, shortName, hash)),
    unpairCard: (shortName, hash) => act(() => acts.unpair(mac, shortName, hash)),
    goOffline: () => turn(() => (state.network.online = false)),
    goOnline: () => turn(() => (state.network.online = true)),
    advanceClock: (milliseconds) => change(() => (state.clock.advancedBy += milliseconds)),
    skewClock: (milliseconds) => change(() => (state.clock.skew = milliseconds)),
    loseSecureEnclaveKey: (shortName) => act(() => acts.loseSecureEnclaveKey(mac, shortName)),
    misbehave: (name, options) =>
      change(() => state.quirks.push({ name, timesLeft: options?.times, value: options?.value })),
    behave: () => change(() => (state.quirks = [])),
  };
}
