/** The Associated Domains service: whether a host lets an extension speak for it. Source: Apple, "Supporting associated domains". */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { associationPath, parseAssociation } from '#protocol/platform-sso/associated-domains.ts';
import type { MacParts } from '../mac-parts.ts';
import type { InstalledExtension } from '../mac-state.ts';
import { isSuccess } from '../platform-sso-agent/refusal.ts';
import { domainAssociations } from '../profile-store/profile-store.ts';
import { check, exchange, systemHeaders } from '../transport.ts';

/**
 * Checks every host that a profile gives to the extension's application: the file must name the extension. No host at all
 * is a failure too, for then the extension is not associated.
 * @throws {PlatformSsoError} `configuration-incomplete`, and those of the transport
 */
export async function checkAssociation(mac: MacParts, extension: InstalledExtension): Promise<boolean> {
  const names = [extension.applicationIdentifier, extension.extensionIdentifier].map(
    (bundle) => `${extension.teamIdentifier}.${bundle}`,
  );
  const hosts = domainAssociations(mac.state.profiles)
    .filter(({ applicationIdentifier }) => names.includes(applicationIdentifier))
    .flatMap(({ authenticationHosts }) => authenticationHosts);
  for (const host of new Set(hosts)) await checkHost(mac, host, names[1] ?? '');
  return hosts.length > 0;
}

async function checkHost(mac: MacParts, host: string, extensionName: string): Promise<void> {
  const answer = await exchange(mac, {
    purpose: 'associated domains',
    method: 'GET',
    url: `https://${host}${associationPath}`,
    headers: systemHeaders(mac, 'swcd'),
  });
  const json = isSuccess(answer.status) ? parseJsonObject(answer.text) : undefined;
  const named = json !== undefined && parseAssociation(json).includes(extensionName);
  const wrong = `${host} does not name ${extensionName} in its association file.`;
  check(answer.record, named, `The file names ${extensionName}.`, 'configuration-incomplete', wrong);
}
