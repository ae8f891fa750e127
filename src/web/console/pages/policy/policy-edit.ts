/** The rules under edit: an ordered list that may be unfinished, and how two edits of it are put together. */
import { type PolicyRule, type SignInPolicy, signInPolicy } from '#api/policy.ts';
import { isSame } from '../plan/draft/plan-object.ts';

/** A rule that may be unfinished. */
export type DraftRule = Omit<PolicyRule, 'name'> & { readonly name: string };

/** Rules in their order. */
export interface DraftPolicy {
  readonly rules: readonly DraftRule[];
}

/** Whether something could be rules that somebody edited here before. */
export function isDraftPolicy(value: unknown): value is DraftPolicy {
  if (typeof value !== 'object' || value === null || !('rules' in value) || !Array.isArray(value.rules)) return false;
  // A name may be empty for the moment; everything else comes from controls.
  const named = value.rules.map((rule: unknown) =>
    typeof rule === 'object' && rule !== null ? { ...rule, name: 'a rule' } : rule,
  );
  return signInPolicy.safeParse({ rules: named }).success;
}

/** A rule to begin with. */
export function newRule(rules: readonly DraftRule[]): DraftRule {
  const names = new Set(rules.map(({ name }) => name));
  let number = rules.length + 1;
  while (names.has(`Rule ${number}`)) number += 1;
  return {
    name: `Rule ${number}`,
    who: 'everyone',
    purposes: ['application'],
    device: {},
    require: 'multi-factor',
    bootstrap: 'temporary-pass',
  };
}

/** With a rule moved by one place. */
export function moved(rules: readonly DraftRule[], index: number, by: -1 | 1): readonly DraftRule[] {
  const [rule, other] = [rules[index], rules[index + by]];
  if (rule === undefined || other === undefined) return rules;
  return rules.map((one, place) => (place === index ? other : place === index + by ? rule : one));
}

/** How two edits differ, rule by rule; rules are known by their names. */
export interface RuleDifference {
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  readonly before: DraftRule | undefined;
  readonly after: DraftRule | undefined;
}

/** What changed between two lists. Where only the order did, the rules that moved past another one. */
export function ruleDifferences(before: readonly DraftRule[], after: readonly DraftRule[]): readonly RuleDifference[] {
  const former = new Map(before.map((rule) => [rule.name, rule]));
  const latter = new Map(after.map((rule) => [rule.name, rule]));
  const shared = before.filter(({ name }) => latter.has(name)).map(({ name }) => name);
  const order = after.filter(({ name }) => former.has(name)).map(({ name }) => name);
  const found: RuleDifference[] = [];
  for (const rule of after) {
    const old = former.get(rule.name);
    const isMoved = old !== undefined && shared.indexOf(rule.name) !== order.indexOf(rule.name);
    if (old === undefined) found.push({ name: rule.name, kind: 'added', before: undefined, after: rule });
    else if (!isSame(old, rule)) found.push({ name: rule.name, kind: 'changed', before: old, after: rule });
    else if (isMoved) found.push({ name: rule.name, kind: 'moved', before: old, after: rule });
  }
  for (const rule of before) {
    if (!latter.has(rule.name)) found.push({ name: rule.name, kind: 'removed', before: rule, after: undefined });
  }
  return found;
}

/** Two edits of the rules. */
export interface RuleMerging {
  /** Rules that both changed, each otherwise. */
  readonly conflicts: readonly {
    readonly name: string;
    readonly base: DraftRule | undefined;
    readonly mine: DraftRule | undefined;
    readonly theirs: DraftRule | undefined;
  }[];
  /** Rules that they changed and I did not. */
  readonly theirs: readonly RuleDifference[];
  /** The list, once somebody has chosen. */
  readonly merged: (choices: Readonly<Record<string, 'mine' | 'theirs'>>) => readonly DraftRule[];
}

/** Puts two edits together: by rule, in their order, with my new rules behind those they stood behind. */
export function mergeRules(
  base: readonly DraftRule[],
  mine: readonly DraftRule[],
  theirs: readonly DraftRule[],
): RuleMerging {
  const of = (rules: readonly DraftRule[]) => new Map(rules.map((rule) => [rule.name, rule]));
  const [old, own, other] = [of(base), of(mine), of(theirs)];
  const changed = (rules: ReadonlyMap<string, DraftRule>, name: string) => !isSame(old.get(name), rules.get(name));
  const names = [...new Set([...theirs, ...mine].map(({ name }) => name)), ...base.map(({ name }) => name)];
  const unique = [...new Set(names)];
  const conflicts = unique
    .filter((name) => changed(own, name) && changed(other, name) && !isSame(own.get(name), other.get(name)))
    .map((name) => ({ name, base: old.get(name), mine: own.get(name), theirs: other.get(name) }));
  const isOpen = new Set(conflicts.map(({ name }) => name));
  const isMineReordered = ruleDifferences(base, mine).some(({ kind }) => kind === 'moved');
  const chosenOf = (name: string, choices: Readonly<Record<string, 'mine' | 'theirs'>>) => {
    if (isOpen.has(name)) return choices[name] === 'mine' ? own.get(name) : other.get(name);
    return changed(own, name) ? own.get(name) : other.get(name);
  };
  const ordered = isMineReordered ? withAdded(mine, theirs) : withAdded(theirs, mine);
  return {
    conflicts,
    theirs: ruleDifferences(base, theirs).filter(({ name }) => !isOpen.has(name)),
    merged: (choices) => ordered.flatMap((name) => chosenOf(name, choices) ?? []),
  };
}

/** Names of one list in its order, with those of another put in behind the one that they stand behind there. */
function withAdded(first: readonly DraftRule[], second: readonly DraftRule[]): readonly string[] {
  const names = first.map(({ name }) => name);
  for (const [index, { name }] of second.entries()) {
    if (names.includes(name)) continue;
    const before = second[index - 1]?.name;
    const place = before === undefined ? 0 : names.indexOf(before) + 1;
    names.splice(place, 0, name);
  }
  return names;
}

/** The rules as the server takes them; undefined while a value is missing. */
export function wholePolicy(draft: DraftPolicy): SignInPolicy | undefined {
  const parsed = signInPolicy.safeParse(draft);
  return parsed.success ? parsed.data : undefined;
}
