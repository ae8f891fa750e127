/**
 * The configuration profile that joins a virtual Mac to an identity provider: what an MDM server would send. Two payloads:
 * Platform SSO itself, and the domain that the extension may speak for.
 */
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { companion } from './companion.ts';

/** What the profile says. */
export interface ProfileWish {
  readonly issuer: string;
  readonly method: AuthenticationMethod;
  /** Major version of macOS: 13 has its keys at the top of the payload. */
  readonly macosMajor: number;
  readonly accountDisplayName: string;
  readonly registrationToken: string | undefined;
  /** Whether the login window makes accounts for people of the organisation (macOS 14 and later). */
  readonly createsAccounts?: boolean;
  /** Whether the sign-in pages may make their password the local one (macOS 27). */
  readonly syncsPassword?: boolean;
  /** Groups of the organisation that answer administrator prompts (macOS 14 and later). */
  readonly administratorGroups?: readonly string[];
}

/** The identifier under which the profile is installed and replaced. */
export const profileIdentifier = 'org.porchlight.platform-sso';

/** The outer dictionary. UUIDs are fixed: another UUID would make every Mac register again. */
export function platformSsoProfile(wish: ProfileWish): JsonObject {
  return {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: profileIdentifier,
    PayloadUUID: '5B0A1C2E-7D3F-4E58-9A61-0F4C7B2D9E01',
    PayloadDisplayName: `Platform SSO for ${wish.accountDisplayName}`,
    PayloadScope: 'System',
    PayloadContent: [signInPayload(wish), domainsPayload(wish)],
  };
}

function signInPayload(wish: ProfileWish): JsonObject {
  const { issuer, method, macosMajor, accountDisplayName, registrationToken } = wish;
  return {
    PayloadType: 'com.apple.extensiblesso',
    PayloadVersion: 1,
    PayloadIdentifier: `${profileIdentifier}.extension`,
    PayloadUUID: '5B0A1C2E-7D3F-4E58-9A61-0F4C7B2D9E02',
    ExtensionIdentifier: companion.extensionIdentifier,
    TeamIdentifier: companion.teamIdentifier,
    Type: 'Redirect',
    URLs: [`${issuer.replace(/\/$/, '')}/`],
    ScreenLockedBehavior: 'DoNotHandle',
    ...(registrationToken === undefined ? {} : { RegistrationToken: registrationToken }),
    ...(macosMajor < 14
      ? { AuthenticationMethod: method }
      : {
          PlatformSSO: {
            AuthenticationMethod: method,
            UseSharedDeviceKeys: true,
            ...(macosMajor < 15 ? {} : { AllowDeviceIdentifiersInAttestation: true }),
            AccountDisplayName: accountDisplayName,
            TokenToUserMapping: { AccountName: 'preferred_username', FullName: 'name' },
            ...webLogin(wish),
            ...othersAtThisMac(wish),
          },
        }),
  };
}

// The window loads the identity provider's pages and nothing else.
function webLogin({ method, issuer, syncsPassword = false }: ProfileWish): JsonObject {
  if (method !== 'OpenID') return {};
  return {
    WebLoginURLAllowList: [new URL(issuer).origin],
    ...(syncsPassword ? { AllowWebLoginPasswordSync: true } : {}),
  };
}

function othersAtThisMac({ createsAccounts = false, administratorGroups = [], method }: ProfileWish): JsonObject {
  const newUsers = method === 'OpenID' ? { NewUserAuthenticationMethods: ['OpenID'] } : {};
  return {
    ...(createsAccounts ? { EnableCreateUserAtLogin: true, NewUserAuthorizationMode: 'Standard', ...newUsers } : {}),
    ...(administratorGroups.length === 0
      ? {}
      : { EnableAuthorization: true, AdministratorGroups: [...administratorGroups] }),
  };
}

function domainsPayload({ issuer }: ProfileWish): JsonObject {
  const domain = `authsrv:${new URL(issuer).host}`;
  const applications = [companion.applicationIdentifier, companion.extensionIdentifier];
  return {
    PayloadType: 'com.apple.associated-domains',
    PayloadVersion: 1,
    PayloadIdentifier: `${profileIdentifier}.domains`,
    PayloadUUID: '5B0A1C2E-7D3F-4E58-9A61-0F4C7B2D9E03',
    Configuration: applications.map((application) => ({
      ApplicationIdentifier: `${companion.teamIdentifier}.${application}`,
      AssociatedDomains: [domain],
      EnableDirectDownloads: true,
    })),
  };
}
