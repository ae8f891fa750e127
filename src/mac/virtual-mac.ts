/**
 * A virtual Mac: what a person, an administrator and the organisation's server can do to it, and what comes of it.
 *
 * It speaks the wire protocols of macOS through an injected fetch and keeps everything in one serialisable state. Acts run
 * one at a time in the order of their calls; each returns what it led to and the evidence.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { ActResult } from './evidence.ts';
import type { InstalledExtension, MacState, Notification } from './mac-state.ts';
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
import type { QuirkName } from './quirks/catalogue.ts';

/** A new Mac out of the box, with its first local account. */
export interface VirtualMacOptions {
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
  | { readonly kind: 'pin'; readonly pin: string };

/** What the person answers while registering. What is absent is not answered, and the window is closed. */
export interface RegistrationAnswers {
  /** The local account's password, which macOS asks for before it lets the extension show its window. */
  readonly localPassword?: string;
  /** Typed into the extension's sign-in window. */
  readonly signIn?: { readonly userName: string; readonly password: string };
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

  // The administrator's and the MDM's acts.
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
  /** Answers "Authentication Required" with the organisation's password or the card's PIN; nothing for a SEP key. */
  signInWhenAsked(secret?: Secret): Promise<ActResult<SignInOutcome>>;
  renewTokens(options?: { readonly evenIfFresh?: boolean }): Promise<ActResult<RenewalOutcome>>;
  /** What the system does by itself when its time has come: retried registration, token renewal. */
  runDueWork(): Promise<ActResult<PlainOutcome>>;
  /** An administrator prompt answered by an account of the organisation. */
  authorize(right: string, userName: string, password: string): Promise<ActResult<AuthorizationOutcome>>;

  // At the screen.
  /** Pre-boot: opens FileVault's disk and goes on to the desktop. */
  unlockDisk(shortName: string, password: string): Promise<ActResult<UnlockOutcome>>;
  login(name: string, secret: Secret): Promise<ActResult<UnlockOutcome>>;
  logout(): Promise<ActResult<PlainOutcome>>;
  lock(): Promise<ActResult<PlainOutcome>>;
  unlock(secret: Secret): Promise<ActResult<UnlockOutcome>>;
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
