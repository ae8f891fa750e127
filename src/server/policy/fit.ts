/** Whether a rule fits a sign-in, and if not, why not. */
import type { PolicyRule } from '#api/policy.ts';
import { foldName } from '#server/directory/names.ts';
import type { DeviceFacts, Purpose } from './purpose.ts';

/** A sign-in as rules look at it. */
export interface Subject {
  /** Everything that a rule may name the person by, folded: id, principal name, account name. */
  readonly names: ReadonlySet<string>;
  /** Names of groups, folded. */
  readonly groups: ReadonlySet<string>;
  readonly purpose: Purpose;
  readonly device: DeviceFacts;
}

/** Why a rule does not fit. */
export type Misfit = 'purpose' | 'who' | 'except' | 'device';

const deviceWords = ['registered', 'managed', 'attested'] as const;

/** The first reason for which a rule does not fit; undefined when it does. */
export function misfitOf(rule: PolicyRule, subject: Subject): Misfit | undefined {
  if (rule.purposes !== 'any' && !rule.purposes.includes(subject.purpose)) return 'purpose';
  const who = whoMisfit(rule.who, subject);
  if (who !== undefined) return who;
  const isOther = deviceWords.some(
    (word) => rule.device[word] !== undefined && rule.device[word] !== subject.device[word],
  );
  return isOther ? 'device' : undefined;
}

function whoMisfit(who: PolicyRule['who'], subject: Subject): 'who' | 'except' | undefined {
  if (who === 'everyone') return undefined;
  const isNamed = who.users !== undefined || who.groups !== undefined;
  if (isNamed && !isAmong(who, subject)) return 'who';
  return who.except && isAmong(who.except, subject) ? 'except' : undefined;
}

function isAmong(
  {
    users = [],
    groups = [],
  }: { readonly users?: readonly string[] | undefined; readonly groups?: readonly string[] | undefined },
  subject: Subject,
): boolean {
  return (
    users.some((user) => subject.names.has(foldName(user))) ||
    groups.some((group) => subject.groups.has(foldName(group)))
  );
}
