/** The dictionary `PlatformSSO` of `com.apple.extensiblesso`, with every key that Apple has up to macOS 27. */
import type { PlanMethod } from '#api/plan-parts.ts';
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import type { PlistDictionary, PlistValue } from '#protocol/encoding/plist/plist.ts';
import { newUserMethodsSince, policyWordsSince, temporaryAccountsSince } from '#api/plan-words/macos-knowledge.ts';
import { isAtLeast, type MacosVersion } from '#api/plan-words/macos-version.ts';

/** Values that may be absent. */
export type Members = Readonly<Record<string, PlistValue | undefined>>;

/** The dictionary for a Mac of a version that uses a method. */
export function platformSsoDictionary(plan: SignInPlan, method: PlanMethod, version: MacosVersion): PlistDictionary {
  return present({
    AuthenticationMethod: method,
    UseSharedDeviceKeys: plan.useSharedDeviceKeys,
    AccountDisplayName: plan.accountDisplayName,
    LoginFrequency: plan.loginFrequency,
    AllowDeviceIdentifiersInAttestation: plan.registration.deviceIdentifiersInAttestation,
    EnableRegistrationDuringSetup: plan.registration.duringSetup,
    ...accountMembers(plan, version),
    ...policyMembers(plan, version),
    ...accessKeyMembers(plan),
    ...webLoginMembers(plan),
  });
}

function accountMembers({ accounts }: SignInPlan, version: MacosVersion): Members {
  const { tokenToUserMapping: mapping } = accounts;
  return {
    EnableCreateFirstUserDuringSetup: accounts.createFirstUserDuringSetup,
    EnableCreateUserAtLogin: createsUserAtLogin(accounts, version),
    EnableAuthorization: accounts.authorization,
    TokenToUserMapping: mapping && { AccountName: mapping.accountName, FullName: mapping.fullName },
    NewUserAuthenticationMethods: filled(newUserMethods(accounts, version)),
    NewUserAuthorizationMode: newUserAuthorizationMode(accounts, version),
    UserAuthorizationMode: accounts.userAuthorizationMode,
    AdministratorGroups: filled(accounts.administratorGroups),
    AdditionalGroups: filled(accounts.additionalGroups),
    AuthorizationGroups:
      Object.keys(accounts.authorizationGroups).length > 0 ? accounts.authorizationGroups : undefined,
    SynchronizeProfilePicture: accounts.synchronizeProfilePicture,
    TemporarySessionQuickLogin: accounts.temporarySessionQuickLogin,
  };
}

/**
 * Whether accounts are made at the login window. A macOS that knows no temporary accounts makes none at all where they
 * are asked for: a shared Mac would otherwise fill up with accounts that stay.
 */
export function createsUserAtLogin(accounts: SignInPlan['accounts'], version: MacosVersion): boolean {
  const isTemporary = accounts.newUserAuthorizationMode === 'Temporary';
  return accounts.createUserAtLogin && (!isTemporary || isAtLeast(version, temporaryAccountsSince));
}

/** The mode for new accounts, where the version knows it. */
export function newUserAuthorizationMode(
  { newUserAuthorizationMode: mode }: SignInPlan['accounts'],
  version: MacosVersion,
) {
  return mode === 'Temporary' && !isAtLeast(version, temporaryAccountsSince) ? undefined : mode;
}

/** The methods for new accounts that the version knows. The key came with macOS 26; what is older passes over it. */
export function newUserMethods(
  { newUserAuthenticationMethods: methods = [] }: SignInPlan['accounts'],
  version: MacosVersion,
) {
  const reads = isAtLeast(version, [26, 0, 0]) ? version : ([26, 0, 0] as const);
  return methods.filter((method) => isAtLeast(reads, newUserMethodsSince[method]));
}

/** A policy without the words that the version does not know. The keys came with macOS 15; what is older passes over them. */
export function knownWords<Word extends keyof typeof policyWordsSince>(
  words: readonly Word[],
  version: MacosVersion,
): readonly Word[] {
  const reads = isAtLeast(version, [15, 0, 0]) ? version : ([15, 0, 0] as const);
  return words.filter((word) => isAtLeast(reads, policyWordsSince[word]));
}

function policyMembers({ policies }: SignInPlan, version: MacosVersion): Members {
  return {
    FileVaultPolicy: filled(knownWords(policies.fileVault, version)),
    LoginPolicy: filled(knownWords(policies.login, version)),
    UnlockPolicy: filled(knownWords(policies.unlock, version)),
    OfflineGracePeriod: policies.offlineGracePeriod,
    AuthenticationGracePeriod: policies.authenticationGracePeriod,
    NonPlatformSSOAccounts: filled(policies.nonPlatformSsoAccounts),
  };
}

function accessKeyMembers({ accessKey }: SignInPlan): Members {
  if (accessKey === undefined) return {};
  return {
    AccessKeyReaderGroupIdentifier: fromAnyBase64(accessKey.readerGroupIdentifier),
    AccessKeyTerminalIdentityUUID: accessKey.terminalIdentityUuid,
    AccessKeyReaderIssuerCertificateUUID: accessKey.readerIssuerCertificateUuid,
    AllowAccessKeyExpressMode: accessKey.allowExpressMode,
  };
}

function webLoginMembers({ webLogin }: SignInPlan): Members {
  if (webLogin === undefined) return {};
  return {
    WebLoginURLAllowList: filled(webLogin.urlAllowList),
    AllowWebLoginPasswordSync: webLogin.allowPasswordSync,
  };
}

/** An array, unless it is empty. */
export function filled(items: readonly string[]): readonly string[] | undefined {
  return items.length > 0 ? items : undefined;
}

/** A dictionary of the members that are there. */
export function present(members: Members): PlistDictionary {
  const entries = Object.entries(members).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(entries);
}
