/** The linter: every rule over a plan. */
import type { PlanFinding, SignInPlan } from '#api/sign-in-plan.ts';
import { accountRules } from './account-rules.ts';
import { type FindingMeaning, findingCodes } from './finding-codes.ts';
import { methodRules } from './method-rules.ts';
import { payloadRules } from './payload-rules.ts';
import { policyRules } from './policy-rules.ts';
import type { LintFacts } from './rule.ts';
import { setupRules } from './setup-rules.ts';

const rules = [...payloadRules, ...methodRules, ...accountRules, ...policyRules, ...setupRules];
const gravity = { error: 0, warning: 1, note: 2 } as const;

/** What there is to say about a plan, errors first. */
export function lintPlan(plan: SignInPlan, facts: LintFacts): PlanFinding[] {
  const found = rules.flatMap((rule) => rule(plan, facts));
  return found
    .map(([code, member]): PlanFinding => {
      const { severity, message, microsoft }: FindingMeaning = findingCodes[code];
      return { code, severity, member, message, ...(microsoft === undefined ? {} : { microsoft }) };
    })
    .toSorted((left, right) => gravity[left.severity] - gravity[right.severity]);
}

/** Whether a plan may be saved. */
export function hasErrors(findings: readonly PlanFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
