/** The decision: the first rule that fits, and what it asks of somebody who has some methods. */
import type { PolicyRule } from '#api/policy.ts';
import { misfitOf, type Subject } from './fit.ts';
import type { FactorMethod } from './purpose.ts';
import { type Combination, combinationsOf, within } from './requirement.ts';

/** Decides where no other rule does: a second factor from whoever has one, else the password. */
export const builtInRule: PolicyRule = {
  name: 'built-in',
  who: 'everyone',
  purposes: 'any',
  device: {},
  require: 'multi-factor-where-enrolled',
  bootstrap: 'temporary-pass',
};

/**
 * What somebody does who is refused for want of a factor. `enrol`: their own page lets them in and they add one there.
 * `temporary-pass`: an administrator gives them one. `administrator`: nothing that they can do themselves.
 */
export type NextStep = 'enrol' | 'temporary-pass' | 'administrator';

/** What is asked. */
export type Decision =
  | {
      readonly kind: 'combinations';
      /** Any one complete set suffices; in the order of preference. */
      readonly combinations: readonly Combination[];
      readonly rule: string;
      readonly why: string;
      /** Seconds. An earlier sign-in counts when it is no older; undefined: however old. */
      readonly freshness: number | undefined;
      /** Whether the person has nothing that the rule takes, so that a temporary pass stands in until they do. */
      readonly isBootstrap: boolean;
      /** Methods that the rule would take too, which the person does not have. */
      readonly couldEnrol: readonly FactorMethod[];
    }
  | {
      readonly kind: 'refused';
      readonly rule: string;
      readonly why: string;
      readonly code: 'policy_refuses' | 'policy_factor_missing';
      readonly couldEnrol: readonly FactorMethod[];
      readonly next: NextStep;
    };

/** What people add on their own page; the others come from administrators or from a Mac. */
export const enrolledByOneself: readonly FactorMethod[] = ['passkey', 'number', 'code', 'recovery-code'];

/** The rule that decides. */
export function decidingRule(rules: readonly PolicyRule[], subject: Subject): PolicyRule {
  return rules.find((rule) => misfitOf(rule, subject) === undefined) ?? builtInRule;
}

/** What is asked of somebody. */
export function decide(rules: readonly PolicyRule[], subject: Subject, has: ReadonlySet<FactorMethod>): Decision {
  const rule = decidingRule(rules, subject);
  const { name, freshness } = rule;
  if (rule.require === 'refuse') {
    const why = `The rule “${name}” refuses this sign-in.`;
    return { kind: 'refused', rule: name, why, code: 'policy_refuses', couldEnrol: [], next: 'administrator' };
  }
  const sets = combinationsOf(rule.require, has);
  const couldEnrol = enrollable(sets, has);
  const own = within(sets, has);
  const isBootstrap = own.length === 0;
  const offered = isBootstrap && canBootstrap(rule, has) ? passAlone : own;
  if (offered.length > 0) {
    const why = isBootstrap
      ? `The rule “${name}” takes nothing that the person has, so a temporary pass stands in.`
      : `The rule “${name}” asks for ${wordsFor(rule.require)}.`;
    return { kind: 'combinations', combinations: offered, rule: name, why, freshness, isBootstrap, couldEnrol };
  }
  return {
    kind: 'refused',
    rule: name,
    why: `The rule “${name}” asks for ${wordsFor(rule.require)}, and the person has nothing of that.`,
    code: 'policy_factor_missing',
    couldEnrol,
    next: nextStep(rules, rule, subject, { has, couldEnrol }),
  };
}

const passAlone: readonly Combination[] = [['temporary-pass']];

function canBootstrap(rule: PolicyRule, has: ReadonlySet<FactorMethod>): boolean {
  return rule.bootstrap === 'temporary-pass' && has.has('temporary-pass');
}

/** What would complete a set, apart from what somebody has and from a pass, which nobody enrols. */
function enrollable(sets: readonly Combination[], has: ReadonlySet<FactorMethod>): readonly FactorMethod[] {
  return [...new Set(sets.flat())].filter((method) => !has.has(method) && method !== 'temporary-pass');
}

function nextStep(
  rules: readonly PolicyRule[],
  rule: PolicyRule,
  subject: Subject,
  { has, couldEnrol }: { readonly has: ReadonlySet<FactorMethod>; readonly couldEnrol: readonly FactorMethod[] },
): NextStep {
  const ownPage = decidingRule(rules, { ...subject, purpose: 'account' });
  const letsIn = within(combinationsOf(ownPage.require, has), has).length > 0;
  const wouldHave = new Set([...has, ...enrolledByOneself]);
  const wouldDo = couldEnrol.length > 0 && within(combinationsOf(rule.require, wouldHave), wouldHave).length > 0;
  if (subject.purpose !== 'account' && letsIn && wouldDo) return 'enrol';
  const takesPass = combinationsOf(rule.require, has).some((set) => set.length === 1 && set[0] === 'temporary-pass');
  return takesPass || rule.bootstrap === 'temporary-pass' ? 'temporary-pass' : 'administrator';
}

/** A requirement in words. */
export function wordsFor(require: PolicyRule['require']): string {
  if (typeof require !== 'string') return `one of ${require.map((set) => set.join(' with ')).join(', ')}`;
  return levelWords[require];
}

const levelWords: Readonly<Record<Extract<PolicyRule['require'], string>, string>> = {
  password: 'the password or better',
  'multi-factor-where-enrolled': 'a second factor where the person has one, else the password',
  'multi-factor': 'two factors',
  'phishing-resistant': 'a factor that cannot be phished',
  refuse: 'nothing, since it refuses',
};
