import type { Clock } from '#runtime/clock.ts';
import type { Applications } from '#server/applications/feature.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Management } from '#server/mdm/management.ts';
import type { SetupFeature } from '#server/setup/feature.ts';
import type { SignInPlans } from '#server/sign-in-plan/feature.ts';
import type { DocumentAnswer, TlsAnswer } from './findings.ts';

/** Asks hosts. It goes nowhere but where it is told, follows nothing, and gives up in seconds. */
export interface HostProber {
  /** What an address answers; never throws. */
  document(url: string): Promise<DocumentAnswer>;
  /** Which certificates stand there; never throws. `host` may have a port. */
  chain(host: string): Promise<TlsAnswer>;
}

/** What the doctor reads. It writes one event a question, and nothing else. */
export interface DoctorPorts {
  /** Without a trailing slash. */
  readonly issuer: string;
  /** What the association file of this server names. */
  readonly applications: readonly string[];
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'list' | 'record'>;
  readonly setup: Pick<SetupFeature, 'mac'>;
  readonly management: Pick<Management, 'commands'>;
  readonly directory: Pick<Directory, 'userById'>;
  readonly plans: Pick<SignInPlans, 'current' | 'lint'>;
  readonly packages: Pick<Applications, 'packageFor'>;
  readonly prober: HostProber;
}
