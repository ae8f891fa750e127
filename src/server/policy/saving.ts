/** Saving a policy: without errors, over the version that was edited. */
import { foldName } from '#server/directory/names.ts';
import type { PolicyFinding, SignInPolicy } from '#api/policy.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { LintFacts } from './lint/lint-rule.ts';
import { hasErrors, lintPolicy } from './lint/linter.ts';
import { namedIn } from './lint/names.ts';
import { type Person, personOf, userNamed } from './people.ts';
import type { PolicyPorts } from './ports.ts';
import { currentPolicy, insertPolicy, type SavedPolicy } from './store.ts';

/** What is to be saved. */
export interface SaveRequest {
  readonly policy: SignInPolicy;
  /** The version that was edited; 0 for the first. */
  readonly basedOn: number;
}

/** What came of it. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly saved: SavedPolicy; readonly findings: readonly PolicyFinding[] }
  | { readonly kind: 'errors'; readonly findings: readonly PolicyFinding[] }
  | { readonly kind: 'outdated'; readonly current: Omit<SavedPolicy, 'policy'> | undefined };

/** The linter's view of a policy in this installation. */
export async function findingsFor(ports: PolicyPorts, policy: SignInPolicy): Promise<PolicyFinding[]> {
  return lintPolicy(policy, await factsFor(ports, policy));
}

async function factsFor({ people, takesCertificates }: PolicyPorts, { rules }: SignInPolicy): Promise<LintFacts> {
  const named = rules.map((rule) => namedIn(rule));
  const users = new Map<string, Person>();
  for (const name of new Set(named.flatMap((one) => one.users))) {
    const user = await userNamed(people, name);
    const person = user && (await personOf(people, user));
    // Found by the mail address, which rules are not held against.
    if (person?.names.has(foldName(name))) users.set(foldName(name), person);
  }
  const groups = new Set<string>();
  for (const name of new Set(named.flatMap((one) => one.groups))) {
    // Rules are held against names, so that an id names no group here.
    const group = await people.group(name);
    if (group && foldName(group.name) === foldName(name)) groups.add(foldName(name));
  }
  return { users, groups, takesCertificates };
}

/** Saves. Every no is an audit event too. */
export async function savePolicy(ports: PolicyPorts, request: SaveRequest, actor: string): Promise<SaveOutcome> {
  const findings = await findingsFor(ports, request.policy);
  const outcome: SaveOutcome = hasErrors(findings)
    ? { kind: 'errors', findings }
    : await insert(ports, request, findings, actor);
  if (outcome.kind !== 'saved') {
    const code = outcome.kind === 'errors' ? 'policy_has_errors' : 'policy_outdated';
    const detail = { basedOn: request.basedOn, findings: findings.map((finding) => finding.code).join(' ') };
    ports.audit.record({ type: 'policy.save.refused', outcome: 'refused', code, actor, detail });
  }
  return outcome;
}

function insert(
  { database, clock }: PolicyPorts,
  { policy, basedOn }: SaveRequest,
  findings: readonly PolicyFinding[],
  actor: string,
): Promise<SaveOutcome> {
  const savedAt = clock.now();
  return database.write(async (writer): Promise<SaveOutcome> => {
    const current = await currentPolicy(writer);
    const version = current?.version ?? 0;
    if (version !== basedOn) return { kind: 'outdated', current };
    const saved = { version: version + 1, policy, savedAt, savedBy: actor };
    if (!(await insertPolicy(writer, saved))) return { kind: 'outdated', current: await currentPolicy(writer) };
    const detail = { version: saved.version, rules: policy.rules.length };
    appendAudit(writer, savedAt, [{ type: 'policy.saved', outcome: 'changed', actor, detail }]);
    return { kind: 'saved', saved, findings };
  });
}
