/**
 * `PackageInfo` of a component: where its payload goes, and the bundles in it by name and version. Source: the format as
 * `pkgbuild(1)` writes it, which lists every bundle of the payload, those inside of others too; `productbuild --component` lists
 * the outermost alone.
 */
import { type PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { type XmlElement, XmlError, parseXml } from '#protocol/encoding/xml.ts';
import { ProductArchiveError } from './product-archive-error.ts';

/** What a component says of itself. */
export interface PackageInfo {
  /** Such as `/Applications`; `/` where it says nothing. */
  readonly installLocation: string;
  readonly bundles: readonly ListedBundle[];
}

/** A bundle, by what is known of it without its payload. */
export interface ListedBundle {
  /** From the disk's root, such as `./Applications/Example.app`. */
  readonly path: string;
  /** `CFBundleIdentifier`, `CFBundleVersion` and `CFBundleShortVersionString`, as far as they are named; nothing else. */
  readonly info: PlistDictionary;
}

/** Reads it. @throws {ProductArchiveError} `archive_malformed` */
export function parsePackageInfo(bytes: Uint8Array): PackageInfo {
  const root = rootOf(bytes);
  const installLocation = root.attributes.get('install-location') ?? '/';
  // Elements of the same name inside of others refer to these, and have no path.
  const listed = root.children.filter(({ name, attributes }) => name === 'bundle' && attributes.has('path'));
  return { installLocation, bundles: listed.map((bundle) => bundleOf(bundle, installLocation)) };
}

/** A path below a payload's root as a path from the disk's. @throws {ProductArchiveError} `archive_malformed` */
export function placeOf(path: string, installLocation: string): string {
  const names = `${installLocation}/${path}`.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw malformed('a path inside leads out of it');
  return `./${names.join('/')}`;
}

function rootOf(bytes: Uint8Array): XmlElement {
  try {
    const root = parseXml(bytes);
    if (root.name === 'pkg-info') return root;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
  }
  throw malformed('the PackageInfo of a component is not one');
}

function bundleOf({ attributes }: XmlElement, installLocation: string): ListedBundle {
  const known = [
    ['CFBundleIdentifier', attributes.get('id')],
    ['CFBundleVersion', attributes.get('CFBundleVersion')],
    ['CFBundleShortVersionString', attributes.get('CFBundleShortVersionString')],
  ] as const;
  return {
    path: placeOf(attributes.get('path') ?? '', installLocation),
    info: Object.fromEntries(known.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
  };
}

function malformed(why: string): ProductArchiveError {
  return new ProductArchiveError('archive_malformed', `The package cannot be read: ${why}.`);
}
