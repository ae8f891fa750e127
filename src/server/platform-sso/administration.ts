/**
 * What administrators see of Platform SSO and may do with it. The admin feature and the command line reach devices,
 * registrations and keys through this interface only.
 */
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';

/** A Mac that has registered, or that a registration token was made for. Times are milliseconds since 1970. */
export interface DeviceRecord {
  readonly id: string;
  readonly serialNumber: string;
  readonly udid: string | undefined;
  readonly model: string | undefined;
  readonly osVersion: string | undefined;
  readonly name: string | undefined;
  /** `expected`: a token was made, nothing registered yet. `repair`: the next registration may bring new keys. */
  readonly state: 'expected' | 'registered' | 'repair' | 'revoked';
  /** Who vouched for the device signing key: nobody, Apple, or the simulated authority. */
  readonly attestation: 'none' | 'apple' | 'simulated' | undefined;
  readonly createdAt: number;
  readonly registeredAt: number | undefined;
  readonly lastSeenAt: number | undefined;
}

/** A set of device keys: one for the whole Mac, or one for each user (macOS 13). */
export interface DeviceKeys {
  /** Base64 of SHA-256 of the signing key, as the Mac's `kid`. */
  readonly keyId: string;
  readonly encryptionKeyId: string;
  readonly shared: boolean;
  readonly state: 'active' | 'retired';
  readonly createdAt: number;
}

/** A person's registration on a Mac. */
export interface UserRegistrationRecord {
  readonly id: string;
  readonly deviceId: string;
  readonly serialNumber: string;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly method: AuthenticationMethod;
  readonly state: 'active' | 'revoked';
  /** Base64 key id of the Secure Enclave key, for that method. */
  readonly userKeyId: string | undefined;
  readonly hasUnlockKey: boolean;
  readonly createdAt: number;
  readonly lastLoginAt: number | undefined;
}

/** A Mac with the methods of the people who are registered on it, for what is decided over all Macs. */
export interface MacWithMethods {
  readonly serialNumber: string;
  readonly osVersion: string | undefined;
  readonly state: DeviceRecord['state'];
  readonly methods: readonly UserRegistrationRecord['method'][];
}

/** A page of a list. `next` is given back as `after`. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** How a list is cut. `search` matches serial numbers, names and user names by prefix, without regard to case. */
export interface ListQuery {
  readonly after?: string;
  readonly limit: number;
  readonly search?: string;
}

/** Outcome of an action on something that may not be there. */
export type ActionOutcome = { readonly kind: 'done' } | { readonly kind: 'not-found' } | { readonly kind: 'already' };

/** The face of Platform SSO towards administration. `actor` is who acts, for the audit chain. */
export interface PlatformSsoAdministration {
  listDevices(query: ListQuery): Promise<Page<DeviceRecord>>;
  /** By id or serial number. */
  device(idOrSerial: string): Promise<
    | {
        readonly device: DeviceRecord;
        readonly keys: readonly DeviceKeys[];
        readonly registrations: readonly UserRegistrationRecord[];
      }
    | undefined
  >;
  /** Every Mac, in order of serial numbers, with the methods of active registrations. */
  macsWithMethods(): Promise<readonly MacWithMethods[]>;
  /** A token that lets one Mac, by serial number, register once within its life (default one day). */
  issueRegistrationToken(
    serialNumber: string,
    actor: string,
    lifeSeconds?: number,
  ): Promise<{ token: string; expiresAt: number }>;
  /** Ends every login, refresh and unlock from this Mac at the next request. */
  revokeDevice(idOrSerial: string, actor: string): Promise<ActionOutcome>;
  /**
   * Forgets the registration of a Mac that has left management: its keys, the active registrations on it, tokens and unlock
   * keys. It may register anew with a token. A revoked Mac stays revoked.
   */
  unregisterDevice(idOrSerial: string, actor: string): Promise<ActionOutcome>;
  /** Lets the Mac register again with new keys; also reinstates a revoked Mac. The old keys stay valid until then, unless revoked. */
  allowRepair(idOrSerial: string, actor: string): Promise<ActionOutcome>;
  listRegistrations(
    query: ListQuery & { readonly userId?: string; readonly deviceId?: string },
  ): Promise<Page<UserRegistrationRecord>>;
  /** A person's registration on a Mac. */
  registration(id: string): Promise<UserRegistrationRecord | undefined>;
  /** Ends one person's registration on one Mac, with its refresh tokens and unlock key. */
  revokeRegistration(id: string, actor: string): Promise<ActionOutcome>;
  /** Ends refresh tokens of a person, on every Mac: all, or those that a password began. Returns how many families ended. */
  revokeTokensOfUser(userId: string, actor: string, credential?: 'password'): Promise<number>;
  /** Sign-ins that go on by themselves: families of refresh tokens that count, of a person, on a Mac, or both. */
  countTokens(of: { readonly userId?: string; readonly deviceId?: string }): Promise<number>;
  /** Signing keys of the JWKS: what is published and what signs. */
  signingKeys(): Promise<readonly { keyId: string; state: 'next' | 'current' | 'previous'; createdAt: number }[]>;
  /** Publishes a new key now, to sign after the caches of Macs have seen it; keeps the old one published. */
  rotateSigningKey(actor: string): Promise<{ keyId: string; signsFrom: number }>;
}
