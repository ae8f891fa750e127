/** Rules about accounts: who gets one, with which rights, and whether their password fits. */
import { temporaryAccountsSince } from '#api/plan-words/macos-knowledge.ts';
import { mayBeOlderThan, methodsInUse, type Rule, when } from './rule.ts';

/** The rules. */
export const accountRules: readonly Rule[] = [creation, groups, temporary, accessKeys, mapping, passcode];

/** Claims of this server's id_tokens that can name an account. */
const claims: ReadonlySet<string> = new Set(['preferred_username', 'name', 'upn', 'email', 'sub']);
/** Apple's name for the short form of the account name. */
const accountShortName = 'com.apple.PlatformSSO.AccountShortName';

function creation(plan: Parameters<Rule>[0]): ReturnType<Rule> {
  const { accounts, registration } = plan;
  const named = accounts.newUserAuthenticationMethods;
  const usesKey = methodsInUse(plan).has('UserSecureEnclaveKey');
  const isFirst = accounts.createFirstUserDuringSetup && registration.duringSetup;
  return [
    ...when(
      usesKey && accounts.createUserAtLogin && named === undefined,
      'accounts_not_with_secure_enclave_key',
      'accounts.createUserAtLogin',
    ),
    ...when(
      usesKey && isFirst && named === undefined,
      'first_user_not_with_secure_enclave_key',
      'accounts.createFirstUserDuringSetup',
    ),
    ...when(
      usesKey && accounts.createUserAtLogin && named !== undefined && mayBeOlderThan(plan, [26, 0, 0]),
      'new_user_methods_need_macos_26',
      'accounts.newUserAuthenticationMethods',
    ),
  ];
}

function groups({ accounts }: Parameters<Rule>[0]): ReturnType<Rule> {
  const rights = Object.values(accounts.authorizationGroups);
  const named = [...accounts.administratorGroups, ...accounts.additionalGroups, ...rights];
  const counts =
    accounts.newUserAuthorizationMode === 'Groups' ||
    accounts.userAuthorizationMode === 'Groups' ||
    accounts.authorization;
  return [
    ...when(counts && named.length === 0, 'groups_missing', 'accounts.administratorGroups'),
    ...when(!counts && named.length > 0, 'groups_unused', 'accounts.administratorGroups'),
    ...when(new Set(named).size > 100, 'groups_too_many', 'accounts'),
  ];
}

function temporary(plan: Parameters<Rule>[0]): ReturnType<Rule> {
  const { accounts, registration } = plan;
  const isTemporary = accounts.newUserAuthorizationMode === 'Temporary';
  return [
    ...when(isTemporary && !accounts.createUserAtLogin, 'temporary_needs_creation', 'accounts.createUserAtLogin'),
    ...when(
      isTemporary && accounts.createFirstUserDuringSetup && registration.duringSetup,
      'temporary_with_first_user',
      'accounts.createFirstUserDuringSetup',
    ),
    ...when(
      isTemporary && mayBeOlderThan(plan, temporaryAccountsSince),
      'temporary_needs_macos_26',
      'accounts.newUserAuthorizationMode',
    ),
    ...when(
      !isTemporary && accounts.temporarySessionQuickLogin,
      'quick_login_without_temporary',
      'accounts.temporarySessionQuickLogin',
    ),
  ];
}

function accessKeys({ accounts, accessKey }: Parameters<Rule>[0]): ReturnType<Rule> {
  const isUsed = (accounts.newUserAuthenticationMethods ?? []).includes('AccessKey');
  return [
    ...when(isUsed && accessKey?.readerIssuerCertificateUuid === undefined, 'access_key_incomplete', 'accessKey'),
    ...when(!isUsed && accessKey !== undefined, 'access_key_unused', 'accessKey'),
  ];
}

function mapping(plan: Parameters<Rule>[0]): ReturnType<Rule> {
  const { tokenToUserMapping: chosen } = plan.accounts;
  if (chosen === undefined) return [];
  const isShort = chosen.accountName === accountShortName;
  return [
    ...when(
      !isShort && !claims.has(chosen.accountName),
      'mapping_claim_unknown',
      'accounts.tokenToUserMapping.accountName',
    ),
    ...when(!claims.has(chosen.fullName), 'mapping_claim_unknown', 'accounts.tokenToUserMapping.fullName'),
    ...when(
      isShort && mayBeOlderThan(plan, [15, 4, 0]),
      'short_name_needs_macos_15_4',
      'accounts.tokenToUserMapping.accountName',
    ),
  ];
}

// The local password is replaced by the directory's where the method is Password, so the Mac's own rules judge it.
function passcode(...[plan, { passwordRules }]: Parameters<Rule>): ReturnType<Rule> {
  const local = plan.accounts.localPasscode;
  if (local === undefined || !methodsInUse(plan).has('Password')) return [];
  const isStricter = local.minimumLength > passwordRules.minimumLength || local.minimumComplexCharacters > 0;
  return [
    ...when(isStricter, 'local_passcode_stricter', 'accounts.localPasscode'),
    ...when(local.maximumAgeDays > 0, 'local_passcode_expires', 'accounts.localPasscode.maximumAgeDays'),
  ];
}
