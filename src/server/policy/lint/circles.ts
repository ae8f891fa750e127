/**
 * Circles: what can be had only by somebody who has it already. For everybody that rules tell apart it is worked out what
 * they can come by, beginning with what an administrator can give (a password, codes, a pass, a certificate) on a Mac that
 * nobody knows; then whether they can bring a Mac in and reach their own page.
 */
import { foldName } from '#server/directory/names.ts';
import type { PolicyRule } from '#api/policy.ts';
import { decide, decidingRule, enrolledByOneself } from '../decision.ts';
import type { Subject } from '../fit.ts';
import type { Person } from '../people.ts';
import { type FactorMethod, type Purpose, unknownDevice } from '../purpose.ts';
import { combinationsOf } from '../requirement.ts';
import { deviceStates } from './coverage.ts';
import type { Found, LintFacts, LintRule } from './lint-rule.ts';
import { namedIn } from './names.ts';

/** What must be possible on a Mac that is neither registered nor managed. */
const comingIn: readonly Purpose[] = ['mac-registration', 'setup-assistant', 'account-creation'];

/** People who come to a stop that nobody meant, each rule once. */
export const circles: LintRule = ({ rules }, facts) => {
  const people = peopleToldApart(rules, facts);
  const found = people.flatMap((person) => {
    const reach = reachOf(rules, person, facts);
    return [
      ...comingIn.flatMap((purpose) => stopOf(rules, person, { purpose, reach, facts })),
      ...(opensOwnPage(rules, person, reach) ? [] : stopAtOwnPage(rules, person, facts)),
    ];
  });
  const closed = closings(rules, people);
  const key = ({ code, rule, about = '' }: Found) => `${code} ${rule} ${about}`;
  return [...new Map([...found, ...closed].map((one) => [key(one), one])).values()];
};

/** Somebody whom no rule names, a member of each group alone, and each user as they are. */
function peopleToldApart(rules: readonly PolicyRule[], { users }: LintFacts): readonly Person[] {
  const nobody: Person = { names: new Set(), groups: new Set() };
  const named = rules.map((rule) => namedIn(rule));
  const groups = new Set(named.flatMap((one) => one.groups.map((group) => foldName(group))));
  const names = new Set(named.flatMap((one) => one.users.map((user) => foldName(user))));
  return [
    nobody,
    ...[...groups].map((group) => ({ names: new Set<string>(), groups: new Set([group]) })),
    ...[...names].flatMap((name) => users.get(name) ?? []),
  ];
}

interface Reach {
  readonly methods: ReadonlySet<FactorMethod>;
  readonly isRegistered: boolean;
}

function reachOf(rules: readonly PolicyRule[], person: Person, { takesCertificates }: LintFacts): Reach {
  const methods = new Set<FactorMethod>(['password', 'temporary-pass', 'code']);
  if (takesCertificates) methods.add('certificate');
  let reach: Reach = { methods, isRegistered: false };
  for (let size = 0; size !== methods.size; ) {
    size = methods.size;
    if (opensOwnPage(rules, person, reach)) for (const method of enrolledByOneself) methods.add(method);
    if (passes(rules, { ...person, purpose: 'mac-registration', device: unknownDevice }, methods)) {
      methods.add('mac');
      reach = { methods, isRegistered: true };
    }
  }
  return reach;
}

function passes(rules: readonly PolicyRule[], subject: Subject, methods: ReadonlySet<FactorMethod>): boolean {
  return decide(rules, subject, methods).kind === 'combinations';
}

// A Mac comes under management without a sign-in too, so those states are open to everybody.
function opensOwnPage(rules: readonly PolicyRule[], person: Person, { methods, isRegistered }: Reach): boolean {
  return deviceStates
    .filter(({ registered }) => isRegistered || !registered)
    .some((device) => passes(rules, { ...person, purpose: 'account', device }, methods));
}

function stopOf(
  rules: readonly PolicyRule[],
  person: Person,
  { purpose, reach, facts }: { readonly purpose: Purpose; readonly reach: Reach; readonly facts: LintFacts },
): readonly Found[] {
  const subject: Subject = { ...person, purpose, device: unknownDevice };
  if (passes(rules, subject, reach.methods)) return [];
  const rule = decidingRule(rules, subject);
  if (rule.require !== 'refuse') return [{ code: circleOf(rule, facts), rule: rule.name, about: purpose }];
  // A refusal is meant, unless Macs that are in already would not be refused.
  const letsOthersIn = deviceStates.some((device) => decidingRule(rules, { ...subject, device }).require !== 'refuse');
  return letsOthersIn ? [{ code: 'registration_needs_registered_mac', rule: rule.name, about: purpose }] : [];
}

function stopAtOwnPage(rules: readonly PolicyRule[], person: Person, facts: LintFacts): readonly Found[] {
  const rule = decidingRule(rules, { ...person, purpose: 'account', device: unknownDevice });
  return rule.require === 'refuse' ? [] : [{ code: circleOf(rule, facts), rule: rule.name, about: 'account' }];
}

function circleOf({ require }: PolicyRule, { takesCertificates }: LintFacts): Found['code'] {
  const sets = combinationsOf(require, new Set());
  if (!takesCertificates && sets.every((set) => set.includes('certificate'))) return 'rule_cannot_be_met';
  return sets.every((set) => set.includes('mac')) ? 'registration_behind_itself' : 'enrolment_behind_itself';
}

function closings(rules: readonly PolicyRule[], people: readonly Person[]): readonly Found[] {
  const deciding = (purpose: Purpose) =>
    people.flatMap((person) => deviceStates.map((device) => decidingRule(rules, { ...person, purpose, device })));
  const isClosed = (purpose: Purpose) => deciding(purpose).every(({ require }) => require === 'refuse');
  const last = (purpose: Purpose) => deciding(purpose)[0]?.name ?? '';
  return [
    ...(isClosed('account') ? [{ code: 'account_closed', rule: last('account') } as const] : []),
    ...(isClosed('mac-registration') ? [{ code: 'nobody_may_register', rule: last('mac-registration') } as const] : []),
  ];
}
