import type { Certificate } from '#protocol/x509/certificate.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Management } from '#server/mdm/management.ts';
import type { Database } from '#server/store/database.ts';

/** What the feature needs. */
export interface DeviceAttestationPorts {
  /** Migrated. */
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly management: Pick<Management, 'enqueue' | 'enrollmentBySerialNumber'>;
  /** The roots that may vouch for hardware, by who they are. */
  readonly roots: { readonly apple: readonly Certificate[]; readonly simulated: readonly Certificate[] };
}
