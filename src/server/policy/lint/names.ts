/** Names in rules: of the rules themselves, of users and of groups. */
import { foldName } from '#server/directory/names.ts';
import type { PolicyRule } from '#api/policy.ts';
import { builtInRule } from '../decision.ts';
import type { Found, LintRule } from './lint-rule.ts';

/** Who a rule names, exceptions among them. */
export function namedIn({ who }: PolicyRule): {
  readonly users: readonly string[];
  readonly groups: readonly string[];
} {
  if (who === 'everyone') return { users: [], groups: [] };
  const { users = [], groups = [], except = {} } = who;
  return { users: [...users, ...(except.users ?? [])], groups: [...groups, ...(except.groups ?? [])] };
}

/** Rules whose names are taken. */
export const ruleNames: LintRule = ({ rules }) =>
  rules.flatMap(({ name }, index): Found[] => {
    const key = foldName(name);
    if (key === builtInRule.name) return [{ code: 'rule_name_reserved', rule: name }];
    const isTaken = rules.slice(0, index).some((other) => foldName(other.name) === key);
    return isTaken ? [{ code: 'rule_name_taken', rule: name }] : [];
  });

/** Names that the directory does not know. */
export const directoryNames: LintRule = ({ rules }, facts) =>
  rules.flatMap((rule): Found[] => {
    const { users, groups } = namedIn(rule);
    const code = { users: 'user_unknown', groups: 'group_unknown' } as const;
    return [
      ...users.filter((user) => !facts.users.has(foldName(user))).map((about) => finding(rule, code.users, about)),
      ...groups.filter((group) => !facts.groups.has(foldName(group))).map((about) => finding(rule, code.groups, about)),
    ];
  });

function finding(rule: PolicyRule, code: Found['code'], about: string): Found {
  return { code, rule: rule.name, about };
}
