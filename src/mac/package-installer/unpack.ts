/** What comes out of a downloaded package: applications in /Applications, and their SSO extensions. */
import { type PlistDictionary, isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { isJsonObject } from '#protocol/encoding/json.ts';
import {
  type ArchivedBundle,
  type VerifiedProductArchive,
  verifyProductArchive,
} from '#protocol/product-archive/product-archive.ts';
import { ProductArchiveError, type ProductArchiveErrorCode } from '#protocol/product-archive/product-archive-error.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { ChainError, verifyCertificateChain } from '#protocol/x509/chain.ts';
import { nameAttribute } from '#protocol/x509/name.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { nodeCompression } from '#runtime/compression.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { MacParts } from '../mac-parts.ts';
import type { InstalledExtension } from '../mac-state.ts';
import type { PendingPackage } from '../mdm-client/management-state.ts';
import type { InstalledApplication } from './installed-application.ts';
import { type PackageOutcome, type PackageRefusal, refused } from './package-outcome.ts';

const extensionPoint = 'com.apple.AppSSO.idp-extension';

/** Checks the package and installs what is inside, in place of what was there. */
export function unpack(mac: MacParts, bytes: Uint8Array, wanted: PendingPackage): PackageOutcome {
  const archive = read(bytes);
  if ('kind' in archive) return archive;
  const untrusted = distrust(mac, archive);
  if (untrusted) return untrusted;
  if (archive.bundles.some(({ source }) => source === 'package-info')) {
    return refused(
      'package_compression_unknown',
      'This virtual Mac cannot unpack the payload of the package; a real one can.',
    );
  }
  const applications = archive.bundles.filter(({ path }) => /(?:^|\/)Applications\/[^/]+\.app$/.test(path));
  if (applications.length === 0) {
    return refused('package_without_application', 'The package puts no application into /Applications.');
  }
  const team = nameAttribute(archive.signerCertificate.subject, 'organizationalUnitName') ?? '';
  for (const application of applications) install(mac, application, archive, team, { ...wanted, size: bytes.length });
  return { kind: 'installed', identifiers: applications.map(({ info }) => text(info, 'CFBundleIdentifier')) };
}

const codes: Readonly<Record<ProductArchiveErrorCode, PackageRefusal>> = {
  archive_malformed: 'package_malformed',
  archive_too_large: 'package_malformed',
  archive_damaged: 'package_malformed',
  archive_is_component: 'package_malformed',
  archive_without_application: 'package_without_application',
  archive_not_signed: 'package_not_signed',
  archive_signature_invalid: 'package_signature_invalid',
};

function read(bytes: Uint8Array): VerifiedProductArchive | PackageOutcome {
  try {
    return verifyProductArchive(bytes, { compression: nodeCompression, digests: nodeCrypto, verifySignature });
  } catch (error) {
    if (error instanceof ProductArchiveError) return refused(codes[error.code], error.message);
    throw error;
  }
}

/** The signer has to chain to a root that came with macOS (which this Mac does not carry) or with a profile. */
function distrust(mac: MacParts, { signerCertificate, otherCertificates }: VerifiedProductArchive) {
  try {
    verifyCertificateChain({
      leaf: signerCertificate,
      intermediates: otherCertificates,
      roots: profileRoots(mac),
      now: mac.wireNow(),
      verifySignature,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ChainError) && !(error instanceof X509Error) && !(error instanceof DerError)) throw error;
    return refused('package_signer_untrusted', `The signer of the package is not trusted: ${error.message}.`);
  }
}

/** The certificates of `com.apple.security.root` payloads. */
function profileRoots(mac: MacParts): readonly Certificate[] {
  return mac.state.profiles.flatMap(({ content }) => {
    const payloads = Array.isArray(content['PayloadContent']) ? content['PayloadContent'].filter(isJsonObject) : [];
    return payloads.flatMap(({ PayloadType: type, PayloadContent: data }) => {
      const der = type === 'com.apple.security.root' && typeof data === 'string' ? fromBase64(data) : undefined;
      return der ? readable(der) : [];
    });
  });
}

function readable(der: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch (error) {
    if (error instanceof X509Error || error instanceof DerError) return [];
    throw error;
  }
}

function install(
  mac: MacParts,
  { path, info }: ArchivedBundle,
  archive: VerifiedProductArchive,
  team: string,
  { managed, removedOnUnenroll, size }: PendingPackage & { readonly size: number },
): void {
  const inside = archive.bundles.filter((bundle) => bundle.path.startsWith(`${path}/`));
  const extensions = inside.filter(isSsoExtension).map((bundle) => extensionOf(bundle, info, team));
  const application: InstalledApplication = {
    identifier: text(info, 'CFBundleIdentifier'),
    name: text(info, 'CFBundleName'),
    version: text(info, 'CFBundleVersion'),
    shortVersion: text(info, 'CFBundleShortVersionString'),
    size,
    managed,
    removedOnUnenroll,
    extensionIdentifiers: extensions.map(({ extensionIdentifier }) => extensionIdentifier),
  };
  const others = (mac.state.applications ?? []).filter(({ identifier }) => identifier !== application.identifier);
  mac.state.applications = [...others, application];
  const replaced = new Set(application.extensionIdentifiers);
  const kept = mac.state.extensions.filter(({ extensionIdentifier }) => !replaced.has(extensionIdentifier));
  mac.state.extensions = [...kept, ...extensions];
}

function isSsoExtension({ info }: ArchivedBundle): boolean {
  const extension = info['NSExtension'];
  return isPlistDictionary(extension) && extension['NSExtensionPointIdentifier'] === extensionPoint;
}

function extensionOf({ info }: ArchivedBundle, application: PlistDictionary, team: string): InstalledExtension {
  const sdk = Number.parseFloat(text(info, 'DTSDKName').replace(/^macosx/, ''));
  return {
    teamIdentifier: team,
    applicationIdentifier: text(application, 'CFBundleIdentifier'),
    extensionIdentifier: text(info, 'CFBundleIdentifier'),
    displayName: text(info, 'CFBundleDisplayName') || text(info, 'CFBundleName'),
    sdkVersion: Number.isNaN(sdk) ? 13 : sdk,
    kind: { kind: 'porchlight' },
  };
}

function text(info: PlistDictionary, key: string): string {
  const value = info[key];
  return typeof value === 'string' ? value : '';
}
