/** What every factor works with, and how a person is named. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Directory, User } from '#server/directory/directory.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';

/** What the feature needs. */
export interface FactorPorts {
  /** Migrated. */
  readonly database: Database;
  readonly directory: Pick<Directory, 'findUser' | 'userById'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** Who asks for codes, as authenticators show it. */
  readonly organisation: string;
}

/** A person by id, or by one of the names. */
export async function personOf({ directory }: FactorPorts, idOrName: string): Promise<User | undefined> {
  return (await directory.userById(idOrName)) ?? (await directory.findUser(idOrName));
}
