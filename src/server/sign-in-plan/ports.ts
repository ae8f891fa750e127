import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import type { MacFacts } from './change-guard.ts';
import type { LintFacts, OtherPayload } from './lint/rule.ts';

/** What the feature needs. */
export interface SignInPlanPorts {
  /** Migrated. */
  readonly database: Database;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly random: Random;
  /** The Macs that an edit may matter to. */
  readonly fleet: { macs(): Promise<readonly MacFacts[]> };
  /** What the linter compares with. */
  readonly installation: Pick<LintFacts, 'issuer' | 'applications' | 'passwordRules'>;
  /** Payloads for single sign-on that Macs have from elsewhere, as far as they are known. */
  readonly otherPayloads: () => Promise<readonly OtherPayload[]>;
  /** A token with which the Mac of a serial number may register. */
  readonly registrationToken: (serialNumber: string) => Promise<string>;
  /** Called after each saving. */
  readonly saved?: () => void;
  /** Signs a profile, so that macOS shows who it is from. */
  readonly signProfile: (profile: Uint8Array) => Uint8Array;
}
