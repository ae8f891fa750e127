import type { Clock } from '#runtime/clock.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { GroupAdministration } from '#server/directory/directory-administration.ts';
import type { Database } from '#server/store/database.ts';
import type { DeviceFacts, FactorMethod } from './purpose.ts';

/** What the policy stands on. */
export interface PolicyPorts {
  /** Migrated. */
  readonly database: Database;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly people: Pick<Directory, 'findUser' | 'userById' | 'groupsOf'> & Pick<GroupAdministration, 'group'>;
  /** What is known of a Mac; of one that nobody knows, nothing is true. */
  readonly deviceFacts: (serialNumber: string) => Promise<DeviceFacts>;
  /** What a person has enrolled or was given, for questions of administrators. */
  readonly methodsOf: (userId: string) => Promise<readonly FactorMethod[]>;
  /** Whether certificates can be shown at all. */
  readonly takesCertificates: boolean;
}
