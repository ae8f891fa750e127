/**
 * Groups of the organisation on this Mac: which are asked for, and what the answer does to an account. Source: Apple's
 * schema of `com.apple.extensiblesso` and "Creating and validating a login request".
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import type { LocalAccount } from '../mac-state.ts';
import type { AuthorizationMode, PlatformSsoPlan } from '../profile-store/extensible-sso.ts';
import type { SsoPlan } from '../profile-store/profile-store.ts';

/** The largest number of groups that macOS looks at. */
export const mostGroups = 100;

/** The groups to ask for, in order and without doubles; empty when nothing wants them. */
export function requestedGroups({ platformSso, sharedDeviceKeys }: SsoPlan): readonly string[] {
  const { userAuthorizationMode, newUserAuthorizationMode, enableAuthorization } = platformSso;
  const wanted =
    userAuthorizationMode === 'Groups' ||
    newUserAuthorizationMode === 'Groups' ||
    (enableAuthorization && sharedDeviceKeys);
  return wanted ? configuredGroups(platformSso) : [];
}

/** The claim that asks: an OpenID claims request, or a plain list under a configured name. */
export function groupsClaim(groups: readonly string[], configuration: LoginConfiguration): JsonObject {
  if (groups.length === 0) return {};
  const name = configuration.groupRequestClaimName;
  return name === undefined ? { claims: { id_token: { groups: { values: groups } } } } : { [name]: groups };
}

/** The groups that the id_token names, at most 100. */
export function returnedGroups(claims: JsonObject, configuration: LoginConfiguration): readonly string[] {
  const value = claims[configuration.groupResponseClaimName ?? 'groups'];
  if (!Array.isArray(value)) return [];
  return value.filter((group): group is string => typeof group === 'string').slice(0, mostGroups);
}

/** Changes an account to what its mode and the returned groups say; groups that the profile does not know are ignored. */
export function applyGroups(
  account: LocalAccount,
  mode: AuthorizationMode | undefined,
  plan: PlatformSsoPlan,
  returned: readonly string[],
): void {
  if (mode === 'Admin') account.admin = true;
  if (mode === 'Standard' || mode === 'Temporary') account.admin = false;
  if (mode !== 'Groups') return;
  account.admin = plan.administratorGroups.some((group) => returned.includes(group));
  const asked = configuredGroups(plan);
  const kept = account.groups.filter((group) => !asked.includes(group));
  account.groups = [...kept, ...asked.filter((group) => returned.includes(group))];
}

/** Whether returned groups allow an authorization right; administrators' groups allow every right. */
export function allowsRight(plan: PlatformSsoPlan, right: string, returned: readonly string[]): string | undefined {
  const named = plan.authorizationGroups[right];
  if (named !== undefined && returned.includes(named)) return named;
  return plan.administratorGroups.find((group) => returned.includes(group));
}

function configuredGroups(plan: PlatformSsoPlan): readonly string[] {
  const all = [...plan.administratorGroups, ...Object.values(plan.authorizationGroups), ...plan.additionalGroups];
  return [...new Set(all)].slice(0, mostGroups);
}
