/** Which commands set a Mac up. Made outside of any unit of writing: tokens, addresses and passwords are made for them. */
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { deviceInformation } from '#protocol/mdm/commands/device-information.ts';
import { securityInfo } from '#protocol/mdm/commands/security-info.ts';
import type { HostedPackage } from '#server/applications/feature.ts';
import type { SavedPlan } from '#server/sign-in-plan/feature.ts';
import type { Course } from './course.ts';
import { firstProfile, manifestLife } from './first-profile.ts';
import { makeAdministrator } from './managed-administrator.ts';
import { mayRegister } from './registration-token.ts';
import { type ShouldHave, shouldHave } from './rollout/should-have.ts';
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
  /** What the Mac has of the plan once it carried them out; undefined without a plan. */
  readonly given: ShouldHave | undefined;
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

/** Makes the commands of a Mac. Without a plan they are questions only. */
export async function prepareSetup(ports: SetupPorts, course: Course): Promise<Preparation> {
  const questions = [deviceInformation.build({ Queries: queries }), securityInfo.build({})];
  const saved = await ports.plans.current();
  const nothing = { awaited: [], missing: undefined, declared: undefined, given: undefined };
  if (saved === undefined) return { commands: questions, ...nothing };
  const hosted = await ports.applications.packageFor(saved.plan.application);
  // Before the commands: where the plan is saved anew in between, its Mac is given the new version later.
  const declared = await declaredVersion(ports, course);
  const delivery = declared === undefined ? 'profile' : 'declaration';
  const given = await shouldHave(ports, { ...(await targetOf(ports, course)), delivery });
  const first = await firstProfile(ports, saved, hosted);
  const plan = await planCommands(ports, course, saved, hosted);
  return {
    declared,
    commands: [...questions, ...first, ...plan],
    awaited: hosted === undefined ? [] : [hosted.applications[0].bundleIdentifier],
    given,
    missing: hosted === undefined ? saved.plan.application.extensionIdentifier : undefined,
  };
}

async function declaredVersion({ management, plans }: SetupPorts, { serialNumber }: Course) {
  const osVersion = (await management.enrollmentBySerialNumber(serialNumber))?.osVersion;
  return (await plans.deliveryFor({ serialNumber, osVersion })) === 'declaration' ? osVersion : undefined;
}

async function targetOf(ports: SetupPorts, { serialNumber }: Course) {
  const enrollment = await ports.management.enrollmentBySerialNumber(serialNumber);
  return { serialNumber, osVersion: enrollment?.osVersion, isProven: enrollment?.isSerialNumberProven === true };
}

async function planCommands(
  ports: SetupPorts,
  course: Course,
  { plan }: SavedPlan,
  hosted: HostedPackage | undefined,
): Promise<readonly MdmCommand[]> {
  const { serialNumber, lane } = course;
  const isHeld = lane === 'setup-assistant';
  const { managedAdministrator: administrator } = plan.setup;
  const mac = await targetOf(ports, course);
  const target = { ...mac, mayRegister: await mayRegister(ports, mac) };
  const commands = await ports.plans.setupCommandsFor(target, {
    applicationManifestUrl: hosted && (await ports.applications.manifestUrl(hosted.id, { lifeSeconds: manifestLife })),
    profiles: [],
    // Accounts are for Setup Assistant: a Mac that is past it answers with an error.
    administratorPasswordHash:
      isHeld && administrator ? await makeAdministrator(ports, serialNumber, administrator.shortName) : undefined,
    person: isHeld ? await ports.personOf(serialNumber) : undefined,
  });
  return (commands ?? []).filter(({ RequestType }) => RequestType !== 'DeviceConfigured');
}
