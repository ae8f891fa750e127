/**
 * The commands that set up a Mac while it awaits its configuration, in their order. Source: Apple's device management
 * documentation of the commands; "Implementing Platform SSO during Automated Device Enrollment" for the order.
 */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';

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

/** A command's body, without its UUID: `RequestType` and its keys. */
export type SetupCommand = PlistDictionary & { readonly RequestType: string };

/**
 * The commands. `DeviceConfigured` comes last, and whoever sends them holds it back until the app is seen on the Mac:
 * the answer to the installation says only that it began.
 */
export function setupCommands(plan: SignInPlan, resources: SetupResources): readonly SetupCommand[] {
  const { applicationManifestUrl: manifest } = resources;
  const account = accountConfiguration(plan, resources);
  return [
    ...(manifest === undefined ? [] : [installApplication(manifest)]),
    ...resources.profiles.map((profile) => ({ RequestType: 'InstallProfile', Payload: profile })),
    ...(account === undefined ? [] : [account]),
    ...(plan.setup.awaitConfigured || plan.setup.autoAdvance ? [{ RequestType: 'DeviceConfigured' }] : []),
  ];
}

function installApplication(manifestUrl: string): SetupCommand {
  return {
    RequestType: 'InstallEnterpriseApplication',
    ManifestURL: manifestUrl,
    InstallAsManaged: true,
    // Goes when the Mac leaves management.
    ManagementFlags: 1,
  };
}

/** `AccountConfiguration`, or undefined when the plan leaves accounts to Setup Assistant and Platform SSO. */
export function accountConfiguration({ setup }: SignInPlan, resources: SetupResources): SetupCommand | undefined {
  const { managedAdministrator: administrator, primaryAccount: primary } = setup;
  const hash = resources.administratorPasswordHash;
  const hasAdministrator = administrator !== undefined && hash !== undefined;
  const { person } = resources;
  const fills = primary.prefill && !primary.skip && person !== undefined;
  if (!hasAdministrator && !fills) return undefined;
  return {
    RequestType: 'AccountConfiguration',
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
  };
}
