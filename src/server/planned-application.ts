/** The package of the app that the sign-in plan names, as enrollment asks for it. */
import type { Applications } from './applications/feature.ts';
import type { RequiredApplication } from './enrollment/feature.ts';
import type { SignInPlans } from './sign-in-plan/feature.ts';

/** Looks the package up each time: plan and collection may have changed. */
export function plannedApplication(plans: SignInPlans, applications: Applications): RequiredApplication {
  const find = async () => {
    const saved = await plans.current();
    return saved && applications.packageFor(saved.plan.application);
  };
  return {
    manifestUrl: async () => {
      const hosted = await find();
      return hosted && applications.manifestUrl(hosted.id);
    },
    rootPayloads: async () => {
      const hosted = await find();
      return hosted ? applications.rootPayloads(hosted) : [];
    },
  };
}
