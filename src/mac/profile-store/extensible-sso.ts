/**
 * The payload `com.apple.extensiblesso`, parsed into what this Mac will do. Source: Apple's device management schema for
 * that payload (release 15.1, with the keys of macOS 26 and 27).
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import {
  ProfileError,
  booleanOr,
  choice,
  choices,
  data,
  dictionary,
  integer,
  optionalString,
  requiredString,
  stringMap,
  strings,
} from './payload-reader.ts';

/** How people sign in. `OpenID` came with macOS 27. */
export type ProfileMethod = (typeof methods)[number];
const methods = ['Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID'] as const;

const authorizationModes = ['Standard', 'Admin', 'Groups', 'Temporary'] as const;
/** Which rights an account gets; undefined in the plan means that they are left alone. */
export type AuthorizationMode = (typeof authorizationModes)[number];

const newUserMethods = ['Password', 'SmartCard', 'AccessKey', 'OpenID'] as const;

/** Values of the three policies, with Apple's bits. */
export const policyBits = {
  AttemptAuthentication: 1,
  RequireAuthentication: 2,
  AllowOfflineGracePeriod: 4,
  AllowAuthenticationGracePeriod: 8,
  AllowTouchIDOrWatchForUnlock: 16,
  RequireTouchID: 32,
  RequireTouchIDOrWatch: 64,
  AllowOpenIDForTouchIDFallback: 128,
} as const;
/** One word of a policy. */
export type PolicyValue = keyof typeof policyBits;
const policyValues = Object.keys(policyBits) as readonly PolicyValue[];

/** The `PlatformSSO` dictionary with Apple's defaults filled in. Durations are seconds. */
export interface PlatformSsoPlan {
  readonly authenticationMethod: ProfileMethod | undefined;
  readonly useSharedDeviceKeys: boolean;
  readonly accountDisplayName: string | undefined;
  readonly loginFrequency: number;
  readonly enableCreateUserAtLogin: boolean;
  readonly enableAuthorization: boolean;
  readonly tokenToUserMapping: { readonly accountName: string; readonly fullName: string };
  readonly newUserAuthorizationMode: AuthorizationMode | undefined;
  readonly userAuthorizationMode: AuthorizationMode | undefined;
  readonly administratorGroups: readonly string[];
  readonly additionalGroups: readonly string[];
  /** Authorization right to group. */
  readonly authorizationGroups: Readonly<Record<string, string>>;
  readonly fileVaultPolicy: readonly PolicyValue[];
  readonly loginPolicy: readonly PolicyValue[];
  readonly unlockPolicy: readonly PolicyValue[];
  readonly offlineGracePeriod: number;
  readonly authenticationGracePeriod: number;
  readonly nonPlatformSsoAccounts: readonly string[];
  readonly allowDeviceIdentifiersInAttestation: boolean;
  readonly newUserAuthenticationMethods: readonly (typeof newUserMethods)[number][];
  readonly enableCreateFirstUserDuringSetup: boolean;
  readonly enableRegistrationDuringSetup: boolean;
  readonly synchronizeProfilePicture: boolean;
  readonly temporarySessionQuickLogin: boolean;
  readonly accessKeyReaderGroupIdentifier: Uint8Array | undefined;
  readonly accessKeyTerminalIdentityUuid: string | undefined;
  readonly accessKeyReaderIssuerCertificateUuid: string | undefined;
  readonly allowAccessKeyExpressMode: boolean;
  readonly webLoginUrlAllowList: readonly string[];
  readonly allowWebLoginPasswordSync: boolean;
}

/** The whole payload. */
export interface ExtensibleSsoPayload {
  readonly extensionIdentifier: string;
  readonly teamIdentifier: string;
  readonly type: 'Redirect' | 'Credential';
  readonly urls: readonly string[];
  readonly hosts: readonly string[];
  readonly realm: string | undefined;
  readonly extensionData: JsonObject;
  readonly screenLockedBehavior: 'Cancel' | 'DoNotHandle';
  readonly deniedBundleIdentifiers: readonly string[];
  /** Top level: macOS 13 only. */
  readonly authenticationMethod: 'Password' | 'UserSecureEnclaveKey' | undefined;
  readonly registrationToken: string | undefined;
  /** The dictionary of macOS 14 and later; undefined when absent. */
  readonly platformSso: PlatformSsoPlan | undefined;
}

/** Apple's `PayloadType`. */
export const extensibleSsoType = 'com.apple.extensiblesso';

/** Reads the payload. @throws {ProfileError} `missing_key`, `malformed_key`, `unsupported_value` */
export function parseExtensibleSso(payload: JsonObject): ExtensibleSsoPayload {
  const type = choice(payload, 'Type', ['Redirect', 'Credential']);
  if (!type) throw new ProfileError('missing_key', 'The payload has no "Type".');
  const platformSso = dictionary(payload, 'PlatformSSO');
  return {
    extensionIdentifier: requiredString(payload, 'ExtensionIdentifier'),
    teamIdentifier: requiredString(payload, 'TeamIdentifier'),
    type,
    urls: parseUrls(payload),
    hosts: strings(payload, 'Hosts'),
    realm: optionalString(payload, 'Realm'),
    extensionData: dictionary(payload, 'ExtensionData') ?? {},
    screenLockedBehavior: choice(payload, 'ScreenLockedBehavior', ['Cancel', 'DoNotHandle']) ?? 'Cancel',
    deniedBundleIdentifiers: strings(payload, 'DeniedBundleIdentifiers'),
    authenticationMethod: choice(payload, 'AuthenticationMethod', ['Password', 'UserSecureEnclaveKey']),
    registrationToken: optionalString(payload, 'RegistrationToken'),
    platformSso: platformSso && parsePlan(platformSso),
  };
}

// Prefixes, http or https, without query and fragment.
function parseUrls(payload: JsonObject): readonly string[] {
  const urls = strings(payload, 'URLs');
  const isPrefix = (url: string) => /^https?:\/\/[^?#\s]+$/.test(url);
  if (!urls.every(isPrefix)) throw new ProfileError('unsupported_value', 'The key "URLs" has one that is no prefix.');
  return urls;
}

function parsePlan(plan: JsonObject): PlatformSsoPlan {
  return { ...parseAccounts(plan), ...parsePolicies(plan), ...parseSetup(plan), ...parseAccessKey(plan) };
}

function parseAccounts(plan: JsonObject) {
  const mapping = stringMap(plan, 'TokenToUserMapping');
  return {
    authenticationMethod: choice(plan, 'AuthenticationMethod', methods),
    useSharedDeviceKeys: booleanOr(plan, 'UseSharedDeviceKeys', false),
    accountDisplayName: optionalString(plan, 'AccountDisplayName'),
    loginFrequency: integer(plan, 'LoginFrequency', 3600) ?? 64_800,
    enableCreateUserAtLogin: booleanOr(plan, 'EnableCreateUserAtLogin', false),
    enableAuthorization: booleanOr(plan, 'EnableAuthorization', false),
    tokenToUserMapping: {
      accountName: mapping['AccountName'] ?? 'preferred_username',
      fullName: mapping['FullName'] ?? 'name',
    },
    newUserAuthorizationMode: choice(plan, 'NewUserAuthorizationMode', authorizationModes),
    userAuthorizationMode: choice(plan, 'UserAuthorizationMode', authorizationModes),
    administratorGroups: strings(plan, 'AdministratorGroups'),
    additionalGroups: strings(plan, 'AdditionalGroups'),
    authorizationGroups: stringMap(plan, 'AuthorizationGroups'),
  };
}

function parsePolicies(plan: JsonObject) {
  return {
    fileVaultPolicy: choices(plan, 'FileVaultPolicy', policyValues),
    loginPolicy: choices(plan, 'LoginPolicy', policyValues),
    unlockPolicy: choices(plan, 'UnlockPolicy', policyValues),
    offlineGracePeriod: integer(plan, 'OfflineGracePeriod', 0) ?? 0,
    authenticationGracePeriod: integer(plan, 'AuthenticationGracePeriod', 0) ?? 0,
    nonPlatformSsoAccounts: strings(plan, 'NonPlatformSSOAccounts'),
    allowDeviceIdentifiersInAttestation: booleanOr(plan, 'AllowDeviceIdentifiersInAttestation', false),
  };
}

function parseSetup(plan: JsonObject) {
  const named = choices(plan, 'NewUserAuthenticationMethods', newUserMethods);
  return {
    newUserAuthenticationMethods: named.length > 0 ? named : (['Password', 'SmartCard'] as const),
    enableCreateFirstUserDuringSetup: booleanOr(plan, 'EnableCreateFirstUserDuringSetup', true),
    enableRegistrationDuringSetup: booleanOr(plan, 'EnableRegistrationDuringSetup', false),
    synchronizeProfilePicture: booleanOr(plan, 'SynchronizeProfilePicture', false),
    temporarySessionQuickLogin: booleanOr(plan, 'TemporarySessionQuickLogin', false),
    webLoginUrlAllowList: strings(plan, 'WebLoginURLAllowList'),
    allowWebLoginPasswordSync: booleanOr(plan, 'AllowWebLoginPasswordSync', false),
  };
}

function parseAccessKey(plan: JsonObject) {
  return {
    accessKeyReaderGroupIdentifier: data(plan, 'AccessKeyReaderGroupIdentifier'),
    accessKeyTerminalIdentityUuid: optionalString(plan, 'AccessKeyTerminalIdentityUUID'),
    accessKeyReaderIssuerCertificateUuid: optionalString(plan, 'AccessKeyReaderIssuerCertificateUUID'),
    allowAccessKeyExpressMode: booleanOr(plan, 'AllowAccessKeyExpressMode', false),
  };
}
