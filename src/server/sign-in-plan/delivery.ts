/** Profile or declarations: what a Mac has the plan by. */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { isAtLeast, parseMacosVersion } from '#api/plan-words/macos-version.ts';

/** One or the other, never both: a Mac that has both has neither (10002). */
export type Delivery = SignInPlan['delivery'];

/**
 * How a Mac that enrolls gets the plan. While Setup Assistant waits, Macs put declarations off, so where they register there
 * they need the profile; and one that signed in before enrollment has it already, with keys that hang on it.
 */
export function deliveryFor({ delivery, registration, setup }: SignInPlan, osVersion: string | undefined): Delivery {
  const macos = osVersion === undefined ? undefined : parseMacosVersion(osVersion);
  const isKnown = macos !== undefined && isAtLeast(macos, [27, 0, 0]);
  const isDuringSetup = registration.duringSetup || setup.requirePlatformSso;
  return delivery === 'declaration' && isKnown && !isDuringSetup ? 'declaration' : 'profile';
}
