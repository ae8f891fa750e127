/** An application in /Applications, as `InstalledApplicationList` tells of it. */

/** One application. */
export interface InstalledApplication {
  /** `CFBundleIdentifier`. */
  readonly identifier: string;
  readonly name: string;
  /** `CFBundleVersion` and `CFBundleShortVersionString`. */
  readonly version: string;
  readonly shortVersion: string;
  /** Bytes. */
  readonly size: number;
  /** Installed by the organisation's MDM, and removed with its enrollment where that was asked for. */
  readonly managed: boolean;
  readonly removedOnUnenroll: boolean;
  /** Identifiers of its SSO extensions, which stand in the Mac's list of extensions. */
  readonly extensionIdentifiers: readonly string[];
}
