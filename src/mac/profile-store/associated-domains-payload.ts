/** The payload `com.apple.associated-domains`: which applications may speak for which hosts. */
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';
import { ProfileError, booleanOr, requiredString, strings } from './payload-reader.ts';

/** Apple's `PayloadType`. */
export const associatedDomainsType = 'com.apple.associated-domains';

/** One application's domains. */
export interface DomainAssociation {
  /** `TEAMID.bundle.identifier`. */
  readonly applicationIdentifier: string;
  /** Hosts of `authsrv:<host>` entries, with port where one was given; other services are left out. */
  readonly authenticationHosts: readonly string[];
  readonly enableDirectDownloads: boolean;
}

/** Reads the payload. @throws {ProfileError} `missing_key`, `malformed_key` */
export function parseAssociatedDomains(payload: JsonObject): readonly DomainAssociation[] {
  const configuration = payload['Configuration'];
  if (!Array.isArray(configuration) || !configuration.every((item) => isJsonObject(item))) {
    throw new ProfileError('malformed_key', 'The key "Configuration" is not an array of dictionaries.');
  }
  return (configuration as readonly JsonObject[]).map((item) => ({
    applicationIdentifier: requiredString(item, 'ApplicationIdentifier'),
    authenticationHosts: strings(item, 'AssociatedDomains').flatMap(hostOf),
    enableDirectDownloads: booleanOr(item, 'EnableDirectDownloads', false),
  }));
}

function hostOf(domain: string): readonly string[] {
  const host = /^authsrv:([^?/]+)(?:\?.*)?$/.exec(domain)?.[1];
  return host === undefined ? [] : [host];
}
