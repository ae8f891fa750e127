/**
 * What a person sees under a plan, from "Hello" to the lock screen, for one macOS and the method that it has there. Sources:
 * the fact sheet of Platform SSO, section 12 (what macOS does), and of Automated Device Enrollment.
 */
import type { SignInPlan } from '../sign-in-plan.ts';
import { afterSetupSteps } from './story-after-setup.ts';
import { setupSteps } from './story-setup.ts';
import { storyFacts } from './story-step.ts';
import type { StoryStep } from './story-step.ts';

/** The story, step by step. A version that is none is taken for the newest. */
export function storyOf(plan: SignInPlan, macos: string): readonly StoryStep[] {
  const facts = storyFacts(plan, macos);
  return [...setupSteps(facts), ...afterSetupSteps(facts)];
}

/** How often a person proves who they are to this server between "Hello" and the desktop. */
export function signInsOf(steps: readonly StoryStep[]): number {
  return steps.filter(({ signsIn }) => signsIn).length;
}
