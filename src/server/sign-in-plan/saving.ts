/** Saving a plan: without errors, over the version that was edited, with the disturbance confirmed. */
import type { PlanFinding, PlanPreview, SignInPlan } from '#api/sign-in-plan.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { changesOf, type MacFacts } from './change-guard.ts';
import { hasErrors, lintPlan } from './lint/linter.ts';
import type { LintFacts } from './lint/rule.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { planIdentity } from './plan-identity.ts';
import type { SignInPlanPorts } from './ports.ts';
import { previewOf } from './preview.ts';
import { currentPlan, insertPlan, type SavedPlan } from './store.ts';

/** What is to be saved. */
export interface SaveRequest {
  readonly plan: SignInPlan;
  /** The version that was edited; 0 for the first. */
  readonly basedOn: number;
  /** How many Macs may be disturbed; undefined: none. */
  readonly affected: number | undefined;
}

/** What came of it. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly saved: SavedPlan; readonly findings: readonly PlanFinding[] }
  | { readonly kind: 'errors'; readonly findings: readonly PlanFinding[] }
  | { readonly kind: 'unconfirmed'; readonly preview: PlanPreview }
  | { readonly kind: 'outdated'; readonly current: Omit<SavedPlan, 'plan'> | undefined };

const refusalCodes = {
  errors: 'plan_has_errors',
  unconfirmed: 'plan_change_unconfirmed',
  outdated: 'plan_outdated',
} as const;

/** The linter's view of a plan in this installation. */
export async function findingsFor(
  ports: SignInPlanPorts,
  plan: SignInPlan,
  macs?: readonly MacFacts[],
): Promise<PlanFinding[]> {
  const versions = new Set((macs ?? (await ports.fleet.macs())).flatMap(({ osVersion }) => osVersion ?? []));
  const facts: LintFacts = {
    ...ports.installation,
    otherPayloads: await ports.otherPayloads(),
    macosVersions: [...versions],
  };
  return lintPlan(plan, facts);
}

/** What an edit would do. */
export async function previewPlan(ports: SignInPlanPorts, plan: SignInPlan): Promise<PlanPreview> {
  return previewAgainst(ports, plan, await currentPlan(ports.database));
}

async function previewAgainst(ports: SignInPlanPorts, plan: SignInPlan, current: SavedPlan | undefined) {
  const macs = await ports.fleet.macs();
  const findings = await findingsFor(ports, plan, macs);
  // Names of payloads do not differ between the two plans, so any id serves before the first has one.
  const identity = planIdentity(current?.id ?? uuidFrom(new Uint8Array(16)), nodeCrypto);
  return previewOf(changesOf(current?.plan, plan, identity, macs), findings);
}

/** Saves. Every no is an audit event too. */
export async function savePlan(ports: SignInPlanPorts, request: SaveRequest, actor: string): Promise<SaveOutcome> {
  const { plan, basedOn } = request;
  const compared = await currentPlan(ports.database);
  const preview = await previewAgainst(ports, plan, compared);
  const version = compared?.version ?? 0;
  const outcome: SaveOutcome =
    version === basedOn ? await decide(ports, request, preview, actor) : { kind: 'outdated', current: compared };
  if (outcome.kind !== 'saved') {
    const detail = { basedOn, affected: preview.affected };
    ports.audit.record({
      type: 'sign-in-plan.save.refused',
      outcome: 'refused',
      code: refusalCodes[outcome.kind],
      actor,
      detail,
    });
  }
  return outcome;
}

async function decide(
  ports: SignInPlanPorts,
  { plan, basedOn, affected = 0 }: SaveRequest,
  preview: PlanPreview,
  actor: string,
): Promise<SaveOutcome> {
  const { findings } = preview;
  if (hasErrors(findings)) return { kind: 'errors', findings };
  const newId = uuidFrom(ports.random.bytes(16));
  const savedAt = ports.clock.now();
  return ports.database.write(async (writer): Promise<SaveOutcome> => {
    const current = await currentPlan(writer);
    const version = current?.version ?? 0;
    if (version !== basedOn) return { kind: 'outdated', current };
    // After that, so that nobody confirms what an edit of somebody else's does.
    if (preview.affected !== affected) return { kind: 'unconfirmed', preview };
    const id = current?.id ?? newId;
    const saved = { id, version: version + 1, plan, savedAt, savedBy: actor, affected };
    if (!(await insertPlan(writer, saved))) return { kind: 'outdated', current: await currentPlan(writer) };
    const detail = { plan: id, version: saved.version, affected };
    appendAudit(writer, savedAt, [{ type: 'sign-in-plan.saved', outcome: 'changed', actor, detail }]);
    return { kind: 'saved', saved, findings };
  });
}
