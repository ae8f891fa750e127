/** What every rule of the feature works with, put together once in `feature.ts`. */
import type { EnrollmentChannel } from '#protocol/mdm/enrollment-ids.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type {
  BindOutcome,
  IdentityBinding,
  IdentityVerdict,
} from '#server/authority/device-identities/device-identities.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Writer } from '#server/store/database.ts';
import type { LastSeen } from './last-seen.ts';
import type { DeclarationProvider, ManagementObserver, RenewalProfiles, ServiceTokens } from './management.ts';
import type { PushSchedule } from './push/push-schedule.ts';
import type { SentMarks } from './sent-marks.ts';
import type { ManagementSettings } from './settings.ts';
import type { EnrollmentGate } from './stores/enrollments.ts';

/** Judges the certificates that messages are signed with. */
export interface IdentityJudge {
  verifyIdentity(certificateDer: Uint8Array): Promise<IdentityVerdict>;
  /** Binds an identity that was got by an exported enrollment profile to the Mac that first used it. */
  bindIdentity(writer: Writer, binding: IdentityBinding): Promise<BindOutcome>;
  /** Revokes what others have claimed of a Mac that has come with an identity of its own. */
  endClaims(writer: Writer, mac: { readonly enrollmentId: string; readonly serialNumber: string }): Promise<void>;
}

/** The feature's parts. */
export interface ManagementContext {
  readonly settings: ManagementSettings;
  readonly database: Database;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly identities: IdentityJudge;
  readonly observers: readonly ManagementObserver[];
  readonly declarations: DeclarationProvider;
  readonly serviceTokens: ServiceTokens;
  readonly lastSeen: LastSeen;
  readonly sentMarks: SentMarks;
  readonly push: PushSchedule;
  readonly renewalProfiles: RenewalProfiles;
}

/** Where a message came from. */
export interface Origin {
  readonly address: string;
}

/** A message whose sender is proven: signed by an identity of the Mac it names. */
export interface ProvenSender {
  readonly channel: EnrollmentChannel;
  /** SHA-256 of the identity's certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Serial number of the Mac, from the record of what was issued; empty while the identity is bound to no Mac. */
  readonly serialNumber: string;
  /** When the identity ends, in milliseconds since 1970. */
  readonly endsAt: number;
  /** Whether the means to the identity came to the Mac as a command. */
  readonly isRenewal: boolean;
  /** Whether the identity is still to be bound: then nothing but Authenticate is admitted. */
  readonly isUnbound: boolean;
  /** Whether the Mac enrolled with an exported profile: what it says of itself is unproven, and it may be no Mac. */
  readonly isByExportedProfile: boolean;
}

/** A proven sender whose identity is the pinned one, or its successor, of an enrollment that has not ended. */
export interface AdmittedSender extends ProvenSender {
  readonly gate: EnrollmentGate;
}

/** An answer to a Mac; no body means zero bytes. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: Uint8Array;
}

/** 200 with zero bytes. */
export const done: Answer = { status: 200 };
