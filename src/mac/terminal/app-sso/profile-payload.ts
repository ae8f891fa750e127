/** The `com.apple.extensiblesso` payload of an installed profile, as the tools read it. */
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';
import type { InstalledProfile } from '../../mac-state.ts';

/** The first SSO payload with a `PlatformSSO` dictionary or the macOS 13 key, or undefined when no profile has one. */
export function platformSsoPayload(profiles: readonly InstalledProfile[]): JsonObject | undefined {
  return profiles
    .flatMap(({ content }) => payloads(content))
    .find((payload) => payload['PayloadType'] === 'com.apple.extensiblesso' && isForPlatformSso(payload));
}

/** The payloads of a profile's outer dictionary. */
export function payloads(content: JsonObject): readonly JsonObject[] {
  const list = content['PayloadContent'];
  return Array.isArray(list) ? list.filter((item) => isJsonObject(item)) : [];
}

/** The `PlatformSSO` dictionary; empty on macOS 13 profiles, which have their keys at the top. */
export function platformSsoDictionary(payload: JsonObject | undefined): JsonObject {
  const dictionary = payload?.['PlatformSSO'];
  return isJsonObject(dictionary) ? dictionary : {};
}

/** A list of texts, or none. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function isForPlatformSso(payload: JsonObject): boolean {
  return isJsonObject(payload['PlatformSSO']) || typeof payload['AuthenticationMethod'] === 'string';
}
