import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import type { AttestationTrust } from './attestation-trust.ts';

/** What device identities need from outside. */
export interface DeviceIdentityPorts {
  /** Migrated. */
  readonly database: Database;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** URL that Macs reach the server by, without a trailing slash. */
  readonly publicUrl: string;
  /** Name of the organisation, in the names of certificates. */
  readonly organisation: string;
  readonly attestationRoots: AttestationTrust;
}
