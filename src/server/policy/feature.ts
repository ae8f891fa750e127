/**
 * The sign-in policy: which factors are asked of whom, and for what. The feature owns the rules and the decision. It does
 * not own factors, nor what macOS itself asks: for the methods of Platform SSO that need no browser the sign-in plan
 * speaks; where a sign-in of login or unlock opens a page, this policy says what the page asks.
 */
import type { PolicyRule } from '#api/policy.ts';
import { type Decision, decide } from './decision.ts';
import { folded } from './fit.ts';
import { type DeviceFacts, type FactorMethod, type Purpose, unknownDevice } from './purpose.ts';

/** A sign-in to decide about. */
export interface PolicyQuestion {
  readonly userId: string;
  /** Names of the groups that the person is in. */
  readonly groups: readonly string[];
  readonly purpose: Purpose;
  /** Absent: the sign-in comes from no Mac that we know. */
  readonly device?: DeviceFacts | undefined;
  /** What the person can show: enrolled, given, or shown already. */
  readonly has: readonly FactorMethod[];
}

/** The feature at work. */
export interface Policy {
  /** What is asked. Every combination is made of what the person has. */
  decide(question: PolicyQuestion): Promise<Decision>;
}

/** Puts the feature together. */
export function createPolicy(rules: readonly PolicyRule[] = []): Policy {
  return {
    decide: ({ userId, groups, purpose, device = unknownDevice, has }) => {
      const subject = {
        names: new Set([folded(userId)]),
        groups: new Set(groups.map((group) => folded(group))),
        purpose,
        device,
      };
      return Promise.resolve(decide(rules, subject, new Set(has)));
    },
  };
}

export type { Decision, NextStep } from './decision.ts';
