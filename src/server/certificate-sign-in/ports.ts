import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { CardAdministration } from '#server/directory/smart-cards/card-administration.ts';
import type { Budget } from '#server/http/budget.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';

/** What the feature needs. */
export interface CertificateSignInPorts {
  /** Migrated. */
  readonly database: Database;
  readonly people: Pick<Directory, 'userOfCertificate'> & Pick<CardAdministration, 'listCardBindings'>;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** Certificates shown from one network address. */
  readonly budget: Pick<Budget, 'take'>;
}
