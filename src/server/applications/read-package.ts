/** Reads what a package says, once its signature is proven and its files are whole. */
import { createHash } from 'node:crypto';
import { type PlistDictionary, type PlistValue, isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { ProductArchiveError } from '#protocol/product-archive/product-archive-error.ts';
import {
  type ArchivedBundle,
  type VerifiedProductArchive,
  verifyProductArchive,
} from '#protocol/product-archive/product-archive.ts';
import { formatName, nameAttribute } from '#protocol/x509/name.ts';
import { nodeCompression } from '#runtime/compression.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { HostedApplication, PackageFacts } from './hosted-package.ts';

const extensionPoint = 'com.apple.AppSSO.idp-extension';

/**
 * The facts of a package's bytes. Who signed is told, not judged: that is for the Mac, by its roots.
 * @throws {ProductArchiveError} with the code of what is wrong
 */
export function readPackage(bytes: Uint8Array): Omit<PackageFacts, 'demonstrationRoot'> {
  const archive = verifyProductArchive(bytes, { compression: nodeCompression, digests: nodeCrypto, verifySignature });
  const { subject } = archive.signerCertificate;
  const [first, ...others] = applicationsOf(archive);
  if (first === undefined) {
    throw new ProductArchiveError(
      'archive_without_application',
      'The package puts no application with an identifier into /Applications.',
    );
  }
  return {
    applications: [first, ...others],
    teamIdentifier: nameAttribute(subject, 'organizationalUnitName'),
    signer: nameAttribute(subject, 'commonName') ?? formatName(subject),
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    md5: createHash('md5').update(bytes).digest('hex'),
  };
}

/** Those with a single sign-on extension come first, since the manifest names the first. */
function applicationsOf({ bundles }: VerifiedProductArchive): readonly HostedApplication[] {
  const roots = bundles.filter(({ path }) => /^(?:\.?\/)?Applications\/[^/]+\.app$/.test(path));
  return roots
    .map((root) => applicationOf(root, bundles))
    .filter(({ bundleIdentifier }) => bundleIdentifier !== '')
    .sort((a, b) => Number(b.extensionIdentifiers.length > 0) - Number(a.extensionIdentifiers.length > 0));
}

function applicationOf({ path, source, info }: ArchivedBundle, bundles: readonly ArchivedBundle[]): HostedApplication {
  const bundleIdentifier = text(info, 'CFBundleIdentifier') ?? '';
  return {
    bundleIdentifier,
    name: text(info, 'CFBundleDisplayName') ?? text(info, 'CFBundleName') ?? nameOf(path) ?? bundleIdentifier,
    bundleVersion: text(info, 'CFBundleVersion') ?? '0',
    version: text(info, 'CFBundleShortVersionString'),
    extensionIdentifiers: bundles
      .filter((bundle) => bundle.path.startsWith(`${path}/`) && mayBeSsoExtension(bundle))
      .flatMap((bundle) => text(bundle.info, 'CFBundleIdentifier') ?? []),
    ...(source === 'package-info' ? { isUnread: true } : {}),
  };
}

/** As the Finder shows an application that names itself nowhere. */
function nameOf(path: string): string | undefined {
  return shown(path.slice(path.lastIndexOf('/') + 1).replace(/\.app$/, ''));
}

function mayBeSsoExtension({ path, source, info }: ArchivedBundle): boolean {
  if (source === 'package-info') return path.endsWith('.appex');
  const extension = info['NSExtension'];
  return isPlistDictionary(extension) && extension['NSExtensionPointIdentifier'] === extensionPoint;
}

function text(info: PlistDictionary, key: string): string | undefined {
  return shown(info[key]);
}

/** A text that people and tables can be shown, or nothing. */
function shown(value: PlistValue | undefined): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 255) return undefined;
  return /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value) ? undefined : value;
}
