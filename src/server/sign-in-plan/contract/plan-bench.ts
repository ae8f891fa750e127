/** The feature over a store, with a fleet that tests make up. */
import { systemRandom } from '#runtime/random.ts';
import { type Audit, createAudit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import type { MacFacts } from '../change-guard.ts';
import { createSignInPlans, type SignInPlans } from '../feature.ts';
import type { OtherPayload } from '../lint/rule.ts';

/** The bench. Arrays are there to be written to. */
export interface PlanBench {
  readonly plans: SignInPlans;
  readonly audit: Audit;
  readonly macs: MacFacts[];
  readonly otherPayloads: OtherPayload[];
  /** Serial numbers that tokens were made for. */
  readonly tokens: string[];
  /** One entry for each time that a saving was told. */
  readonly saved: true[];
}

/** Noon of 1 November 2026, milliseconds since 1970. */
export const noon = Date.UTC(2026, 10, 1, 12);

/** Opens a bench. A "signed" profile is the profile with an exclamation mark. */
export function planBench(database: Database): PlanBench {
  const clock = { now: () => noon };
  const audit = createAudit({
    database,
    clock,
    pause: async () => {},
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const macs: MacFacts[] = [];
  const otherPayloads: OtherPayload[] = [];
  const tokens: string[] = [];
  const saved: true[] = [];
  const plans = createSignInPlans({
    database,
    audit,
    clock,
    random: systemRandom,
    fleet: { macs: async () => macs },
    installation: {
      issuer: 'https://id.example.org',
      applications: ['TEAM123456.org.example.companion', 'TEAM123456.org.example.companion.ssoextension'],
      passwordRules: { minimumLength: 12 },
    },
    otherPayloads: async () => otherPayloads,
    saved: () => void saved.push(true),
    registrationToken: async (serialNumber) => `token-${tokens.push(serialNumber)}`,
    signProfile: (profile) => Uint8Array.from([...profile, 33]),
  });
  return { plans, audit, macs, otherPayloads, tokens, saved };
}
