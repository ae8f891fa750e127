/**
 * The block "User Configuration" of `app-sso platform -s`, for the account that runs the command.
 * A person who is not registered prints few keys: seen on macOS 15.6.
 */
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import type { EnclaveKey, MacState, UnlockBinding, UserConfiguration } from '../../mac-state.ts';
import { isoDate } from './dates.ts';
import { certificateText, present, secretDigest } from './display.ts';
import { isAtLeast } from './release.ts';
import { loginTypes, userStates } from './vocabulary.ts';

/** The block, or undefined for an account that has none. */
export function userBlock(state: MacState, user: string | undefined, time: number): JsonObject | undefined {
  const configuration = user === undefined ? undefined : state.platformSso.users[user];
  if (!configuration) return undefined;
  const sequoia = isAtLeast(state.macos, '15.0');
  return present({
    created: isoDate(time),
    loginType: loginTypes[configuration.loginType],
    pendingSigningAlgorithm: sequoia ? 'none' : undefined,
    signingAlgorithm: sequoia ? 'ES256' : undefined,
    state: userStates[stateNames[configuration.state]],
    uniqueIdentifier: configuration.uniqueIdentifier,
    version: 1,
    ...registered(configuration, state.secureEnclave.keys, time),
    ...(configuration.unlock ? unlock(configuration.unlock) : {}),
  });
}

const stateNames = {
  Normal: 'normal',
  NeedsNewKeys: 'needs-new-keys',
  NeedsRegistration: 'needs-registration',
} as const;

function registered(
  configuration: UserConfiguration,
  keys: readonly EnclaveKey[],
  time: number,
): Record<string, JsonValue | undefined> {
  const key = keys.find(({ handle }) => handle === configuration.secureEnclaveKey);
  const name = configuration.loginUserName;
  return {
    _credential: configuration.credential === undefined ? undefined : secretDigest(configuration.credential),
    _sepKeyData: key ? secretDigest(key.sealed) : undefined,
    kerberosStatus: configuration.tokens ? [] : undefined,
    lastLoginDate: configuration.lastLogin === undefined ? undefined : isoDate(configuration.lastLogin),
    userLoginConfiguration: name === undefined ? undefined : { created: isoDate(time), loginUserName: name },
  };
}

function unlock(binding: UnlockBinding): Record<string, JsonValue> {
  return {
    userDecryptionCertificate: certificateText(binding.decryptionCertificate),
    userDecryptionContext: secretDigest(binding.decryptionContext),
    userDecryptionKeyHash: binding.decryptionKeyHash,
    userUnlockCertificate: certificateText(binding.certificate),
    userUnlockData: secretDigest(binding.data.map(({ wrapped }) => wrapped).join('')),
    userUnlockHash: binding.hash,
  };
}
