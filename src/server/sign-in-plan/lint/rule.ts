/** What rules of the linter get and give. */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { isAtLeast, type MacosVersion, newestMacos, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import type { FindingCode } from './finding-codes.ts';

/** Another payload for single sign-on that is, or would be, on the same Macs. */
export interface OtherPayload {
  /** The profile that it is in. */
  readonly profile: string;
  readonly urls: readonly string[];
  /** Unknown where the Mac names the payload and not what is in it. */
  readonly platformSso: boolean | 'unknown';
}

/** What the linter compares a plan with. */
export interface LintFacts {
  /** This server's address. */
  readonly issuer: string;
  /** `TEAMID.bundle.identifier` of every app that the association file names. */
  readonly applications: readonly string[];
  readonly passwordRules: { readonly minimumLength: number };
  readonly otherPayloads: readonly OtherPayload[];
  /** Versions of macOS of Macs that are here. */
  readonly macosVersions: readonly string[];
}

/** A code, and the member of the plan that it is about. */
export type Found = readonly [code: FindingCode, member: string];

/** A rule. */
export type Rule = (plan: SignInPlan, facts: LintFacts) => readonly Found[];

/** A finding where a condition holds. */
export function when(condition: boolean, code: FindingCode, member: string): readonly Found[] {
  return condition ? [[code, member]] : [];
}

/** Whether any Mac that the plan lets in may be older than a version. Macs without a minimum may have any version. */
export function mayBeOlderThan({ setup }: SignInPlan, version: MacosVersion): boolean {
  const minimum = setup.minimumMacos === undefined ? undefined : parseMacosVersion(setup.minimumMacos);
  return minimum === undefined || !isAtLeast(minimum, version);
}

const everyRelease: readonly MacosVersion[] = [[13, 0, 0], [14, 0, 0], [15, 0, 0], [26, 0, 0], newestMacos];

/** The methods that Macs of any release use under the plan. */
export function methodsInUse(plan: SignInPlan): ReadonlySet<string> {
  const letIn = everyRelease.filter((release) => !mayBeNewerOnly(plan, release));
  return new Set(letIn.flatMap((release) => methodFor(plan, release) ?? []));
}

function mayBeNewerOnly(plan: SignInPlan, release: MacosVersion): boolean {
  const minimum = plan.setup.minimumMacos === undefined ? undefined : parseMacosVersion(plan.setup.minimumMacos);
  return minimum !== undefined && release[0] < minimum[0];
}
