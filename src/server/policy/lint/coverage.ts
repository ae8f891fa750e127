/** Rules that fit nothing, as far as that can be seen without knowing who is in which group. */
import { foldName } from '#server/directory/names.ts';
import { type PolicyRule, purposes } from '#api/policy.ts';
import type { DeviceFacts, Purpose } from '../purpose.ts';
import type { Found, LintRule } from './lint-rule.ts';

const truths = [false, true] as const;

/** Every state that a Mac may be in. */
export const deviceStates: readonly DeviceFacts[] = truths.flatMap((registered) =>
  truths.flatMap((managed) => truths.map((attested) => ({ registered, managed, attested }))),
);

/** Rules that no sign-in reaches. */
export const unreached: LintRule = ({ rules }) =>
  rules.flatMap((rule, index): Found[] => {
    if (isForNobody(rule)) return [{ code: 'rule_for_nobody', rule: rule.name }];
    const before = rules.slice(0, index).filter((earlier) => coversPeople(earlier.who, rule.who));
    const isReached = purposesOf(rule).some((purpose) =>
      statesOf(rule).some((state) => !before.some((earlier) => isAbout(earlier, purpose, state))),
    );
    return isReached ? [] : [{ code: 'rule_never_fits', rule: rule.name }];
  });

const comingIn: readonly Purpose[] = ['mac-registration', 'setup-assistant'];

/** Rules for Macs that come in, which ask that they be in already. */
export const beforeRegistration: LintRule = ({ rules }) =>
  rules.flatMap(({ name, purposes: named, device }): Found[] => {
    if (named === 'any' || device.registered !== true) return [];
    return comingIn
      .filter((purpose) => named.includes(purpose))
      .map((about) => ({ code: 'device_condition_before_registration', rule: name, about }));
  });

function purposesOf({ purposes: named }: PolicyRule): readonly Purpose[] {
  return named === 'any' ? purposes : named;
}

function statesOf(rule: PolicyRule): readonly DeviceFacts[] {
  return deviceStates.filter((state) => fitsState(rule, state));
}

function isAbout(rule: PolicyRule, purpose: Purpose, state: DeviceFacts): boolean {
  return purposesOf(rule).includes(purpose) && fitsState(rule, state);
}

function fitsState({ device }: PolicyRule, state: DeviceFacts): boolean {
  return (['registered', 'managed', 'attested'] as const).every(
    (word) => device[word] === undefined || device[word] === state[word],
  );
}

interface People {
  /** Undefined: everyone. */
  readonly named: ReadonlySet<string> | undefined;
  readonly except: ReadonlySet<string>;
}

function peopleOf(who: PolicyRule['who']): People {
  if (who === 'everyone') return { named: undefined, except: new Set() };
  const isNamed = who.users !== undefined || who.groups !== undefined;
  return { named: isNamed ? keysOf(who) : undefined, except: keysOf(who.except ?? {}) };
}

function keysOf({
  users = [],
  groups = [],
}: {
  readonly users?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
}): ReadonlySet<string> {
  return new Set([
    ...users.map((name) => `user ${foldName(name)}`),
    ...groups.map((name) => `group ${foldName(name)}`),
  ]);
}

/** Whether everybody that one rule is for is among those of another, as far as names tell. */
function coversPeople(outer: PolicyRule['who'], inner: PolicyRule['who']): boolean {
  const [all, some] = [peopleOf(outer), peopleOf(inner)];
  const hasAll = all.named === undefined || (some.named !== undefined && isWithin(some.named, all.named));
  return hasAll && isWithin(all.except, some.except);
}

function isForNobody({ who }: PolicyRule): boolean {
  const { named, except } = peopleOf(who);
  return named !== undefined && isWithin(named, except);
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((one) => all.has(one));
}
