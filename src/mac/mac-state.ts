/**
 * Everything a virtual Mac remembers, as one plain object that survives `JSON.stringify`.
 *
 * Secrets (private keys, tokens, passwords that may be replayed) stand here only sealed under the Mac's UID key, which is
 * kept elsewhere, as a real Secure Enclave keeps it. Dates are milliseconds since 1970; byte strings standard base64.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import type { MacosVersion } from './macos/versions.ts';
import type { ManagementState } from './mdm-client/management-state.ts';
import type { PasskeyProviderState } from './passkey-provider/passkey-state.ts';
import type { InstalledApplication } from './package-installer/installed-application.ts';
import type { QuirkSetting } from './quirks/quirk-box.ts';
import type { Sealed } from './secure-enclave/sealed.ts';
import type { SetupState } from './setup-assistant/setup-state.ts';

export type { Sealed };

/** The whole Mac. */
export interface MacState {
  readonly format: 1;
  readonly hardware: Hardware;
  macos: MacosVersion;
  clock: MacClock;
  network: { online: boolean };
  session: Session;
  accounts: LocalAccount[];
  fileVault: FileVaultState;
  loginKeychains: Record<string, KeychainState>;
  secureEnclave: { keys: EnclaveKey[] };
  smartCards: { inserted: string | undefined; known: SmartCardState[]; pairings: SmartCardPairing[] };
  profiles: InstalledProfile[];
  extensions: InstalledExtension[];
  /** SHA-256 fingerprints of TLS roots that count as built in for Platform SSO; undefined: any root does. */
  builtInRoots: string[] | undefined;
  platformSso: PlatformSsoState;
  notifications: Notification[];
  quirks: QuirkSetting[];
  /** What some quirks need from the past, such as the last nonce; by name. */
  quirkMemory: Record<string, Sealed>;
  /** Setup Assistant, until it is through; absent on a Mac that was set up when it was made. */
  setup?: SetupState | undefined;
  /** What Apple last said of the organisation that this Mac belongs to: its enrollment profile. */
  deviceEnrollment?: JsonObject | undefined;
  /** The enrollment in an organisation's MDM. */
  management?: ManagementState | undefined;
  /** Tabs and cookies of Safari, by short name; sealed, as pages and cookies hold secrets. */
  safari?: Record<string, Sealed>;
  /** Passkeys by the organisation's application, by short name. */
  passkeyProviders?: Record<string, PasskeyProviderState>;
  /** Short names of administrator accounts that MDM made in Setup Assistant. */
  managedAdministrators?: readonly string[];
  /** What stands in /Applications besides macOS's own. */
  applications?: readonly InstalledApplication[];
  /** Profiles that Safari has downloaded, until somebody installs or ignores them in System Settings. */
  downloadedProfiles?: readonly DownloadedProfile[];
  /** The last attestation of the device's properties. */
  attestation?: { readonly made: number; readonly macos: MacosVersion; readonly certificates: readonly string[] };
  /** What this Mac signs its MachineInfo with. */
  factory?: { readonly certificates: readonly string[]; readonly sealedKey: Sealed };
}

/** What is printed on the Mac. */
export interface Hardware {
  computerName: string;
  readonly serialNumber: string;
  /** UDID, upper case. */
  readonly udid: string;
  readonly model: string;
  readonly appleSilicon: boolean;
}

/** Two ways in which this Mac's time may differ from the machine's. Milliseconds. */
export interface MacClock {
  /** Story time: what the Mac remembers ages by this much; messages still carry the true time. */
  advancedBy: number;
  /** A wrong clock: messages carry it too. */
  skew: number;
}

/** Who sits in front of the Mac, and what is on the screen. Names are local short names. */
export type Session =
  | { readonly kind: 'setup-assistant' }
  | { readonly kind: 'pre-boot' }
  | { readonly kind: 'login-window'; readonly sinceBoot: boolean }
  | { readonly kind: 'desktop'; readonly user: string }
  | { readonly kind: 'locked'; readonly user: string };

/** A verifier of a password: scrypt with its salt, or PBKDF2 where MDM brought it. */
export interface PasswordVerifier {
  readonly salt: string;
  readonly hash: string;
  /** Of PBKDF2 with HMAC-SHA-512; absent for scrypt. */
  readonly iterations?: number;
}

/** A local account. */
export interface LocalAccount {
  readonly shortName: string;
  fullName: string;
  readonly uniqueId: number;
  password: PasswordVerifier;
  admin: boolean;
  secureToken: boolean;
  /** Left out of the login window, as managed administrators may be. */
  hidden?: boolean;
  /** Local groups besides `staff` and `admin`. */
  groups: string[];
  /** `AltSecurityIdentities`, such as `PlatformSSO:ada@example.org`. */
  alternativeIdentities: string[];
}

/** FileVault: what the pre-boot screen can check without a network. */
export interface FileVaultState {
  enabled: boolean;
  /** Password verifiers by short name, as last synchronised. */
  users: Record<string, PasswordVerifier>;
  /** The personal recovery key, once one was made for somebody to keep. */
  recoveryKey?: Sealed;
}

/** A login keychain. Its key is sealed under the password; the items under the key. */
export interface KeychainState {
  readonly name: string;
  readonly created: number;
  unlocked: boolean;
  /** While open: the keychain's key. */
  openKey: Sealed | undefined;
  verifier: PasswordVerifier;
  /** The keychain's key, encrypted under the password (base64 of IV, ciphertext, tag). */
  wrappedKey: string;
  items: KeychainItem[];
  /** File names of keychains that were set aside because their password was not known. */
  renamed: string[];
}

/** One item. */
export interface KeychainItem {
  readonly service: string;
  readonly account: string;
  readonly created: number;
  sealed: Sealed;
}

/** What a key in the Secure Enclave is for, in the words of Apple's `ASAuthorizationProviderExtensionKeyType`. */
export type EnclaveKeyPurpose =
  | 'sharedDeviceSigning'
  | 'sharedDeviceEncryption'
  | 'userDeviceSigning'
  | 'userDeviceEncryption'
  | 'userSecureEnclaveKey'
  | 'userDecryption'
  | 'deviceAttestation'
  | 'managementIdentity'
  | 'passkey';

/** A P-256 key. Only the public half can be read. */
export interface EnclaveKey {
  readonly handle: string;
  readonly purpose: EnclaveKeyPurpose;
  /** The account it belongs to, or undefined for a key of the device. */
  readonly owner: string | undefined;
  readonly created: number;
  /** X9.63, 65 bytes, base64. */
  readonly publicKey: string;
  readonly sealed: Sealed;
}

/** A PIV card in a drawer or in the reader. */
export interface SmartCardState {
  readonly id: string;
  readonly label: string;
  /** DER of the authentication certificate. */
  readonly certificate: string;
  /** SHA-1 of the public key's external form, upper-case hex, as `sc_auth` prints it. */
  readonly publicKeyHash: string;
  readonly keyType: 'P-256' | 'P-384' | 'RSA-2048' | 'RSA-3072' | 'RSA-4096';
  readonly sealedKey: Sealed;
  pin: PasswordVerifier;
  /** 3 when fresh; at 0 the card is blocked. */
  pinTriesLeft: number;
}

/** `sc_auth pair`: this card logs this account in. */
export interface SmartCardPairing {
  readonly shortName: string;
  readonly publicKeyHash: string;
  /** The login keychain's key, which the card opens; undefined when it was paired while the keychain was locked. */
  keychainKey: Sealed | undefined;
}

/** A configuration profile: the outer dictionary with its `PayloadContent`. */
export interface InstalledProfile {
  readonly identifier: string;
  readonly displayName: string;
  readonly installed: number;
  readonly content: JsonObject;
  /** Installed by MDM (or before the enrollment, for it), and removed when the enrollment ends. */
  readonly managed?: boolean;
}

/** A profile that was downloaded and not installed yet. */
export interface DownloadedProfile {
  readonly fileName: string;
  readonly downloaded: number;
  /** As it came, base64. */
  readonly bytes: string;
  readonly content: JsonObject;
}

/** An application with an SSO extension in it. */
export interface InstalledExtension {
  readonly teamIdentifier: string;
  readonly applicationIdentifier: string;
  readonly extensionIdentifier: string;
  readonly displayName: string;
  /** SDK that the extension was built with, such as 15.2: it selects the style of the messages. */
  readonly sdkVersion: number;
  readonly kind: ExtensionKind;
}

/** `porchlight` registers at a Porchlight server; `configuration-file` only loads a login configuration. */
export type ExtensionKind =
  | { readonly kind: 'porchlight' }
  | {
      readonly kind: 'configuration-file';
      readonly loginConfiguration: LoginConfiguration;
      readonly loginUserName: string | undefined;
    };

/** `POLoginType…` of `app-sso platform -s`. */
export type LoginType = 'None' | 'Password' | 'UserSecureEnclaveKey' | 'SmartCard' | 'OpenID';

/** `POUserState…` of `app-sso platform -s`: Normal (0), NeedsNewKeys (1), NeedsRegistration (2). */
export type UserState = 'Normal' | 'NeedsNewKeys' | 'NeedsRegistration';

/** The state that `app-sso platform -s` prints. */
export interface PlatformSsoState {
  device: DeviceConfiguration | undefined;
  loginConfiguration: SavedLoginConfiguration | undefined;
  users: Record<string, UserConfiguration>;
  /** When a failed registration is tried again, or undefined. */
  registrationRetryAt: number | undefined;
  /** The cached JWKS of the identity provider, as fetched. */
  jwks: JsonObject | undefined;
}

/** The device's part. The policies of the profile are read from the profile, not copied here. */
export interface DeviceConfiguration {
  readonly created: number;
  lastEncryptionKeyChange: number;
  readonly extensionIdentifier: string;
  readonly sdkVersion: number;
  loginType: LoginType;
  protocolVersion: '1.0' | '2.0';
  registrationCompleted: boolean;
  sharedDeviceKeys: boolean;
  /** Handles in the Secure Enclave; undefined on macOS 13 or without shared keys, where users have them. */
  signingKey: string | undefined;
  encryptionKey: string | undefined;
  /** Id that Porchlight gave the device, or undefined for a foreign identity provider. */
  deviceId: string | undefined;
  /** When a login policy was received or last changed. */
  authGracePeriodStart: number;
}

/** The login configuration that the extension saved. */
export interface SavedLoginConfiguration {
  readonly created: number;
  readonly configuration: LoginConfiguration;
}

/** One user's part. */
export interface UserConfiguration {
  readonly created: number;
  state: UserState;
  loginType: LoginType;
  loginUserName: string | undefined;
  /** `sub` of the id_token once there was a login; a UUID before. */
  uniqueIdentifier: string;
  lastLogin: number | undefined;
  /** When a credential, not a refresh token, was last presented with success. */
  lastFullLogin: number | undefined;
  /** Password method: the password, sealed, for silent logins. */
  credential: Sealed | undefined;
  /** Handle of the user's Secure Enclave key. */
  secureEnclaveKey: string | undefined;
  /** Handles of the user's own device keys (macOS 13, or shared keys not in use). */
  signingKey: string | undefined;
  encryptionKey: string | undefined;
  unlock: UnlockBinding | undefined;
  tokens: SsoTokens | undefined;
  /** Set when an online attempt was refused under an "attempt" policy: only the identity provider may let in now. */
  authenticationRequired: boolean;
}

/** The binding of the identity provider's unlock key to the account. */
export interface UnlockBinding {
  readonly bound: number;
  /** `userUnlockCertificate`: DER from the key response, base64. */
  readonly certificate: string;
  /** `userUnlockHash`: SHA-1 of the certificate's point, upper-case hex. */
  readonly hash: string;
  /** `key_context`, verbatim; undefined when the identity provider gave none. */
  keyContext: string | undefined;
  /** `userUnlockData`: the local password's secret, encrypted under what each exchange yields. */
  readonly data: readonly UnlockData[];
  /** `userDecryptionCertificate`: DER, base64, self-signed by the Mac. */
  readonly decryptionCertificate: string;
  /** `userDecryptionKeyHash`: SHA-1 of its point, upper-case hex. */
  readonly decryptionKeyHash: string;
  readonly decryptionContext: string;
}

/** One agreement: the public half that goes into an exchange, and what its secret opens. */
export interface UnlockData {
  /** X9.63, base64. */
  readonly otherPublicKey: string;
  /** The keychain key and the account's secret under the agreed key (base64 of IV, ciphertext, tag). */
  readonly wrapped: string;
}

/** The tokens of the last login or refresh. */
export interface SsoTokens {
  readonly received: number;
  readonly expires: number;
  /** The whole decrypted response, JSON. */
  readonly sealed: Sealed;
  /** Claims of the id_token, which every app may see. */
  readonly idTokenClaims: JsonObject;
}

/** What Notification Center shows. */
export interface Notification {
  readonly id: string;
  readonly time: number;
  readonly kind: 'registration-required' | 'authentication-required' | 'registration-failed';
  readonly title: string;
  readonly body: string;
  readonly button: string | undefined;
  readonly user: string | undefined;
}
