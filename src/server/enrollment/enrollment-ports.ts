/** What enrollment needs from outside. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type {
  IdentitySubject,
  ManualChallengeWish,
  MintedChallenge,
} from '#server/authority/device-identities/device-identities.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { SignIns } from '#server/sign-in/feature.ts';
import type { Database, Writer } from '#server/store/database.ts';

/** What an installation decides. */
export interface EnrollmentSettings {
  /** URL that Macs reach the server by, without a trailing slash. */
  readonly publicUrl: string;
  readonly organisation: string;
  /** DER of the root of our own making that TLS leads to; undefined when the certificate is a public one. */
  readonly tlsRoot: Uint8Array | undefined;
  /** Bare property lists are taken in place of signed machine information. Only on loopback. */
  readonly insecureUnsignedMachineInfo: boolean;
}

/**
 * How Macs get their identity: all by SCEP; those with Apple silicon and macOS 14 by ACME with an attestation of their
 * hardware; or only those.
 */
export type DeviceIdentityWish = 'scep' | 'attested' | 'attested-only';

/** What the sign-in plan says of a Mac that asks to enroll. */
export interface EnrollmentPlans {
  /** Without a plan SCEP. */
  deviceIdentity(): Promise<DeviceIdentityWish>;
  enrollmentGate(mac: {
    readonly osVersion: string | undefined;
    readonly canRequestPlatformSso: boolean;
  }): Promise<
    | { readonly kind: 'update-first'; readonly version: string }
    | { readonly kind: 'sign-in-first' }
    | { readonly kind: 'enroll' }
  >;
  /** Whether people sign in on a page before their Mac is enrolled, whatever its macOS. */
  opensSignInPage(): Promise<boolean>;
  /** Signed; undefined while there is no plan. */
  preEnrollmentProfileFor(
    mac: { readonly serialNumber: string; readonly osVersion: string | undefined },
    companions?: readonly PlistDictionary[],
  ): Promise<Uint8Array | undefined>;
}

/** Gives Macs the means to get their identity. */
export interface IdentityMinting {
  mintChallenge(subject: IdentitySubject): Promise<string>;
  mintClientIdentifier(subject: IdentitySubject): Promise<string>;
  mintManualChallenge(wish: ManualChallengeWish, actor: string): Promise<MintedChallenge>;
}

/** Whose Macs are whose, as Apple last said. */
export interface MacOwnership {
  /** Apple once said that a Mac is ours, and then that it is not. */
  hasLeft(serialNumber: string): Promise<boolean>;
}

/** The app of the plan. */
export interface RequiredApplication {
  /** An address of the manifest of its package, good for an hour at least; undefined while there is no package. */
  manifestUrl(): Promise<string | undefined>;
  /** Payloads of the roots that the package's signature needs on the Mac. */
  rootPayloads(): Promise<readonly PlistDictionary[]>;
}

/** A sign-in during setup that Platform SSO shall take as the person's own. */
export interface SetupSignIn {
  /** The access token that the Mac got. */
  readonly token: string;
  readonly userId: string;
  /** The only Mac that it counts for. */
  readonly serialNumber: string;
  /** Whether Apple gave the address to this very Mac: only then may it replace keys that a Mac of this number had. */
  readonly isOwnAddress: boolean;
  readonly address: string;
}

/** Takes over sign-ins, inside the unit of writing. */
export interface SetupSignIns {
  acceptSetupSignIn(writer: Writer, signIn: SetupSignIn): Promise<void>;
}

/** Everything. */
export interface EnrollmentPorts {
  readonly settings: EnrollmentSettings;
  /** Migrated. */
  readonly database: Database;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly plans: EnrollmentPlans;
  readonly identities: IdentityMinting;
  readonly ownership: MacOwnership;
  readonly people: Pick<Directory, 'userById'>;
  readonly signIns: SignIns;
  readonly application: RequiredApplication;
  readonly setupSignIns: SetupSignIns;
  /** The push topic; undefined while there is no push certificate. */
  readonly pushTopic: () => Promise<string | undefined>;
  /** Authorities that issue device certificates: Apple's, or a simulated one. Asked again, since the latter may move. */
  readonly deviceAuthorities: () => Promise<readonly Certificate[]>;
  readonly signProfile: (profile: Uint8Array) => Uint8Array;
}
