/**
 * The block "Device Configuration" of `app-sso platform -s`.
 *
 * The keys of macOS 15.4 and later are those of the one public output (15.6). What older releases print was not seen: a key is
 * left out here before the release that brought its feature.
 */
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import type { EnclaveKey, MacState } from '../../mac-state.ts';
import { isoDate } from './dates.ts';
import { present, secretDigest } from './display.ts';
import { platformSsoDictionary, platformSsoPayload, texts } from './profile-payload.ts';
import { isAtLeast } from './release.ts';
import { describeBits, describeHours, loginTypes, policyBits, sumBits } from './vocabulary.ts';

/** The block for one account (its own keys count where the device has none), or undefined without a configuration. */
export function deviceBlock(state: MacState, user: string | undefined, time: number): JsonObject | undefined {
  const device = state.platformSso.device;
  if (!device) return undefined;
  const own = user === undefined ? undefined : state.platformSso.users[user];
  const profile = platformSsoDictionary(platformSsoPayload(state.profiles));
  const keyData = (handle: string | undefined) => digestOfKey(state.secureEnclave.keys, handle);
  const members: Record<string, JsonValue | undefined> = {
    _deviceEncryptionKeyData: keyData(device.encryptionKey ?? own?.encryptionKey),
    _deviceSigningKeyData: keyData(device.signingKey ?? own?.signingKey),
    created: isoDate(time),
    extensionIdentifier: device.extensionIdentifier,
    lastEncryptionKeyChange: isoDate(device.lastEncryptionKeyChange),
    loginType: loginTypes[device.loginType],
    registrationCompleted: device.registrationCompleted,
    version: 1,
  };
  if (isAtLeast(state.macos, '14.0')) {
    Object.assign(members, sinceSonoma(profile), {
      protocolVersion: device.protocolVersion === '2.0' ? 1 : 0,
      sdkVersionString: device.sdkVersion,
      sharedDeviceKeys: device.sharedDeviceKeys,
    });
  }
  if (isAtLeast(state.macos, '15.0')) Object.assign(members, sinceSequoia(profile, device.authGracePeriodStart));
  if (isAtLeast(state.macos, '15.4')) {
    members['allowDeviceIdentifiersInAttestation'] = profile['AllowDeviceIdentifiersInAttestation'] === true;
  }
  return present(members);
}

function sinceSonoma(profile: JsonObject): Record<string, JsonValue | undefined> {
  const groups = (name: string) => (texts(profile[name]).length > 0 ? texts(profile[name]) : undefined);
  return {
    administratorGroups: groups('AdministratorGroups'),
    authorizationEnabled: profile['EnableAuthorization'] === true,
    authorizationGroups: profile['AuthorizationGroups'],
    createUsersEnabled: profile['EnableCreateUserAtLogin'] === true,
    loginFrequency: profile['LoginFrequency'] ?? 64_800,
    newUserAuthorizationMode: profile['NewUserAuthorizationMode'] ?? 'None',
    otherGroups: groups('AdditionalGroups'),
    tokenToUserMapping: profile['TokenToUserMapping'] ?? { AccountName: 'preferred_username', FullName: 'name' },
    userAuthorizationMode: profile['UserAuthorizationMode'] ?? 'None',
  };
}

function sinceSequoia(profile: JsonObject, graceStart: number): Record<string, JsonValue | undefined> {
  const policy = (name: string) => describeBits(policyBits, sumBits(policyBits, texts(profile[name])));
  const period = (name: string) => describeHours(typeof profile[name] === 'number' ? profile[name] : 0);
  const exempt = texts(profile['NonPlatformSSOAccounts']);
  return {
    authGracePeriodStart: isoDate(graceStart),
    encryptionAlgorithm: 'ECDHE-A256GCM',
    fileVaultPolicy: policy('FileVaultPolicy'),
    loginPolicy: policy('LoginPolicy'),
    nonPlatformSSOAccounts: exempt.length > 0 ? exempt : undefined,
    offlineGracePeriod: period('OfflineGracePeriod'),
    pendingEncryptionAlgorithm: 'none',
    pendingSigningAlgorithm: 'none',
    requireAuthGracePeriod: period('AuthenticationGracePeriod'),
    signingAlgorithm: 'ES256',
    unlockPolicy: policy('UnlockPolicy'),
  };
}

function digestOfKey(keys: readonly EnclaveKey[], handle: string | undefined): string | undefined {
  const key = keys.find((candidate) => candidate.handle === handle);
  return key ? secretDigest(key.sealed) : undefined;
}
