/**
 * A plan under edit: an object whose members are named by paths such as `policies.login`. It may be unfinished, so that
 * nothing is known of its values before the schema has looked.
 */
import { type PlanKey, planKeys, valueAt } from '#api/plan-words/plan-words.ts';

/** A plan that may be unfinished. */
export type PlanObject = Readonly<Record<string, unknown>>;

/** Whether something could be one. */
export function isPlanObject(value: unknown): value is PlanObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** With another value at a place; undefined takes the member out. */
export function withMember(plan: PlanObject, member: string, value: unknown): PlanObject {
  const [name = '', ...rest] = member.split('.');
  if (rest.length > 0) {
    const inner = plan[name];
    return { ...plan, [name]: withMember(isPlanObject(inner) ? inner : {}, rest.join('.'), value) };
  }
  if (value !== undefined) return { ...plan, [name]: value };
  const { [name]: _, ...others } = plan;
  return others;
}

/** Whether two values say the same. Members in another order do; items in another order do not. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  if (!isPlanObject(left) || !isPlanObject(right)) return false;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => isSame(left[name], right[name]));
}

/** Parts hold keys of their own, and are there or not as a whole. */
const parts = planKeys.filter(({ kind }) => kind === 'part');

/** The part that a key is in. */
export function partOf({ member }: PlanKey): PlanKey | undefined {
  return parts.find((part) => part.member !== member && member.startsWith(`${part.member}.`));
}

/** Keys by which plans are compared and merged: a part counts as one. */
export const wholeKeys: readonly PlanKey[] = planKeys.filter((key) => partOf(key) === undefined);

/** The keys that differ. */
export function changedKeys(before: PlanObject | undefined, after: PlanObject): readonly PlanKey[] {
  return wholeKeys.filter(({ member }) => !isSame(valueAt(before ?? {}, member), valueAt(after, member)));
}

/** A key that both have changed, each otherwise. */
export interface Conflict {
  readonly key: PlanKey;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

/** Two edits of one plan. */
export interface Merging {
  /** Theirs with everything of mine that they did not touch. Where both did, theirs stands until somebody chooses. */
  readonly merged: PlanObject;
  readonly conflicts: readonly Conflict[];
  /** What they changed and I did not. */
  readonly theirs: readonly PlanKey[];
}

/** Puts two edits together, key by key. */
export function mergePlans(base: PlanObject | undefined, mine: PlanObject, theirs: PlanObject): Merging {
  const own = changedKeys(base, mine);
  const other = changedKeys(base, theirs);
  const conflicts = own
    .filter((key) => other.includes(key) && !isSame(valueAt(mine, key.member), valueAt(theirs, key.member)))
    .map((key) => {
      const { member } = key;
      return {
        key,
        base: valueAt(base ?? {}, member),
        mine: valueAt(mine, member),
        theirs: valueAt(theirs, member),
      };
    });
  const isOpen = (key: PlanKey) => conflicts.some((conflict) => conflict.key === key);
  const merged = own
    .filter((key) => !isOpen(key))
    .reduce<PlanObject>((plan, { member }) => withMember(plan, member, valueAt(mine, member)), theirs);
  return { merged, conflicts, theirs: other.filter((key) => !own.includes(key)) };
}
