/**
 * The package of the demonstration: the Porchlight Companion as a signed product archive. It is for virtual Macs only. What is
 * inside are property lists and no program, and its signer is below a root that is made for it: a real Mac installs neither.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { buildProductArchive } from '#protocol/product-archive/build-product-archive.ts';
import { type Authority, issueUnder, makeRootAuthority } from '#protocol/x509/authority.ts';
import { makeName } from '#protocol/x509/name.ts';
import { clientExtensions } from '#protocol/x509/profiles.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCompression } from '#runtime/compression.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { generateRsaKey, messageSigner } from '#runtime/rsa.ts';

const day = 86_400_000;
const team = 'PRCHLGHT01';
const identifier = 'org.porchlight.companion';
const version = '1.0';
const application = 'Applications/Porchlight Companion.app';

const bundles = [
  {
    path: application,
    info: {
      CFBundleIdentifier: identifier,
      CFBundleName: 'Porchlight Companion',
      CFBundlePackageType: 'APPL',
      CFBundleShortVersionString: version,
      CFBundleVersion: '1',
      DTSDKName: 'macosx15.2',
    },
  },
  {
    path: `${application}/Contents/PlugIns/SSO Extension.appex`,
    info: {
      CFBundleIdentifier: `${identifier}.ssoextension`,
      CFBundleName: 'Porchlight Companion',
      CFBundlePackageType: 'XPC!',
      CFBundleShortVersionString: version,
      CFBundleVersion: '1',
      DTSDKName: 'macosx15.2',
      NSExtension: { NSExtensionPointIdentifier: 'com.apple.AppSSO.idp-extension' },
    },
  },
];

/** A package with the root that virtual Macs have to trust to install it, DER. */
export interface DemonstrationPackage {
  readonly bytes: Uint8Array;
  readonly root: Uint8Array;
}

/** Makes it, with keys that nobody keeps: no second package can be signed in this name. */
export async function makeDemonstrationPackage(ports: {
  readonly clock: Clock;
  readonly random: Random;
}): Promise<DemonstrationPackage> {
  const root = laboratoryRoot(await generateRsaKey(2048), ports);
  const key = await generateRsaKey(2048);
  const signer = issueUnder(root, {
    ...wishOf(ports),
    subject: makeName([
      ['commonName', `Laboratory Installer: Porchlight (${team})`],
      ['organizationalUnitName', team],
    ]),
    publicKey: publicKeyOf(key),
    extensions: (keys) => clientExtensions(keys),
  });
  const certificates = [signer.raw, root.certificate.raw];
  const bytes = buildProductArchive(
    { identifier: `${identifier}.pkg`, version, title: 'Porchlight Companion', bundles },
    { key: messageSigner(key), certificates, signatureLength: 256 },
    { compression: nodeCompression, digests: nodeCrypto },
  );
  return { bytes, root: root.certificate.raw };
}

function laboratoryRoot(key: KeyObject, ports: { readonly clock: Clock; readonly random: Random }): Authority {
  return makeRootAuthority(
    { signer: keySigner(key), publicKey: publicKeyOf(key) },
    {
      ...wishOf(ports),
      subject: makeName([['commonName', 'Porchlight laboratory packages, for virtual Macs only']]),
      pathLength: 0,
    },
  );
}

function wishOf({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
  const now = clock.now();
  return { notBefore: now - day, notAfter: now + 3650 * day, random: random.bytes(16), digests: nodeCrypto };
}

function publicKeyOf(key: KeyObject) {
  return parsePublicKey(createPublicKey(key).export({ format: 'der', type: 'spki' }));
}
