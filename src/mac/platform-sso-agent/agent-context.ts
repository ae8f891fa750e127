/** What the agent needs to speak for one user: the plan, the login configuration, the keys in use. */
import {
  type CompleteLoginConfiguration,
  type CustomValues,
  withDefaults,
} from '#protocol/platform-sso/login-configuration.ts';
import type { MessageStyle } from '#protocol/platform-sso/media-types.ts';
import type { Occasion } from '#protocol/platform-sso/authorization-scope.ts';
import type { MacParts } from '../mac-parts.ts';
import type { DeviceConfiguration, UserConfiguration } from '../mac-state.ts';
import { type SsoPlan, ssoPlan } from '../profile-store/profile-store.ts';
import { PlatformSsoError } from './failure.ts';

/** Everything that a request is made from. */
export interface AgentContext {
  readonly mac: MacParts;
  readonly plan: SsoPlan;
  readonly configuration: CompleteLoginConfiguration;
  readonly style: MessageStyle;
  readonly loginUserName: string;
  /** Handles of the device keys in use (`currentDeviceSigning`, `currentDeviceEncryption`). */
  readonly signingKey: string;
  readonly encryptionKey: string;
  /** Why the request is made, for the authorization scope of macOS 27; the last part of the scope. */
  readonly occasion: Occasion;
  /** The person signs in on the web, which always says why. */
  readonly byWeb?: boolean;
}

/**
 * The context of a registered device.
 * @param user undefined for somebody who has no account here yet
 * @throws {PlatformSsoError} `configuration-incomplete`, `key-missing`
 */
export function agentContext(
  mac: MacParts,
  user: UserConfiguration | undefined,
  loginUserName: string,
  occasion: Occasion,
): AgentContext {
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  const { device, loginConfiguration } = mac.state.platformSso;
  if (!plan || !device || !loginConfiguration) {
    throw new PlatformSsoError('configuration-incomplete', 'Platform SSO is not set up on this Mac.');
  }
  const keys = keysInUse(mac, device, user);
  const configuration = withDefaults(loginConfiguration.configuration);
  const style = mac.traits().newMessageStyle && device.sdkVersion >= 14 ? 'sdk14' : 'sdk13';
  return { mac, plan, configuration, style, loginUserName, occasion, ...keys };
}

/** Names and values of a custom set as form fields; numbers and booleans become text. */
export function formValues(values: CustomValues | undefined): readonly (readonly [string, string])[] {
  return Object.entries(values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

/** A URL without query and fragment, as `aud` names it; otherwise untouched. */
export function bareUrl(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function keysInUse(mac: MacParts, device: DeviceConfiguration, user: UserConfiguration | undefined) {
  const signingKey = device.sharedDeviceKeys ? device.signingKey : user?.signingKey;
  const encryptionKey = device.sharedDeviceKeys ? device.encryptionKey : user?.encryptionKey;
  const present = (handle: string | undefined): handle is string => handle !== undefined && mac.enclave.has(handle);
  if (!present(signingKey) || !present(encryptionKey)) {
    throw new PlatformSsoError('key-missing', 'The device keys are not in the Secure Enclave.');
  }
  return { signingKey, encryptionKey };
}
