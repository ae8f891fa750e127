import { timeOf } from '#api/members.ts';
import type { PlanFinding, PlanPreview, SavedPlanDocument, signInPlanOperations } from '#api/sign-in-plan.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { SavedPlan, SaveOutcome } from '#server/sign-in-plan/feature.ts';
import { type Answer, done, type Handlers, refused } from '../answer.ts';
import { outdated } from '../outdated.ts';
import type { AdminPorts } from '../ports.ts';

/** The sign-in plan. */
export function signInPlanHandlers({
  signInPlans: plans,
  setup,
}: AdminPorts): Handlers<keyof typeof signInPlanOperations> {
  return {
    getSignInPlan: async () => {
      const saved = await plans.current();
      return saved === undefined ? refused('plan_not_found') : done(documentOf(saved, await plans.lint(saved.plan)));
    },
    listSignInPlanVersions: async () => {
      const items = (await plans.versions()).map(({ version, savedAt, savedBy, affected }) => ({
        version,
        savedAt: timeOf(savedAt),
        savedBy,
        affected,
      }));
      return done({ items });
    },
    showSignInPlanRollout: async () => {
      const progress = await setup.rollout();
      if (progress === undefined) return refused('plan_not_found');
      return done({ ...progress, failures: [...progress.failures] });
    },
    saveSignInPlan: async ({ body: { plan, basedOn, confirm }, caller }) =>
      saveAnswer(await plans.save({ plan, basedOn, affected: confirm?.affected }, caller.actor)),
    lintSignInPlan: async ({ body }) => done({ findings: await plans.lint(body.plan) }),
    previewSignInPlan: async ({ body }) => done(await plans.preview(body.plan)),
    exportSignInPlan: async ({ body, caller }) => {
      const { macos, signed, serialNumber } = body;
      const outcome = await plans.exportProfile({
        macos,
        signed,
        serialNumber,
        actor: caller.actor,
      });
      if (outcome.kind === 'no-plan') return refused('plan_not_found');
      if (outcome.kind === 'no-method') return refused('plan_method_unknown_to_macos');
      const content = toBase64(outcome.bytes);
      return done({ fileName: outcome.fileName, contentType: 'application/x-apple-aspen-config', content });
    },
  };
}

function saveAnswer(outcome: SaveOutcome): Answer<SavedPlanDocument> {
  switch (outcome.kind) {
    case 'saved':
      return done(documentOf(outcome.saved, outcome.findings));
    case 'errors':
      return refused('plan_has_errors', {
        problems: outcome.findings
          .filter(({ severity }) => severity === 'error')
          .map(({ code, member, message }) => ({
            in: 'body',
            member: member === '' ? 'plan' : `plan.${member}`,
            message: `${message} (${code})`,
          })),
      });
    case 'outdated':
      return outdated('plan_outdated', outcome.current);
    case 'unconfirmed':
      return refused('plan_change_unconfirmed', {
        problems: [{ in: 'body', member: 'confirm.affected', message: confirmation(outcome.preview) }],
      });
  }
}

function confirmation({ affected, counts }: PlanPreview): string {
  if (affected === 0) return 'must be left out: no Mac is disturbed';
  const parts = [
    [counts['unregister'], 'lose their registration'],
    [counts['register-again'], 'are asked to register again'],
    [counts['sign-in-again'], 'sign in again'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `must be ${affected}, the number of Macs that are disturbed: ${words.join(', ')}`;
}

function documentOf({ id, version, savedAt, savedBy, plan }: SavedPlan, findings: readonly PlanFinding[]) {
  return { id, version, savedAt: timeOf(savedAt), savedBy, plan, findings: [...findings] };
}
