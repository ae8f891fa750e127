/** Rules about methods, versions of macOS, and device keys. */
import { methodFor, methodsSince } from '#api/plan-words/macos-knowledge.ts';
import { parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { mayBeOlderThan, methodsInUse, type Rule, when } from './rule.ts';

/** The rules. */
export const methodRules: readonly Rule[] = [versions, webLogin, frequency, sharedKeys];

function versions(...[plan, { macosVersions }]: Parameters<Rule>): ReturnType<Rule> {
  const { method, fallback, setup } = plan;
  const minimum = setup.minimumMacos === undefined ? undefined : parseMacosVersion(setup.minimumMacos);
  const lacks = (version: string) => {
    const parsed = parseMacosVersion(version);
    return parsed !== undefined && parsed[0] >= 13 && methodFor(plan, parsed) === undefined;
  };
  const isOlderPossible = fallback === undefined && mayBeOlderThan(plan, methodsSince[method]);
  const isBelowMethod = minimum !== undefined && methodFor(plan, minimum) === undefined;
  const isUsed = fallback?.below !== undefined || mayBeOlderThan(plan, methodsSince[method]);
  return [
    ...when(isBelowMethod, 'minimum_macos_below_method', 'setup.minimumMacos'),
    // Macs before macOS 14 are few, and with these methods they simply are not asked to register.
    ...when(isOlderPossible && !isBelowMethod && methodsSince[method][0] > 13, 'method_without_fallback', 'fallback'),
    ...when(macosVersions.some(lacks), 'macs_without_method', 'method'),
    ...when(fallback !== undefined && (fallback.method === method || !isUsed), 'fallback_never_used', 'fallback'),
  ];
}

function webLogin(...[plan, { issuer }]: Parameters<Rule>): ReturnType<Rule> {
  const list = plan.webLogin?.urlAllowList ?? [];
  const isUsed = usesWebLogin(plan);
  const isOrigin = (url: string) => URL.canParse(url) && /^https:\/\/[^/*?#@\s]+$/i.test(url);
  return [
    ...when(isUsed && list.length === 0, 'web_login_missing', 'webLogin'),
    ...list.flatMap((url, index) => when(!isOrigin(url), 'web_login_url_malformed', `webLogin.urlAllowList.${index}`)),
    ...when(
      list.length > 0 && !list.some((url) => isOrigin(url) && new URL(url).origin === new URL(issuer).origin),
      'web_login_misses_issuer',
      'webLogin.urlAllowList',
    ),
    ...when(plan.webLogin !== undefined && !isUsed, 'web_login_unused', 'webLogin'),
  ];
}

/** As the method, for new accounts, or where Touch ID cannot be used. */
function usesWebLogin(plan: Parameters<Rule>[0]): boolean {
  const { policies, accounts } = plan;
  return (
    methodsInUse(plan).has('OpenID') ||
    (accounts.newUserAuthenticationMethods ?? []).includes('OpenID') ||
    [policies.fileVault, policies.login, policies.unlock].some((words) =>
      words.includes('AllowOpenIDForTouchIDFallback'),
    )
  );
}

function frequency({ loginFrequency }: Parameters<Rule>[0]): ReturnType<Rule> {
  return when(loginFrequency !== undefined && loginFrequency < 3600, 'login_frequency_too_short', 'loginFrequency');
}

function sharedKeys(plan: Parameters<Rule>[0]): ReturnType<Rule> {
  const { accounts, registration, setup } = plan;
  if (plan.useSharedDeviceKeys) return [];
  const isSetup = registration.duringSetup || setup.requirePlatformSso;
  return [
    ...when(accounts.createUserAtLogin, 'shared_keys_needed_for_accounts', 'accounts.createUserAtLogin'),
    ...when(accounts.authorization, 'shared_keys_needed_for_authorization', 'accounts.authorization'),
    ...when(usesWebLogin(plan), 'shared_keys_needed_for_web_login', 'useSharedDeviceKeys'),
    ...when(isSetup, 'shared_keys_needed_for_setup', 'registration.duringSetup'),
    ...when(true, 'shared_keys_off', 'useSharedDeviceKeys'),
  ];
}
