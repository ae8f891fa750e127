/** What a Mac should have by the plan in force: the one place that knows how a plan reaches a Mac. */
import { installEnterpriseApplication } from '#protocol/mdm/commands/install-enterprise-application.ts';
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';
import { removeProfile } from '#protocol/mdm/commands/remove-profile.ts';
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import type { HostedPackage } from '#server/applications/feature.ts';
import type { Delivery, PlanRendering } from '#server/sign-in-plan/feature.ts';
import { firstProfile, manifestLife } from '../first-profile.ts';
import { type ClaimedMac, needsToken } from '../registration-token.ts';
import type { SetupPorts } from '../setup-ports.ts';
import type { DeliveredPart, Possession } from './delivery.ts';
import type { Given } from './delivery-store.ts';

/** A command, and what of the plan it brings: a Mac has that once it acknowledged all that bring it. */
export interface PartCommand {
  readonly command: MdmCommand;
  readonly part: DeliveredPart;
}

/** What a Mac should have. */
export interface ShouldHave extends Given {
  /** By what the Mac has the plan: the profile is not all of it where that is declarations. */
  readonly delivery: Delivery;
  /** Whether a profile is part of it. */
  readonly hasProfile: boolean;
  /** What is missing to a Mac that has something already, in order. Made outside of any unit of writing. */
  commandsFor(has: Possession): Promise<readonly PartCommand[]>;
}

/** Whom it is for. */
export interface TargetMac extends ClaimedMac {
  readonly osVersion: string | undefined;
  readonly delivery: Delivery;
}

/** By the plan in force; undefined while there is none. */
export async function shouldHave(ports: SetupPorts, mac: TargetMac): Promise<ShouldHave | undefined> {
  const rendering = await ports.plans.renderingFor(mac);
  if (rendering === undefined) return undefined;
  const { saved, content, registration } = rendering;
  const hosted = await ports.applications.packageFor(saved.plan.application);
  const what = { content, registration, application: hosted?.sha256 };
  return {
    version: saved.version,
    what,
    delivery: mac.delivery,
    hasProfile: rendering.hasProfile,
    commandsFor: async (has) => [
      // The app comes first, as in setup: macOS looks for the extension when it reads the profile.
      ...(hosted === undefined || has.application === hosted.sha256
        ? []
        : await applicationOf(ports, rendering, hosted)),
      ...(has.content === content ? [] : await profileOf(ports, rendering, mac, has)),
    ],
  };
}

async function applicationOf(ports: SetupPorts, { saved }: PlanRendering, hosted: HostedPackage) {
  const trust = await firstProfile(ports, saved, hosted);
  const url = await ports.applications.manifestUrl(hosted.id, { lifeSeconds: manifestLife });
  if (url === undefined) return [];
  const command = installEnterpriseApplication.build({ ManifestURL: url, InstallAsManaged: true, ManagementFlags: 1 });
  return [...trust, command].map((one) => ({ command: one, part: 'application' as const }));
}

async function profileOf(ports: SetupPorts, rendering: PlanRendering, mac: TargetMac, has: Possession) {
  const { serialNumber } = mac;
  if (!rendering.hasProfile) {
    // Nothing is known to be there.
    if (has.content === undefined) return [];
    return [{ command: removeProfile.build({ Identifier: rendering.profileIdentifier }), part: 'profile' as const }];
  }
  const withToken = await needsToken(ports, mac, has.registration !== rendering.registration);
  const profile = await rendering.profileFor({ serialNumber, withToken });
  return [{ command: installProfile.build({ Payload: profile }), part: 'profile' as const }];
}
