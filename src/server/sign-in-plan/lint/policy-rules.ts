/** Rules about the policies for FileVault, the login window and the lock screen. */
import type { PolicyWord } from '#api/plan-parts.ts';
import { type Found, methodsInUse, type Rule, when } from './rule.ts';

/** The rules. */
export const policyRules: readonly Rule[] = [eachPolicy, method, gracePeriods, exemptions];

const touchIdWords: ReadonlySet<PolicyWord> = new Set([
  'RequireTouchID',
  'RequireTouchIDOrWatch',
  'AllowOpenIDForTouchIDFallback',
]);

/** The three policies by their member. */
function policiesOf({ policies }: Parameters<Rule>[0]): readonly (readonly [string, ReadonlySet<PolicyWord>])[] {
  return [
    ['policies.fileVault', new Set<PolicyWord>(policies.fileVault)],
    ['policies.login', new Set<PolicyWord>(policies.login)],
    ['policies.unlock', new Set<PolicyWord>(policies.unlock)],
  ];
}

function eachPolicy(plan: Parameters<Rule>[0]): readonly Found[] {
  return policiesOf(plan).flatMap(([member, words]) => {
    const requires = words.has('RequireAuthentication');
    const touchId = words.has('RequireTouchID') || words.has('RequireTouchIDOrWatch');
    const grace =
      words.has('AllowOfflineGracePeriod') ||
      words.has('AllowAuthenticationGracePeriod') ||
      words.has('AllowTouchIDOrWatchForUnlock');
    const isContradictory =
      (requires && words.has('AttemptAuthentication')) ||
      (words.has('RequireTouchID') && words.has('RequireTouchIDOrWatch'));
    return [
      ...when(isContradictory, 'policy_contradictory', member),
      ...when(grace && !requires, 'grace_without_requirement', member),
      ...when(words.has('AllowOpenIDForTouchIDFallback') && !touchId, 'touch_id_fallback_alone', member),
      ...when(requires && !words.has('AllowOfflineGracePeriod'), 'offline_lockout', member),
    ];
  });
}

function method(plan: Parameters<Rule>[0]): readonly Found[] {
  const methods = methodsInUse(plan);
  // Web sign-in takes part in grace periods too.
  const counts = methods.has('Password') || methods.has('OpenID');
  const isPlain = (words: ReadonlySet<PolicyWord>) => [...words].some((word) => !touchIdWords.has(word));
  return [
    ...policiesOf(plan).flatMap(([member, words]) =>
      when(!counts && isPlain(words), 'policy_without_password', member),
    ),
    ...when(plan.policies.fileVault.length > 0, 'file_vault_needs_apple_silicon', 'policies.fileVault'),
  ];
}

const periods = [
  ['AllowOfflineGracePeriod', 'offlineGracePeriod'],
  ['AllowAuthenticationGracePeriod', 'authenticationGracePeriod'],
] as const;

function gracePeriods(plan: Parameters<Rule>[0]): readonly Found[] {
  return periods.flatMap(([word, period]) => {
    const isAllowed = policiesOf(plan).some(([, words]) => words.has(word));
    const isGiven = plan.policies[period] !== undefined;
    return [
      ...when(isAllowed && !isGiven, 'grace_period_missing', `policies.${period}`),
      ...when(isGiven && !isAllowed, 'grace_period_unused', `policies.${period}`),
    ];
  });
}

function exemptions(plan: Parameters<Rule>[0]): readonly Found[] {
  const requires = policiesOf(plan).some(([, words]) => words.has('RequireAuthentication'));
  const administrator = plan.setup.managedAdministrator;
  const exempt = plan.policies.nonPlatformSsoAccounts;
  const isUnder = administrator !== undefined && !exempt.includes(administrator.shortName);
  return [
    ...when(requires && isUnder, 'administrator_under_policy', 'policies.nonPlatformSsoAccounts'),
    ...when(requires && exempt.length === 0, 'break_glass_missing', 'policies.nonPlatformSsoAccounts'),
  ];
}
