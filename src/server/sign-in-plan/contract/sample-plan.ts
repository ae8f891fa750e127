/** Plans for tests: one that says little, one that says everything. */
import type { z } from 'zod';
import { type SignInPlan, signInPlan } from '#api/sign-in-plan.ts';

/** The id of the plan in tests. */
export const samplePlanId = '6F1C3A52-0E5B-4C0B-9C55-6B7C9E0B4D10';

const small = {
  organisation: 'Example',
  accountDisplayName: 'Example',
  method: 'Password',
  urls: ['https://id.example.org/'],
  application: {
    teamIdentifier: 'TEAM123456',
    bundleIdentifier: 'org.example.companion',
    extensionIdentifier: 'org.example.companion.ssoextension',
    package: { file: 'companion.pkg', bundleVersion: '1.0', signed: true },
  },
  associatedDomains: [{ host: 'id.example.org' }],
} as const satisfies z.input<typeof signInPlan>;

/** A plan that says little, with changes. */
export function samplePlan(change: Partial<z.input<typeof signInPlan>> = {}): SignInPlan {
  return signInPlan.parse({ ...small, ...change });
}

/** A plan in which every member has a value. */
export function fullPlan(change: Partial<z.input<typeof signInPlan>> = {}): SignInPlan {
  return samplePlan({
    method: 'OpenID',
    delivery: 'declaration',
    fallback: { method: 'Password' },
    loginFrequency: 43_200,
    deniedBundleIdentifiers: ['org.example.other'],
    extensionData: { AppPrefixAllowList: 'org.example.', depth: { on: true, list: [1, 'two'] } },
    registration: { duringSetup: true },
    accounts: {
      createUserAtLogin: true,
      newUserAuthenticationMethods: ['Password', 'SmartCard', 'AccessKey', 'OpenID'],
      newUserAuthorizationMode: 'Temporary',
      userAuthorizationMode: 'Groups',
      authorization: true,
      administratorGroups: ['Mac Administrators'],
      additionalGroups: ['Staff'],
      authorizationGroups: { 'system.preferences.network': 'Staff' },
      tokenToUserMapping: { accountName: 'com.apple.PlatformSSO.AccountShortName', fullName: 'name' },
      synchronizeProfilePicture: true,
      temporarySessionQuickLogin: true,
    },
    policies: {
      fileVault: ['AttemptAuthentication', 'AllowOpenIDForTouchIDFallback'],
      login: ['RequireAuthentication', 'AllowOfflineGracePeriod', 'AllowAuthenticationGracePeriod', 'RequireTouchID'],
      unlock: ['RequireAuthentication', 'AllowTouchIDOrWatchForUnlock', 'RequireTouchIDOrWatch'],
      offlineGracePeriod: 604_800,
      authenticationGracePeriod: 86_400,
      nonPlatformSsoAccounts: ['breakglass'],
    },
    accessKey: {
      readerGroupIdentifier: 'AQIDBA==',
      terminalIdentityUuid: '0A7D5C9A-6E0F-4C1B-8B5E-3E7F5C4D2A11',
      readerIssuerCertificateUuid: '0A7D5C9A-6E0F-4C1B-8B5E-3E7F5C4D2A12',
      terminalIdentityAsset: 'org.example.asset.terminal',
      readerIssuerCertificateAsset: 'org.example.asset.issuer',
    },
    webLogin: { urlAllowList: ['https://id.example.org'], allowPasswordSync: true },
    setup: {
      skipPanes: ['AppleID', 'Siri'],
      language: 'en',
      region: 'GB',
      minimumMacos: '26',
      deviceIdentity: 'attested',
      requirePlatformSso: true,
      supportPhone: '+44 20 7946 0000',
      supportEmail: 'help@example.org',
      department: 'IT',
      managedAdministrator: { shortName: 'itadmin', fullName: 'IT Admin' },
      primaryAccount: { regularUser: true },
    },
    ...change,
  });
}
