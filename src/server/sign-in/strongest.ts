/**
 * What confirms a person before they change how they sign in: the strongest that they have, so that whoever has guessed or
 * seen the weakest adds nothing of their own. What stands in for a lost factor counts as well.
 */
import type { FactorMethod } from '#server/policy/purpose.ts';

type Combination = readonly FactorMethod[];

/** From the weakest to the strongest; the policy's own requirement is never undercut. */
const levels: readonly (readonly Combination[])[] = [
  [['password']],
  [
    ['password', 'number'],
    ['password', 'code'],
  ],
  [['mac'], ['passkey'], ['certificate']],
];

const standIns: readonly Combination[] = [['temporary-pass'], ['password', 'recovery-code']];

/** Those combinations of what somebody has that are the strongest, each together with what the policy asks for. */
export function strongestOf(asked: readonly Combination[], has: readonly FactorMethod[]): readonly Combination[] {
  const within = (sets: readonly Combination[]) => sets.filter((set) => set.every((method) => has.includes(method)));
  const strongest = levels.map(within).findLast((sets) => sets.length > 0) ?? [];
  const joined = [...strongest, ...within(standIns)].flatMap((set) => asked.map((other) => union(set, other)));
  return joined.filter((set, at) => !joined.some((other, place) => isBetter(other, set, place < at)));
}

function union(one: Combination, other: Combination): Combination {
  return [...new Set([...one, ...other])];
}

/** Whether one set asks for less of the same, or for the same earlier in the list. */
function isBetter(one: Combination, other: Combination, isEarlier: boolean): boolean {
  const isPart = one.every((method) => other.includes(method));
  return isPart && (one.length < other.length || isEarlier);
}
