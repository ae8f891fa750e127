/** Packages of the fake organisation, and their manifests. */
import { createHash } from 'node:crypto';
import type { TestSigner } from '#protocol/cms/contract/openssl-cms.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { buildProductArchive } from '#protocol/product-archive/build-product-archive.ts';
import { nodeCompression } from '#runtime/compression.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Writable } from './enrollment-profile.ts';
import { type FakeOrganisation, base } from './fake-organisation.ts';

const info = {
  CFBundleIdentifier: 'app',
  CFBundleName: 'Example',
  CFBundleVersion: '12',
  CFBundleShortVersionString: '1.2',
};
const extension = {
  CFBundleIdentifier: 'app.ext',
  CFBundleName: 'Sign-On',
  CFBundleVersion: '12',
  DTSDKName: 'macosx26.0',
  NSExtension: { NSExtensionPointIdentifier: 'com.apple.AppSSO.idp-extension' },
};

/** An application with an SSO extension; without a signer, unsigned. A payload takes the place of the one that is made. */
export function packageOf(signer: TestSigner | undefined, folder = 'Applications', payload?: Uint8Array): Uint8Array {
  const bundles = [
    { path: `${folder}/Example.app`, info },
    { path: `${folder}/Example.app/Contents/PlugIns/SSO.appex`, info: extension },
  ];
  const xarSigner = signer && {
    key: signer.cmsSigner.key,
    certificates: [signer.certificate.raw, signer.issuer.certificate.raw],
    signatureLength: 256,
  };
  const wish = { identifier: 'app.pkg', version: '1.2', title: 'Example', bundles, ...(payload ? { payload } : {}) };
  return buildProductArchive(wish, xarSigner, { compression: nodeCompression, digests: nodeCrypto });
}

/** The manifest of a package, its hashes of chunks. */
export function manifestOf(
  bytes: Uint8Array,
  algorithm: 'sha256' | 'md5' = 'sha256',
  chunkSize = bytes.length,
): Writable {
  const hashes: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize)
    hashes.push(
      createHash(algorithm)
        .update(bytes.subarray(at, at + chunkSize))
        .digest('hex'),
    );
  const asset = {
    kind: 'software-package',
    url: `${base}/app.pkg`,
    [`${algorithm}-size`]: chunkSize,
    [`${algorithm}s`]: hashes,
  };
  const metadata = { kind: 'software', 'bundle-identifier': 'app', 'bundle-version': '1.2', title: 'Example' };
  return { items: [{ assets: [asset], metadata }] };
}

/** Puts a package and its manifest (`/app.plist`) on the organisation's server. */
export function offerPackage(organisation: FakeOrganisation, bytes: Uint8Array, manifest = manifestOf(bytes)): void {
  organisation.pages.set('/app.plist', () => ({ body: writeXmlPlist(manifest) }));
  organisation.pages.set('/app.pkg', ({ method }) =>
    method === 'HEAD' ? { headers: { 'content-length': String(bytes.length) } } : { body: bytes },
  );
}

/** The payload by which Macs trust the signer's authority. */
export function rootPayload({ issuer }: TestSigner): Writable {
  return {
    PayloadType: 'com.apple.security.root',
    PayloadUUID: 'root',
    PayloadIdentifier: 'org.example.root',
    PayloadVersion: 1,
    PayloadContent: issuer.certificate.raw,
  };
}
