/** The steps of the story, and what of a plan they hang on. */
import type { PlanMethod, PolicyWord } from '../plan-parts.ts';
import type { SignInPlan } from '../sign-in-plan.ts';
import { methodFor, policyWordsSince } from './macos-knowledge.ts';
import { isAtLeast, type MacosVersion, newestMacos, parseMacosVersion } from './macos-version.ts';

/** Something to see. */
export type StoryScene =
  | 'hello'
  | 'update'
  | 'management'
  | 'sign-in-page'
  | 'waiting'
  | 'registration'
  | 'account'
  | 'panes'
  | 'desktop'
  | 'notification'
  | 'login-window'
  | 'file-vault'
  | 'lock-screen';

/** One step. */
export interface StoryStep {
  readonly scene: StoryScene;
  /** Where it happens. */
  readonly place: 'Setup Assistant' | 'Desktop' | 'Login window' | 'Lock screen' | 'Start';
  readonly title: string;
  readonly text: string;
  /** Words on the little picture. */
  readonly picture: { readonly heading: string; readonly lines: readonly string[]; readonly button?: string };
  /** Keys of the plan that it hangs on. */
  readonly members: readonly string[];
  /** Whether the person signs in to this server here. */
  readonly signsIn: boolean;
}

/** What steps hang on. */
export interface StoryFacts {
  readonly plan: SignInPlan;
  readonly macos: MacosVersion;
  readonly method: PlanMethod | undefined;
  /** Sign-in by Platform SSO comes before enrollment. */
  readonly isFirst: boolean;
  /** Mac and person register in Setup Assistant. */
  readonly isDuringSetup: boolean;
  /** The first account is made for the person who signed in. */
  readonly isAccountMade: boolean;
}

/** Concludes the facts. */
export function storyFacts(plan: SignInPlan, text: string): StoryFacts {
  const macos = parseMacosVersion(text) ?? newestMacos;
  const method = methodFor(plan, macos);
  const knowsSetup = isAtLeast(macos, [26, 0, 0]) && method !== undefined;
  const isFirst = knowsSetup && plan.setup.requirePlatformSso;
  const isDuringSetup = isFirst || (knowsSetup && plan.registration.duringSetup);
  const { createFirstUserDuringSetup, newUserAuthenticationMethods } = plan.accounts;
  const canMake = method !== 'UserSecureEnclaveKey' || newUserAuthenticationMethods !== undefined;
  const isAccountMade =
    isDuringSetup &&
    createFirstUserDuringSetup &&
    canMake &&
    !plan.setup.primaryAccount.skip &&
    !plan.setup.autoAdvance;
  return { plan, macos, method, isFirst, isDuringSetup, isAccountMade };
}

/** Whether a policy has a word that this macOS knows. */
export function policyHas({ macos }: StoryFacts, policy: readonly PolicyWord[], word: PolicyWord): boolean {
  return policy.includes(word) && isAtLeast(macos, policyWordsSince[word]);
}

/** Seconds as people say them. */
export function durationWords(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [name, size] = units.find(([, one]) => seconds >= one && seconds % one === 0) ?? ['second', 1];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
