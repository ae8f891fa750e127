/**
 * What `mdmclient` remembers of one enrollment: where the server is, by which identity it knows this Mac, and how far the
 * enrollment has come. Source: Apple, payload `com.apple.mdm` and "Check-in".
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { Sealed } from '../secure-enclave/sealed.ts';

/** The enrollment. */
export interface ManagementState {
  /** `PayloadIdentifier` of the enrollment profile: replacing it renews, removing it ends the enrollment. */
  readonly profileIdentifier: string;
  readonly settings: MdmSettings;
  readonly identity: ManagedIdentity;
  /** By Automated Device Enrollment, so the profile cannot be removed by the person where the organisation said so. */
  readonly automated: boolean;
  /** `is_mdm_removable` was false. */
  readonly removalDisallowed: boolean;
  /** The Mac may do nothing for the organisation before its first TokenUpdate. */
  enrolled: boolean;
  /** True from the first TokenUpdate in Setup Assistant to `DeviceConfigured`. */
  awaitingConfiguration: boolean;
  readonly device: PushRegistration;
  /** User channels by short name. */
  readonly users: Record<string, UserChannel>;
  /** Reports that the server has not taken yet; they are sent again first. */
  unsent: UnsentReport[];
  /** Packages that were accepted and are still to be downloaded. */
  pendingPackages: PendingPackage[];
  bootstrapToken: { readonly sealed: Sealed; readonly escrowed: boolean } | undefined;
  /** What declarative management has brought, once it was switched on. */
  declarations: DeclarationState | undefined;
}

/** The payload `com.apple.mdm`, as far as this Mac acts on it. */
export interface MdmSettings {
  readonly topic: string;
  readonly serverUrl: string;
  readonly checkInUrl: string;
  readonly signMessage: boolean;
  readonly accessRights: number;
  readonly serverCapabilities: readonly string[];
  readonly checkOutWhenRemoved: boolean;
}

/** The identity certificate and its key: sealed (by SCEP), or one that never leaves the Secure Enclave (by ACME). */
export interface ManagedIdentity {
  /** DER, base64. */
  readonly certificate: string;
  readonly key:
    | { readonly kind: 'sealed'; readonly pkcs8: Sealed }
    | { readonly kind: 'enclave'; readonly handle: string };
}

/** What push notifications are addressed by. */
export interface PushRegistration {
  /** 32 bytes, base64. */
  readonly token: string;
  readonly magic: string;
}

/** The user channel of one managed user. */
export interface UserChannel extends PushRegistration {
  /** `GeneratedUID` of the account. */
  readonly userId: string;
}

/** A report on its way. Plist XML. */
export interface UnsentReport {
  readonly channel: string | undefined;
  readonly commandUuid: string;
  readonly body: string;
}

/** A package on its way: its manifest, or where that is (https). */
export interface PendingPackage {
  readonly source: string | JsonObject;
  readonly managed: boolean;
  readonly removedOnUnenroll: boolean;
}

/** The set of declarations that this Mac holds. */
export interface DeclarationState {
  token: string;
  /** By identifier: kind, server token, the declaration itself. */
  readonly items: Record<string, { readonly kind: string; readonly serverToken: string; readonly content: JsonObject }>;
}
