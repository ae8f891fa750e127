import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { BudgetOutcome } from '#server/http/budget.ts';
import type { Database } from '#server/store/database.ts';

/** What the hosting of packages needs. */
export interface ApplicationPorts {
  /** Migrated. */
  readonly database: Database;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Where Macs reach this server, without a trailing slash. */
  readonly publicUrl: string;
  /** Whether the demonstration's package may be made: only where server and Macs are on one laptop. */
  readonly isLaboratory: boolean;
  /** The largest package, in bytes. */
  readonly largestPackage: number;
  /** For requests of one address that were refused. */
  readonly budget: { take(key: string): BudgetOutcome };
}
