/**
 * Which macOS knows which key and which value of `com.apple.extensiblesso`. Source: Apple's device management schema,
 * releases 15.1 and of macOS 27.
 *
 * A key that a Mac does not know yet is sent all the same: macOS passes over unknown keys, and a Mac that is updated then
 * has what it needs without another profile. A value that it does not know is not sent: a known key with an unknown value
 * makes the payload invalid.
 */
import type { PlanMethod, PolicyWord } from '#api/plan-parts.ts';
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { isAtLeast, type MacosVersion, parseMacosVersion } from './macos-version.ts';

/** The first macOS with a method. */
export const methodsSince: Readonly<Record<PlanMethod, MacosVersion>> = {
  Password: [13, 0, 0],
  UserSecureEnclaveKey: [13, 0, 0],
  SmartCard: [14, 0, 0],
  OpenID: [27, 0, 0],
};

/** The first macOS with a word of a policy. */
export const policyWordsSince: Readonly<Record<PolicyWord, MacosVersion>> = {
  AttemptAuthentication: [15, 0, 0],
  RequireAuthentication: [15, 0, 0],
  AllowOfflineGracePeriod: [15, 0, 0],
  AllowAuthenticationGracePeriod: [15, 0, 0],
  AllowTouchIDOrWatchForUnlock: [15, 0, 0],
  RequireTouchID: [27, 0, 0],
  RequireTouchIDOrWatch: [27, 0, 0],
  AllowOpenIDForTouchIDFallback: [27, 0, 0],
};

/** The first macOS with a method for new accounts. */
export const newUserMethodsSince = {
  Password: [26, 0, 0],
  SmartCard: [26, 0, 0],
  AccessKey: [26, 0, 0],
  OpenID: [27, 0, 0],
} as const satisfies Readonly<Record<string, MacosVersion>>;

/** The first macOS that makes temporary accounts. */
export const temporaryAccountsSince: MacosVersion = [26, 0, 0];

/** The method that a Mac of a version uses under a plan; undefined when there is none for it. */
export function methodFor(
  plan: Pick<SignInPlan, 'method' | 'fallback'>,
  version: MacosVersion,
): PlanMethod | undefined {
  const below = plan.fallback?.below === undefined ? undefined : parseMacosVersion(plan.fallback.below);
  const wants = (method: PlanMethod | undefined) =>
    method !== undefined && isAtLeast(version, methodsSince[method]) ? method : undefined;
  if (below !== undefined && !isAtLeast(version, below)) return wants(plan.fallback?.method);
  return wants(plan.method) ?? wants(plan.fallback?.method);
}
