/** What rules of the linter get and give. */
import type { SignInPolicy } from '#api/policy.ts';
import type { Person } from '../people.ts';
import type { FindingCode } from './finding-codes.ts';

/** What the linter compares a policy with. */
export interface LintFacts {
  /** Users that rules name, by the folded name; those that are missing are unknown. */
  readonly users: ReadonlyMap<string, Person>;
  /** Groups that rules name and that are there, folded. */
  readonly groups: ReadonlySet<string>;
  readonly takesCertificates: boolean;
}

/** A code, the name of the rule that it is about, and what of the rule. */
export interface Found {
  readonly code: FindingCode;
  readonly rule: string;
  readonly about?: string;
}

/** A rule of the linter. */
export type LintRule = (policy: SignInPolicy, facts: LintFacts) => readonly Found[];
