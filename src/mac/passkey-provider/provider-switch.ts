/**
 * The switch in Settings that lets the organisation's application offer passkeys to browsers, and whether it can. Source:
 * Apple, `ASCredentialProviderExtension` (macOS 14 and later); Microsoft, "Platform SSO: use the Secure Enclave key as a
 * passkey". The Mac has to be registered for the person by the Secure Enclave method: that key is what is offered.
 */
import { personOf } from '../local-accounts/person.ts';
import type { MacParts } from '../mac-parts.ts';
import type { PasskeyProviderState } from './passkey-state.ts';
import type { PlainOutcome } from '../outcomes.ts';

/** Why the organisation's application has no passkeys to offer. */
export type ProviderObstacle =
  | 'nobody-at-the-desktop'
  | 'no-passkey-providers-before-macos-14'
  | 'no-extension'
  | 'not-registered-with-secure-enclave'
  | 'provider-switched-off';

/** The provider for the person at the desktop. */
export type Provider =
  | { readonly kind: 'ready'; readonly person: string; readonly userKey: string; readonly state: PasskeyProviderState }
  | { readonly kind: 'obstacle'; readonly reason: ProviderObstacle; readonly sentence: string };

/** Where the switch stands in Settings, in the words of the Mac's macOS. */
export function settingsPath({ state }: MacParts): string {
  const isOld = state.macos.startsWith('14.');
  return isOld
    ? 'Settings > Passwords > Password options > Use passwords and passkeys from'
    : 'Settings > General > AutoFill & Passwords';
}

/** Turns the switch, where Settings shows one: on a Mac that is registered for the person. */
export function switchProvider(mac: MacParts, isOn: boolean): PlainOutcome {
  const provider = providerOf(mac);
  if (provider.kind === 'obstacle' && provider.reason !== 'provider-switched-off') {
    return { kind: 'refused', reason: provider.reason, sentence: provider.sentence };
  }
  const person = personOf(mac) ?? '';
  const passkeys = mac.state.passkeyProviders?.[person]?.passkeys ?? [];
  mac.state.passkeyProviders = { ...mac.state.passkeyProviders, [person]: { passkeys, enabled: isOn } };
  return { kind: 'done' };
}

/** The provider, or why there is none. */
export function providerOf(mac: MacParts): Provider {
  const { state } = mac;
  const person = personOf(mac);
  if (state.session.kind !== 'desktop' || person === undefined) {
    return obstacle('nobody-at-the-desktop', 'Nobody sits at the desktop of this Mac.');
  }
  if (!mac.traits().passkeyProviders) {
    return obstacle('no-passkey-providers-before-macos-14', 'Before macOS 14 no application can offer passkeys.');
  }
  const user = state.platformSso.users[person];
  const isInstalled = state.extensions.some(({ kind }) => kind.kind === 'porchlight');
  if (!isInstalled) return obstacle('no-extension', 'No application of the organisation offers passkeys on this Mac.');
  const userKey =
    user?.loginType === 'UserSecureEnclaveKey' && user.state === 'Normal' ? user.secureEnclaveKey : undefined;
  if (userKey === undefined || !mac.enclave.has(userKey)) {
    const sentence = 'This Mac is not registered for this person with a Secure Enclave key.';
    return obstacle('not-registered-with-secure-enclave', sentence);
  }
  const provider = state.passkeyProviders?.[person];
  if (!provider?.enabled) {
    return obstacle('provider-switched-off', `The organisation's application is switched off: ${settingsPath(mac)}.`);
  }
  return { kind: 'ready', person, userKey, state: provider };
}

function obstacle(reason: ProviderObstacle, sentence: string): Provider {
  return { kind: 'obstacle', reason, sentence };
}
