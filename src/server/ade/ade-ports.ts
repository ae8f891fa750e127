/** What Automated Device Enrollment needs from outside. */
import type { EnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import type { Clock } from '#runtime/clock.ts';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';

/** Where device services are, and how to talk to them. */
export interface DeviceServicesEndpoint {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly fetch: HttpsFetch;
}

/** What an enrollment profile says apart from where the Mac goes. */
export type EnrollmentProfileSettings = Omit<EnrollmentProfile, 'url' | 'configuration_web_url' | 'devices'>;

/**
 * What Macs are to be told by Apple. Both answers must be the same as long as nothing has changed: a new content is a new
 * profile at Apple, and an assignment anew.
 */
export interface EnrollmentPlan {
  /** Where this device posts its machine information to. */
  enrollmentUrlFor(serialNumber: string): Promise<string>;
  /** The page that it opens instead; undefined: it posts. */
  webUrlFor(serialNumber: string): Promise<string | undefined>;
  /** Undefined while there is nothing to be told: then devices are listed and left alone. */
  profileSettings(): Promise<EnrollmentProfileSettings | undefined>;
}

/** Everything. */
export interface AdePorts {
  readonly database: Database;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** Asked again for every run, since simulated Apple may have moved. */
  readonly endpoint: () => Promise<DeviceServicesEndpoint>;
  readonly plan: EnrollmentPlan;
  /** Whether Apple is a simulated one; not, unless given. */
  readonly isSimulated?: boolean;
}
