/**
 * The commands that set up a Mac while it awaits its configuration, in their order. Source: Apple's device management
 * documentation of the commands; "Implementing Platform SSO during Automated Device Enrollment" for the order.
 */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { accountConfiguration as accountCommand } from '#protocol/mdm/commands/account-configuration.ts';
import type { MdmCommand } from '#protocol/mdm/commands/define-command.ts';
import { deviceConfigured } from '#protocol/mdm/commands/device-configured.ts';
import { installEnterpriseApplication } from '#protocol/mdm/commands/install-enterprise-application.ts';
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';

/** What only the server at work knows. */
export interface SetupResources {
  /** Address of the manifest of the app's package; undefined when there is none. */
  readonly applicationManifestUrl: string | undefined;
  /** Signed or bare profiles in the order of installation: trust first, the plan's own last. */
  readonly profiles: readonly Uint8Array[];
  /** Bytes of the property list with the salted hash; needed when the plan has a managed administrator. */
  readonly administratorPasswordHash: Uint8Array | undefined;
  /** Who signed in before, for the primary account. */
  readonly person: { readonly fullName: string; readonly accountName: string } | undefined;
}

/**
 * The commands. `DeviceConfigured` comes last, and whoever sends them holds it back until the app is seen on the Mac:
 * the answer to the installation says only that it began.
 */
export function setupCommands(plan: SignInPlan, resources: SetupResources): readonly MdmCommand[] {
  const { applicationManifestUrl: manifest } = resources;
  const account = accountConfiguration(plan, resources);
  return [
    ...(manifest === undefined ? [] : [installApplication(manifest)]),
    ...resources.profiles.map((profile) => installProfile.build({ Payload: profile })),
    ...(account === undefined ? [] : [account]),
    ...(plan.setup.awaitConfigured || plan.setup.autoAdvance ? [deviceConfigured.build({})] : []),
  ];
}

function installApplication(manifestUrl: string): MdmCommand {
  return installEnterpriseApplication.build({
    ManifestURL: manifestUrl,
    InstallAsManaged: true,
    // Goes when the Mac leaves management.
    ManagementFlags: 1,
  });
}

/** `AccountConfiguration`, or undefined when the plan leaves accounts to Setup Assistant and Platform SSO. */
export function accountConfiguration({ setup }: SignInPlan, resources: SetupResources): MdmCommand | undefined {
  const { managedAdministrator: administrator, primaryAccount: primary } = setup;
  const hash = resources.administratorPasswordHash;
  const hasAdministrator = administrator !== undefined && hash !== undefined;
  const { person } = resources;
  const fills = primary.prefill && !primary.skip && person !== undefined;
  if (!hasAdministrator && !fills) return undefined;
  return accountCommand.build({
    // Apple wants an administrator beside either of these.
    ...(hasAdministrator && primary.skip ? { SkipPrimarySetupAccountCreation: true } : {}),
    ...(hasAdministrator && primary.regularUser && !primary.skip ? { SetPrimarySetupAccountAsRegularUser: true } : {}),
    ...(fills
      ? {
          PrimaryAccountFullName: person.fullName,
          PrimaryAccountUserName: person.accountName,
          LockPrimaryAccountInfo: primary.lock,
        }
      : {}),
    ...(hasAdministrator
      ? {
          AutoSetupAdminAccounts: [
            {
              shortName: administrator.shortName,
              fullName: administrator.fullName,
              passwordHash: hash,
              hidden: administrator.hidden,
            },
          ],
        }
      : {}),
  });
}
