/** A package that this server hands to Macs, by what is in it. */

/** An application inside a package, that is put into /Applications. */
export interface HostedApplication {
  readonly bundleIdentifier: string;
  readonly name: string;
  /** `CFBundleVersion`, which manifests and lists of installed applications name. */
  readonly bundleVersion: string;
  /** `CFBundleShortVersionString`, where the application has one. */
  readonly version: string | undefined;
  /** Bundle identifiers of the single sign-on extensions inside. */
  readonly extensionIdentifiers: readonly string[];
  /**
   * The payload is of a form that is not looked into: `extensionIdentifiers` are those of all app extensions that the package
   * lists, any of which may be one for single sign-on; and not every tool lists them.
   */
  readonly isUnread?: true;
}

/** What a package says of itself, proven by its signature. */
export interface PackageFacts {
  /** The first is the one that the manifest names. */
  readonly applications: readonly [HostedApplication, ...HostedApplication[]];
  /** Organisational unit of the signer, which is Apple's team identifier; undefined where the signer has none. */
  readonly teamIdentifier: string | undefined;
  /** Name of the signer's certificate, for people. */
  readonly signer: string;
  /** Bytes. */
  readonly size: number;
  /** Of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
  readonly md5: string;
  /** Made by this server for virtual Macs: base64 of the DER of the root that they have to be told of. */
  readonly demonstrationRoot: string | undefined;
}

/** A package in the store. */
export interface HostedPackage extends PackageFacts {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly importedAt: number;
  readonly importedBy: string;
}

/** The name of its file in addresses: letters, digits, dots and dashes. */
export function fileNameOf({ applications: [{ bundleIdentifier, bundleVersion }] }: PackageFacts): string {
  return `${bundleIdentifier}-${bundleVersion}.pkg`.replace(/[^A-Za-z0-9.-]+/g, '-');
}
