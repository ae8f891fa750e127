/** What a Mac remembers of passkeys: for each account the switch in Settings, and the credentials. */

/** One account's. */
export interface PasskeyProviderState {
  /** "Use passwords and passkeys from": the organisation's application is switched on. */
  enabled: boolean;
  passkeys: PasskeyState[];
}

/** A resident credential (W3C WebAuthn, "client-side discoverable public key credential source"). */
export interface PasskeyState {
  /** Base64url. */
  readonly credentialId: string;
  readonly rpId: string;
  readonly rpName: string;
  /** `user.id`, base64url. */
  readonly userHandle: string;
  readonly userName: string;
  readonly displayName: string;
  /** Handle of its key in the Secure Enclave. A credential whose key is gone is of no use, and is not offered. */
  readonly key: string;
  readonly created: number;
  /** The counter that the last signature carried. */
  signCount: number;
}
