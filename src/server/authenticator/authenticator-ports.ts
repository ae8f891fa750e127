import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { OneTimeCodes } from '#server/factors/feature.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import type { PushSender } from './push/push-sender.ts';

/** What the feature needs. */
export interface AuthenticatorPorts {
  /** Address of the server, without a trailing slash. */
  readonly issuer: string;
  readonly organisation: string;
  /** Migrated. */
  readonly database: Database;
  readonly directory: Pick<Directory, 'findUser' | 'userById'>;
  readonly oneTimeCodes: Pick<OneTimeCodes, 'isEnrolled' | 'addOneTimeCodes' | 'removeOneTimeCodes'>;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly pushes: PushSender;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told of what went wrong behind the back of a request, for the log. */
  readonly onFault: (error: unknown) => void;
}
