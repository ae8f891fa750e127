/** The policies of macOS 15: when the identity provider must let in, and when the local password is enough. */
import type { LocalAccount, UserConfiguration } from '../mac-state.ts';
import type { PlatformSsoPlan, PolicyValue } from '../profile-store/extensible-sso.ts';

/** What the screen has to do with a typed password. */
export type Demand =
  /** The local password decides; the identity provider is asked when it differs. */
  | { readonly kind: 'local' }
  /** The identity provider first; without it the local password. */
  | { readonly kind: 'attempt'; readonly localSuffices: boolean }
  /** The identity provider; offline only while `localSuffices`. */
  | { readonly kind: 'require'; readonly localSuffices: boolean }
  | { readonly kind: 'refuse' };

/**
 * The demand of a policy on an account. Times are milliseconds.
 * @param user undefined for an account that is not registered
 */
export function demandOf(
  policy: readonly PolicyValue[],
  plan: PlatformSsoPlan,
  account: LocalAccount,
  user: UserConfiguration | undefined,
  times: { readonly now: number; readonly graceStart: number },
): Demand {
  const required = policy.includes('RequireAuthentication');
  if (plan.nonPlatformSsoAccounts.includes(account.shortName)) return { kind: 'local' };
  if (!required && !policy.includes('AttemptAuthentication')) return { kind: 'local' };
  if (!user || user.state === 'NeedsRegistration')
    return required ? unregistered(policy, plan, times) : { kind: 'local' };
  if (!required) return { kind: 'attempt', localSuffices: !user.authenticationRequired };
  const since = times.now - (user.lastLogin ?? Number.NEGATIVE_INFINITY);
  const inGrace = policy.includes('AllowOfflineGracePeriod') && since <= plan.offlineGracePeriod * 1000;
  return { kind: 'require', localSuffices: inGrace && !user.authenticationRequired };
}

/**
 * Whether a finger on Touch ID unlocks the screen. Apple, UnlockPolicy: where `RequireAuthentication` is set, only with
 * `AllowTouchIDOrWatchForUnlock`; and never after a wrong credential, which the identity provider has to make good.
 */
export function fingerSuffices(
  policy: readonly PolicyValue[],
  { kind }: Demand,
  user: UserConfiguration | undefined,
): boolean {
  if (kind === 'local') return true;
  if (kind === 'refuse' || user?.authenticationRequired === true) return false;
  return kind === 'attempt' || policy.includes('AllowTouchIDOrWatchForUnlock');
}

function unregistered(
  policy: readonly PolicyValue[],
  plan: PlatformSsoPlan,
  { now, graceStart }: { readonly now: number; readonly graceStart: number },
): Demand {
  const inGrace = now - graceStart <= plan.authenticationGracePeriod * 1000;
  return policy.includes('AllowAuthenticationGracePeriod') && inGrace ? { kind: 'local' } : { kind: 'refuse' };
}
