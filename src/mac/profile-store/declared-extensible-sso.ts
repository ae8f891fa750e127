/**
 * The configuration `com.apple.configuration.extensible-sso` of macOS 27 says with other words what the payload
 * `com.apple.extensiblesso` says. This Mac reads it into that payload. Source: Apple's schema of the declaration.
 */
import { type JsonObject, type JsonValue, isJsonObject } from '#protocol/encoding/json.ts';
import { ProfileError } from './payload-reader.ts';
import { extensibleSsoType } from './extensible-sso.ts';

/** Where a word of the declaration stands in the payload's `PlatformSSO`: path in the declaration, key in the payload. */
const platformSsoKeys: readonly (readonly [path: string, key: string])[] = [
  ['AuthenticationMethod', 'AuthenticationMethod'],
  ['UseSharedDeviceKeys', 'UseSharedDeviceKeys'],
  ['LoginFrequency', 'LoginFrequency'],
  ['AllowDeviceIdentifiersInAttestation', 'AllowDeviceIdentifiersInAttestation'],
  ['Account.DisplayName', 'AccountDisplayName'],
  ['Account.SynchronizeProfilePicture', 'SynchronizeProfilePicture'],
  ['UserCreation.EnableAtLogin', 'EnableCreateUserAtLogin'],
  ['UserCreation.EnableFirstUserDuringSetup', 'EnableCreateFirstUserDuringSetup'],
  ['UserCreation.EnableRegistrationDuringSetup', 'EnableRegistrationDuringSetup'],
  ['UserCreation.NewUserAuthenticationMethods', 'NewUserAuthenticationMethods'],
  ['UserCreation.NewUserAuthorizationMode', 'NewUserAuthorizationMode'],
  ['UserCreation.TokenToUserMapping', 'TokenToUserMapping'],
  ['UserCreation.TemporarySessionQuickLogin', 'TemporarySessionQuickLogin'],
  ['Authorization.EnableIdentityProviderAccounts', 'EnableAuthorization'],
  ['Authorization.UserAuthorizationMode', 'UserAuthorizationMode'],
  ['Authorization.AdministratorGroups', 'AdministratorGroups'],
  ['Authorization.AdditionalGroups', 'AdditionalGroups'],
  ['Authorization.AuthorizationGroups', 'AuthorizationGroups'],
  ['AccessKey.ReaderGroupIdentifier', 'AccessKeyReaderGroupIdentifier'],
  ['AccessKey.AllowExpressMode', 'AllowAccessKeyExpressMode'],
  ['Policies.FileVault', 'FileVaultPolicy'],
  ['Policies.Login', 'LoginPolicy'],
  ['Policies.Unlock', 'UnlockPolicy'],
  ['Policies.OfflineGracePeriod', 'OfflineGracePeriod'],
  ['Policies.AuthenticationGracePeriod', 'AuthenticationGracePeriod'],
  ['Policies.NonPlatformSSOAccounts', 'NonPlatformSSOAccounts'],
  ['WebAuthentication.URLAllowList', 'WebLoginURLAllowList'],
  ['WebAuthentication.AllowPasswordSync', 'AllowWebLoginPasswordSync'],
];

const sameKeys = ['Type', 'Realm', 'ExtensionData', 'URLs', 'Hosts', 'DeniedBundleIdentifiers', 'ScreenLockedBehavior'];

/** The profile that does the same. @throws {ProfileError} `missing_key`, `malformed_key` */
export function profileOfDeclaration(identifier: string, payload: JsonObject): JsonObject {
  const { PlatformSSO: declared } = payload;
  const [extension, team] = composed(payload['ExtensionComposedIdentifier']);
  const content: Record<string, JsonValue> = {
    PayloadType: extensibleSsoType,
    PayloadIdentifier: `${identifier}.extensible-sso`,
    ExtensionIdentifier: extension,
    TeamIdentifier: team,
  };
  for (const key of sameKeys) if (payload[key] !== undefined) content[key] = payload[key];
  if (isJsonObject(declared)) {
    content['PlatformSSO'] = platformSsoOf(declared);
    const token = declared['RegistrationToken'];
    if (token !== undefined) content['RegistrationToken'] = token;
  }
  return { PayloadType: 'Configuration', PayloadIdentifier: identifier, PayloadContent: [content] };
}

/** `bundle.id (TEAMID)`. */
function composed(value: JsonValue | undefined): readonly [string, string] {
  if (value === undefined) throw new ProfileError('missing_key', 'There is no "ExtensionComposedIdentifier".');
  const [, extension, team] = (typeof value === 'string' ? /^(\S+) \((\w+)\)$/.exec(value) : undefined) ?? [];
  if (extension !== undefined && team !== undefined) return [extension, team];
  throw new ProfileError('malformed_key', '"ExtensionComposedIdentifier" is not a bundle identifier and (team).');
}

function platformSsoOf(declared: JsonObject): JsonObject {
  const entries = platformSsoKeys.flatMap(([path, key]) => {
    const value = valueAt(declared, path.split('.'));
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

function valueAt(from: JsonObject, [first = '', ...rest]: readonly string[]): JsonValue | undefined {
  const value = from[first];
  if (rest.length === 0) return value;
  return isJsonObject(value) ? valueAt(value, rest) : undefined;
}
