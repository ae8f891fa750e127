/**
 * Panes of Setup Assistant that `skip_setup_items` of an enrollment profile can leave out on a Mac, each with the macOS
 * versions that know it. No key leaves out the panes for Platform SSO, for the account, for the region or for the network.
 * Source: Apple's schema of 26.0 (skipkeys) with its later corrections; fact sheet section 1.6.
 */

/** A version of macOS as `[major, minor]`. */
export type MacOsVersion = readonly [major: number, minor: number];

interface Known {
  readonly since: MacOsVersion;
  /** The first version that no longer knows it. */
  readonly until?: MacOsVersion;
}

const everywhere: Known = { since: [10, 9] };

/** Every key with the versions that know it. */
export const skipSetupItems: Readonly<Record<string, Known>> = {
  Accessibility: { since: [11, 0] },
  AccessibilityAppearance: { since: [27, 0] },
  AdditionalPrivacySettings: { since: [26, 0] },
  Appearance: { since: [10, 14] },
  AppleID: everywhere,
  AppStore: { since: [11, 1] },
  Biometric: { since: [10, 12] },
  DeviceFeaturesTour: { since: [27, 0] },
  Diagnostics: everywhere,
  DisplayTone: { since: [10, 13], until: [12, 0] },
  EnableLockdownMode: { since: [14, 0] },
  FileVault: { since: [10, 10] },
  iCloudDiagnostics: { since: [10, 12] },
  iCloudStorage: { since: [10, 13] },
  Intelligence: { since: [15, 0] },
  LiquidGlass: { since: [27, 0] },
  Location: { since: [10, 11] },
  OSShowcase: { since: [26, 1] },
  Payment: { since: [10, 12] },
  Privacy: { since: [10, 13] },
  Restore: everywhere,
  ScreenTime: { since: [10, 15] },
  Siri: { since: [10, 12] },
  SoftwareUpdate: { since: [15, 4] },
  TermsOfAddress: { since: [13, 0] },
  TOS: everywhere,
  UnlockWithWatch: { since: [15, 0] },
  UpdateCompleted: { since: [26, 1] },
  Wallpaper: { since: [14, 1], until: [26, 0] },
  Welcome: { since: [15, 0] },
};

/** The keys that a version knows, in alphabetical order. */
export function skipSetupItemsOf(version: MacOsVersion): readonly string[] {
  return Object.entries(skipSetupItems)
    .filter(([, { since, until }]) => !isBefore(version, since) && (until === undefined || isBefore(version, until)))
    .map(([key]) => key)
    .toSorted();
}

function isBefore(left: MacOsVersion, right: MacOsVersion): boolean {
  return left[0] < right[0] || (left[0] === right[0] && left[1] < right[1]);
}
