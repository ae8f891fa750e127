/** The linter: every rule of it over a policy. */
import type { PolicyFinding, SignInPolicy } from '#api/policy.ts';
import { circles } from './circles.ts';
import { ownCombinations } from './combinations.ts';
import { beforeRegistration, unreached } from './coverage.ts';
import { findingCodes } from './finding-codes.ts';
import type { LintFacts } from './lint-rule.ts';
import { directoryNames, ruleNames } from './names.ts';

const lintRules = [ruleNames, directoryNames, ownCombinations, unreached, beforeRegistration, circles];

/** What there is to say about a policy, errors first. */
export function lintPolicy(policy: SignInPolicy, facts: LintFacts): PolicyFinding[] {
  return lintRules
    .flatMap((rule) => rule(policy, facts))
    .map(({ code, rule, about }): PolicyFinding => {
      const { severity, message, wayOut } = findingCodes[code];
      return { code, severity, rule, about: about ?? null, message, wayOut };
    })
    .toSorted((left, right) => Number(right.severity === 'error') - Number(left.severity === 'error'));
}

/** Whether a policy may be saved. */
export function hasErrors(findings: readonly PolicyFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
