/** Which commands set a Mac up. Made outside of any unit of writing: tokens, addresses and passwords are made for them. */
import { createHash } from 'node:crypto';
import { type PlistDictionary, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { deviceInformation } from '#protocol/mdm/commands/device-information.ts';
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';
import { securityInfo } from '#protocol/mdm/commands/security-info.ts';
import type { HostedPackage } from '#server/applications/feature.ts';
import type { SavedPlan } from '#server/sign-in-plan/feature.ts';
import type { Course } from './course.ts';
import { makeAdministrator } from './managed-administrator.ts';
import type { SetupPorts } from './setup-ports.ts';

/** The commands in their order, without DeviceConfigured. */
export interface Preparation {
  readonly commands: readonly MdmCommand[];
  /** Bundle identifiers to wait for. */
  readonly awaited: readonly string[];
  /** The app that the plan names and that no package has. */
  readonly missing: string | undefined;
  /** The version of a Mac that has the plan as declarations; undefined: it has the profile. */
  readonly declared: string | undefined;
}

/** What may be asked of every Mac, and is known to all versions. */
const queries = [
  'SerialNumber',
  'UDID',
  'ProvisioningUDID',
  'DeviceName',
  'Model',
  'ModelName',
  'ProductName',
  'OSVersion',
  'BuildVersion',
  'IsAppleSilicon',
  'IsSupervised',
  'AwaitingConfiguration',
];

/** How long an address of a package is good, in seconds: a Mac may be put aside in the midst of its setup. */
const manifestLife = 7 * 86_400;

/** Makes the commands of a Mac. Without a plan they are questions only. */
export async function prepareSetup(ports: SetupPorts, course: Course): Promise<Preparation> {
  const questions = [deviceInformation.build({ Queries: queries }), securityInfo.build({})];
  const saved = await ports.plans.current();
  if (saved === undefined) return { commands: questions, awaited: [], missing: undefined, declared: undefined };
  const hosted = await ports.applications.packageFor(saved.plan.application);
  const first = await firstProfile(ports, saved, hosted);
  const plan = await planCommands(ports, course, saved, hosted);
  const declared = await declaredVersion(ports, course);
  return {
    declared,
    commands: [...questions, ...first, ...plan],
    awaited: hosted === undefined ? [] : [hosted.applications[0].bundleIdentifier],
    missing: hosted === undefined ? saved.plan.application.extensionIdentifier : undefined,
  };
}

async function declaredVersion({ management, plans }: SetupPorts, { serialNumber }: Course) {
  const osVersion = (await management.enrollmentBySerialNumber(serialNumber))?.osVersion;
  return (await plans.deliveryFor({ serialNumber, osVersion })) === 'declaration' ? osVersion : undefined;
}

/** Roots and networks come before the package whose signer they vouch for. */
async function firstProfile(ports: SetupPorts, { plan }: SavedPlan, hosted: HostedPackage | undefined) {
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

async function planCommands(
  ports: SetupPorts,
  { serialNumber, lane }: Course,
  { plan }: SavedPlan,
  hosted: HostedPackage | undefined,
): Promise<readonly MdmCommand[]> {
  const isHeld = lane === 'setup-assistant';
  const enrollment = await ports.management.enrollmentBySerialNumber(serialNumber);
  const { managedAdministrator: administrator } = plan.setup;
  const commands = await ports.plans.setupCommandsFor(
    { serialNumber, osVersion: enrollment?.osVersion },
    {
      applicationManifestUrl:
        hosted && (await ports.applications.manifestUrl(hosted.id, { lifeSeconds: manifestLife })),
      profiles: [],
      // Accounts are for Setup Assistant: a Mac that is past it answers with an error.
      administratorPasswordHash:
        isHeld && administrator ? await makeAdministrator(ports, serialNumber, administrator.shortName) : undefined,
      person: isHeld ? await ports.personOf(serialNumber) : undefined,
    },
  );
  return (commands ?? []).filter(({ RequestType }) => RequestType !== 'DeviceConfigured');
}

/** The same payloads make the same profile. */
function uuidOf(payloads: readonly PlistDictionary[]): string {
  const hash = createHash('sha256');
  for (const { PayloadUUID: uuid } of payloads) hash.update(typeof uuid === 'string' ? uuid : '');
  const text = hash.digest('hex').toUpperCase();
  return text.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-A$4-$5');
}
