/**
 * What each macOS does differently for Platform SSO, in one table. Source: Apple's documentation of Platform SSO, by
 * version (13.0, 14.0, 14.4, 15.0, 15.4, 26.0, 27.0).
 */

/** A macOS version that this Mac can play, such as `14.4`. */
export type MacosVersion = (typeof macosVersions)[number];

/** All of them, oldest first. */
export const macosVersions = ['13.0', '14.0', '14.4', '15.0', '15.4', '26.0', '27.0'] as const;

/** What a version knows. */
export interface MacosTraits {
  /** The `PlatformSSO` dictionary with everything in it; before, only the method at the top level of the payload. */
  readonly platformSsoDictionary: boolean;
  /** Device keys that all users share; before, every user has their own. */
  readonly sharedDeviceKeys: boolean;
  /** Platform SSO 2.0: key requests and key exchanges. */
  readonly keyService: boolean;
  /** Messages in the style of the macOS 14 SDK, for extensions built with it. */
  readonly newMessageStyle: boolean;
  readonly smartCard: boolean;
  readonly encryptedPassword: boolean;
  readonly groups: boolean;
  readonly accountCreation: boolean;
  /** Settings > Users & Groups > Network Account Server, with Register and Repair. */
  readonly settingsUi: boolean;
  /** Applications may offer passkeys to browsers. */
  readonly passkeyProviders: boolean;
  /** Sends `amr`. */
  readonly amr: boolean;
  /** FileVault, login and unlock policies; needs Apple silicon for FileVault. */
  readonly policies: boolean;
  /** `AllowDeviceIdentifiersInAttestation` and the short form of account names. */
  readonly attestationIdentifiers: boolean;
  readonly setupAssistant: boolean;
  /** Scopes `urn:apple:platformsso:auth:…`, where the login configuration asks for them. */
  readonly authorizationScopes: boolean;
  /** The method `OpenID`: a window that loads the organisation's sign-in pages. */
  readonly webLogin: boolean;
  /** Of CFNetwork and Darwin in the `User-Agent`. */
  readonly cfNetwork: string;
  readonly darwin: string;
}

/** The traits of a version. */
export function traitsOf(version: MacosVersion): MacosTraits {
  const at = (since: MacosVersion) => macosVersions.indexOf(version) >= macosVersions.indexOf(since);
  const [cfNetwork, darwin] = kernels[version];
  return {
    platformSsoDictionary: at('14.0'),
    sharedDeviceKeys: at('14.0'),
    keyService: at('14.0'),
    newMessageStyle: at('14.0'),
    smartCard: at('14.0'),
    encryptedPassword: at('14.0'),
    groups: at('14.0'),
    accountCreation: at('14.0'),
    settingsUi: at('14.0'),
    passkeyProviders: at('14.0'),
    amr: at('14.4'),
    policies: at('15.0'),
    attestationIdentifiers: at('15.4'),
    setupAssistant: at('26.0'),
    authorizationScopes: at('27.0'),
    webLogin: at('27.0'),
    cfNetwork,
    darwin,
  };
}

// Only those of macOS 27 stand in Apple's documentation; the others are of the right generation.
const kernels: Readonly<Record<MacosVersion, readonly [string, string]>> = {
  '13.0': ['1390', '22.0.0'],
  '14.0': ['1474', '23.0.0'],
  '14.4': ['1494.0.7', '23.4.0'],
  '15.0': ['1568.100.1', '24.0.0'],
  '15.4': ['3826.500.111', '24.4.0'],
  '26.0': ['3860.100.1', '25.0.0'],
  '27.0': ['3887.100.1', '27.0.0'],
};

/** The build number: those of the public releases; for 27.0 the number is made up. */
export function buildOf(version: MacosVersion): string {
  return builds[version];
}

const builds: Readonly<Record<MacosVersion, string>> = {
  '13.0': '22A380',
  '14.0': '23A344',
  '14.4': '23E214',
  '15.0': '24A335',
  '15.4': '24E248',
  '26.0': '25A354',
  '27.0': '26A300',
};

/** Whether a version is at least as new as another; the other may be any dotted number. */
export function isAtLeast(version: MacosVersion, other: string): boolean {
  const [ours, theirs] = [version, other].map((text) => text.split('.').map(Number));
  const length = Math.max(ours?.length ?? 0, theirs?.length ?? 0);
  for (let index = 0; index < length; index += 1) {
    const difference = (ours?.[index] ?? 0) - (theirs?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
