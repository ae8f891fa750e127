/** The configuration profiles of this Mac, and the plan for Platform SSO that follows from them. */
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';
import type { MacosTraits } from '../macos/versions.ts';
import type { InstalledProfile } from '../mac-state.ts';
import { type DomainAssociation, associatedDomainsType, parseAssociatedDomains } from './associated-domains-payload.ts';
import {
  type ExtensibleSsoPayload,
  type PlatformSsoPlan,
  type ProfileMethod,
  extensibleSsoType,
  parseExtensibleSso,
} from './extensible-sso.ts';
import { ProfileError, requiredString } from './payload-reader.ts';

/** What the profiles say of Platform SSO, for one version of macOS. */
export interface SsoPlan {
  readonly payload: ExtensibleSsoPayload;
  readonly method: ProfileMethod;
  readonly sharedDeviceKeys: boolean;
  /** The dictionary of macOS 14 and later, or what macOS 13 does without one. */
  readonly platformSso: PlatformSsoPlan;
}

/**
 * Checks and takes apart a profile before it is installed.
 * @throws {ProfileError} also `payload_missing` when `PayloadContent` is not an array of dictionaries
 */
export function readProfile(content: JsonObject, installed: number): InstalledProfile {
  const identifier = requiredString(content, 'PayloadIdentifier');
  const displayName = content['PayloadDisplayName'];
  for (const payload of payloadsOf(content)) {
    if (payload['PayloadType'] === extensibleSsoType) parseExtensibleSso(payload);
    if (payload['PayloadType'] === associatedDomainsType) parseAssociatedDomains(payload);
  }
  return { identifier, displayName: typeof displayName === 'string' ? displayName : identifier, installed, content };
}

/** The payload for Platform SSO of all profiles, or undefined. @throws {ProfileError} `duplicate_payload` */
export function extensibleSsoPayload(profiles: readonly InstalledProfile[]): ExtensibleSsoPayload | undefined {
  const found = payloads(profiles, extensibleSsoType)
    .map(parseExtensibleSso)
    .filter((payload) => payload.platformSso !== undefined || payload.authenticationMethod !== undefined);
  if (found.length > 1) {
    throw new ProfileError('duplicate_payload', 'More than one profile configures Platform SSO on this Mac.');
  }
  return found[0];
}

/** What this Mac will do, or undefined when no profile asks for Platform SSO in a way that its macOS knows. */
export function ssoPlan(profiles: readonly InstalledProfile[], traits: MacosTraits): SsoPlan | undefined {
  const payload = extensibleSsoPayload(profiles);
  if (!payload) return undefined;
  const platformSso = traits.platformSsoDictionary ? payload.platformSso : undefined;
  const method =
    platformSso?.authenticationMethod ?? (traits.platformSsoDictionary ? undefined : payload.authenticationMethod);
  if (!method) return undefined;
  return {
    payload,
    method,
    sharedDeviceKeys: traits.sharedDeviceKeys && (platformSso?.useSharedDeviceKeys ?? false),
    platformSso: platformSso ?? withoutDictionary(payload),
  };
}

/** The associated domains of all profiles. */
export function domainAssociations(profiles: readonly InstalledProfile[]): readonly DomainAssociation[] {
  return payloads(profiles, associatedDomainsType).flatMap(parseAssociatedDomains);
}

function withoutDictionary(payload: ExtensibleSsoPayload): PlatformSsoPlan {
  const { platformSso } = parseExtensibleSso({
    Type: payload.type,
    ExtensionIdentifier: payload.extensionIdentifier,
    TeamIdentifier: payload.teamIdentifier,
    PlatformSSO: {},
  });
  if (!platformSso) throw new ProfileError('missing_key', 'The payload has no "PlatformSSO".');
  return platformSso;
}

function payloads(profiles: readonly InstalledProfile[], type: string): readonly JsonObject[] {
  return profiles.flatMap(({ content }) => payloadsOf(content)).filter((payload) => payload['PayloadType'] === type);
}

function payloadsOf(content: JsonObject): readonly JsonObject[] {
  const list = content['PayloadContent'];
  if (!Array.isArray(list) || !list.every((item) => isJsonObject(item))) {
    throw new ProfileError('payload_missing', 'The profile has no "PayloadContent" of dictionaries.');
  }
  return list;
}
