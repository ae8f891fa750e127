/** What System Settings shows of a Mac: Platform SSO, passkeys, profiles, management, applications. */
import type { ApplicationView, DownloadedProfileView, ProfileView, SettingsView } from '#api/desk/view.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { DownloadedProfile, InstalledProfile, MacState } from '#mac/mac-state.ts';
import { traitsOf } from '#mac/macos/versions.ts';
import { payloads, platformSsoDictionary, platformSsoPayload } from '#mac/terminal/app-sso/profile-payload.ts';
import { methodOf } from '../../mac/method-of.ts';
import { methodTitles } from './people-on-mac.ts';

/** The settings. @param passkeyPath where the switch for passkeys stands in this macOS */
export function settingsView(state: MacState, passkeyPath: string): SettingsView {
  return {
    platformSso: platformSsoView(state),
    passkeys: { path: passkeyPath, ...passkeySwitch(state) },
    management: managementView(state),
    profiles: state.profiles.map(profileView),
    downloads: (state.downloadedProfiles ?? []).map(downloadView),
    fileVault: state.fileVault.enabled,
  };
}

function platformSsoView(state: MacState): SettingsView['platformSso'] {
  const payload = platformSsoPayload(state.profiles);
  const method = methodOf(state);
  if (!payload || method === undefined) return undefined;
  return {
    accountDisplayName: textOf(platformSsoDictionary(payload), 'AccountDisplayName'),
    method: methodTitles[method],
    isDeviceRegistered: state.platformSso.device?.registrationCompleted ?? false,
    extensionIdentifier: textOf(payload, 'ExtensionIdentifier') ?? '',
    hasSettings: traitsOf(state.macos).settingsUi,
  };
}

/** Settings offers the application where the person at the desktop is registered with a Secure Enclave key. */
function passkeySwitch(state: MacState): Omit<SettingsView['passkeys'], 'path'> {
  const { session } = state;
  const person = session.kind === 'desktop' ? session.user : '';
  const user = state.platformSso.users[person];
  const extension = state.extensions.find(({ kind }) => kind.kind === 'porchlight');
  const isAble = user?.loginType === 'UserSecureEnclaveKey' && user.state === 'Normal';
  const offers = isAble && traitsOf(state.macos).passkeyProviders;
  return {
    application: offers ? extension?.displayName : undefined,
    isOn: state.passkeyProviders?.[person]?.enabled ?? false,
  };
}

function managementView({ management, profiles, deviceEnrollment }: MacState): SettingsView['management'] {
  if (!management?.enrolled) return undefined;
  const profile = profiles.find(({ identifier }) => identifier === management.profileIdentifier);
  const organisation = textOf(profile?.content ?? {}, 'PayloadOrganization');
  return {
    organisation: organisation ?? textOf(deviceEnrollment ?? {}, 'department'),
    server: new URL(management.settings.serverUrl).host,
    isRemovable: !management.removalDisallowed,
  };
}

function profileView({ identifier, displayName, installed, content, managed }: InstalledProfile): ProfileView {
  return {
    identifier,
    displayName,
    organisation: textOf(content, 'PayloadOrganization'),
    installed,
    isManaged: managed ?? false,
    payloads: payloadViews(content),
  };
}

function payloadViews(content: JsonObject): ProfileView['payloads'] {
  return payloads(content).map((payload) => {
    const type = textOf(payload, 'PayloadType') ?? '';
    return { type, displayName: textOf(payload, 'PayloadDisplayName') ?? type };
  });
}

function downloadView({ fileName, downloaded, content }: DownloadedProfile): DownloadedProfileView {
  const inside = payloadViews(content);
  return {
    fileName,
    downloaded,
    identifier: textOf(content, 'PayloadIdentifier') ?? '',
    displayName: textOf(content, 'PayloadDisplayName') ?? fileName,
    organisation: textOf(content, 'PayloadOrganization'),
    payloads: inside,
    enrolls: inside.some(({ type }) => type === 'com.apple.mdm'),
  };
}

/** What stands in /Applications; an extension that no package brought has its application there too. */
export function applicationViews({ applications = [], extensions }: MacState): readonly ApplicationView[] {
  const brings = (identifier: string) =>
    extensions.some(
      ({ applicationIdentifier, kind }) => applicationIdentifier === identifier && kind.kind === 'porchlight',
    );
  const installed = applications.map(({ name, identifier, shortVersion }) => ({
    name,
    bundleIdentifier: identifier,
    version: shortVersion,
    isPorchlight: brings(identifier),
  }));
  const known = new Set(installed.map(({ bundleIdentifier }) => bundleIdentifier));
  const others = extensions
    .filter(({ applicationIdentifier }) => !known.has(applicationIdentifier))
    .map(({ displayName, applicationIdentifier, kind }) => ({
      name: displayName,
      bundleIdentifier: applicationIdentifier,
      version: '1.0',
      isPorchlight: kind.kind === 'porchlight',
    }));
  return [...installed, ...others];
}

function textOf(content: JsonObject, key: string): string | undefined {
  const value = content[key];
  return typeof value === 'string' ? value : undefined;
}
