/** What the console's server side stands on. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Brand } from '#server/pages/page.ts';
import type { SignIns } from '#server/sign-in/feature.ts';
import type { Database } from '#server/store/database.ts';

/** What the feature needs. */
export interface ConsolePorts {
  /** Where our pages are: scheme, host and port. */
  readonly origin: string;
  /** As people know it. */
  readonly organisation: string;
  /** Migrated. */
  readonly database: Database;
  readonly people: Pick<Directory, 'userById'>;
  readonly signIns: Pick<SignIns, 'show' | 'submit'>;
  /** The organisation's look. */
  readonly brand?: () => Promise<Brand | undefined>;
  /** What needs an administrator now, in any form that differs when it does. */
  readonly alerts: () => Promise<unknown>;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}
