/**
 * The association file that lets an SSO extension speak for a host: `/.well-known/apple-app-site-association`, fetched
 * by the Associated Domains service before registration. Source: Apple, "Supporting associated domains" (`authsrv`).
 */
import { type JsonObject, isJsonObject } from '../encoding/json.ts';

/** Where the file is served: 200, JSON, no redirect. */
export const associationPath = '/.well-known/apple-app-site-association';

/** The file's content for applications named `TEAMID.bundle.identifier`. */
export function encodeAssociation(applicationIdentifiers: readonly string[]): string {
  return JSON.stringify({ authsrv: { apps: applicationIdentifiers } });
}

/** The applications that a file allows to answer sign-in for its host; empty when it says nothing of `authsrv`. */
export function parseAssociation(json: JsonObject): readonly string[] {
  const service = json['authsrv'];
  const apps = isJsonObject(service) ? service['apps'] : undefined;
  return Array.isArray(apps) ? apps.filter((app): app is string => typeof app === 'string') : [];
}
