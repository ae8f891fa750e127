/** What a Mac has to trust before it is given a package, and for how long the address of the package is good. */
import { createHash } from 'node:crypto';
import { type PlistDictionary, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';
import type { HostedPackage } from '#server/applications/feature.ts';
import type { SavedPlan } from '#server/sign-in-plan/feature.ts';
import type { SetupPorts } from './setup-ports.ts';

/** How long an address of a package is good, in seconds: a Mac may be put aside in the midst of its setup. */
export const manifestLife = 7 * 86_400;

/** Roots and networks come before the package whose signer they vouch for. */
export async function firstProfile(
  ports: SetupPorts,
  { plan }: SavedPlan,
  hosted: HostedPackage | undefined,
): Promise<readonly MdmCommand[]> {
  const roots = hosted === undefined ? [] : ports.applications.rootPayloads(hosted);
  const payloads = [...(await ports.firstPayloads()), ...roots];
  if (payloads.length === 0) return [];
  const profile: PlistDictionary = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: 'org.porchlight.first',
    PayloadUUID: uuidOf(payloads),
    PayloadDisplayName: `Trust and networks of ${plan.organisation}`,
    PayloadOrganization: plan.organisation,
    PayloadScope: 'System',
    PayloadContent: [...payloads],
  };
  return [installProfile.build({ Payload: ports.signProfile(writeXmlPlist(profile)) })];
}

/** The same payloads make the same profile. */
function uuidOf(payloads: readonly PlistDictionary[]): string {
  const hash = createHash('sha256');
  for (const { PayloadUUID: uuid } of payloads) hash.update(typeof uuid === 'string' ? uuid : '');
  const text = hash.digest('hex').toUpperCase();
  return text.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-A$4-$5');
}
