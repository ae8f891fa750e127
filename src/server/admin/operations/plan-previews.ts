import { timeOf } from '#api/members.ts';
import type { planPreviewOperations } from '#api/plan-previews.ts';
import { done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** What sign-in plans become. */
export function planPreviewHandlers({
  signInPlans: plans,
  setup,
}: Pick<AdminPorts, 'signInPlans' | 'setup'>): Handlers<keyof typeof planPreviewOperations> {
  return {
    getSignInPlanVersion: async ({ params }) => {
      const saved = await plans.version(params.version);
      return saved === undefined
        ? refused('plan_version_not_found')
        : done({ ...saved, savedAt: timeOf(saved.savedAt) });
    },
    renderSignInPlan: async ({ body }) => {
      const rendered = await plans.documents(body.plan, body.macos);
      return done({ ...rendered, method: rendered.method ?? null, documents: [...rendered.documents] });
    },
    listSignInPlanMacs: async ({ query: { after = '', limit, search, standing } }) => {
      const found = await setup.rolloutMacs({ after, limit: limit + 1, search, standing });
      if (found === undefined) return refused('plan_not_found');
      const items = found.slice(0, limit).map((mac) => ({
        serialNumber: mac.serialNumber,
        standing: mac.standing,
        version: mac.version,
        givenVersion: mac.givenVersion,
        error: mac.error ?? null,
      }));
      return done({ items, next: found.length > limit ? (items.at(-1)?.serialNumber ?? null) : null });
    },
  };
}
