/**
 * Product archives (.pkg) as MDM installs them: a signed XAR archive with a `Distribution` and components whose payloads hold
 * applications. Component packages alone do not install by MDM. Payloads in gzip are looked into; of any other form (`pbzx`, as
 * Apple's tools write for macOS 10.10 and later) the component's PackageInfo tells what is inside. Source: Apple,
 * `productbuild(1)`, `pkgbuild(1)`, InstallEnterpriseApplication.
 */
import { parsePlist, PlistError } from '#protocol/encoding/plist/plist.ts';
import { isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { type CpioFile, parseCpio } from './cpio.ts';
import { parsePackageInfo, placeOf } from './package-info.ts';
import type { ArchivePorts } from './ports.ts';
import { ProductArchiveError } from './product-archive-error.ts';
import { parseXar, type XarFile, type XarSignature } from './xar.ts';

/** A bundle inside a payload. */
export interface ArchivedBundle {
  /** From the disk's root, such as `./Applications/Example.app`. */
  readonly path: string;
  /**
   * `info-plist`: `info` is its whole Info.plist. `package-info`: the payload was not looked into, and `info` has identifier and
   * versions alone. Whether such an .appex is an extension for single sign-on is not known (`NSExtension`): each may be one.
   */
  readonly source: 'info-plist' | 'package-info';
  readonly info: PlistDictionary;
}

class Verified {
  /** Holds the key that signed; whether it is trusted is for the reader to decide. */
  readonly signerCertificate: Certificate;
  readonly otherCertificates: readonly Certificate[];
  readonly bundles: readonly ArchivedBundle[];

  constructor(certificates: readonly [Certificate, ...Certificate[]], bundles: readonly ArchivedBundle[]) {
    [this.signerCertificate, ...this.otherCertificates] = certificates;
    this.bundles = bundles;
  }
}

/** A package whose signature is right and whose files are whole; only `verifyProductArchive` makes one. */
export type VerifiedProductArchive = Verified;

/** Payloads beyond this many bytes are not unpacked. */
const longestPayload = 512 * 1024 * 1024;

/** Reads and verifies. @throws {ProductArchiveError} */
export function verifyProductArchive(
  bytes: Uint8Array,
  ports: ArchivePorts & { readonly verifySignature: VerifySignature },
): VerifiedProductArchive {
  const { files, signature } = parseXar(bytes, ports);
  if (!files.some(({ path }) => path === 'Distribution')) {
    throw new ProductArchiveError('archive_is_component', 'The package is no product archive: it has no Distribution.');
  }
  if (!signature) throw new ProductArchiveError('archive_not_signed', 'The package is not signed.');
  const certificates = checkSignature(signature, ports.verifySignature);
  const payloads = files.filter(({ path }) => path === 'Payload' || path.endsWith('/Payload'));
  const bundles = payloads.flatMap((payload) => bundlesOf(payload, files, ports));
  return new Verified(certificates, bundles);
}

function checkSignature(signature: XarSignature, verify: VerifySignature): readonly [Certificate, ...Certificate[]] {
  const [signer, ...others] = signature.certificates.map(readCertificate);
  const isRight =
    signer !== undefined &&
    verify({
      algorithm: { scheme: 'rsa', hash: signature.digest },
      publicKey: signer.publicKey.spki,
      data: signature.signed,
      signature: signature.signature,
    });
  if (isRight) return [signer, ...others];
  throw new ProductArchiveError('archive_signature_invalid', 'The signature of the package is wrong.');
}

function readCertificate(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    throw new ProductArchiveError('archive_signature_invalid', 'A certificate of the package cannot be read.');
  }
}

const bundleInfo = /^(.*\.(?:app|appex))\/Contents\/Info\.plist$/;

function bundlesOf(payload: XarFile, files: readonly XarFile[], ports: ArchivePorts): ArchivedBundle[] {
  const packed = payload.read();
  const sibling = payload.path.replace(/Payload$/, 'PackageInfo');
  const packageInfo = files.find(({ path }) => path === sibling);
  const component = packageInfo && parsePackageInfo(packageInfo.read());
  if (isGzip(packed)) return unpackedBundles(packed, component?.installLocation ?? '/', ports);
  if (component) return component.bundles.map(({ path, info }) => ({ path, source: 'package-info', info }));
  throw new ProductArchiveError('archive_malformed', 'A payload of the package has no PackageInfo beside it.');
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpackedBundles(packed: Uint8Array, installLocation: string, { compression }: ArchivePorts): ArchivedBundle[] {
  const unpacked = compression.gunzip(packed, longestPayload);
  if (!unpacked)
    throw new ProductArchiveError('archive_malformed', 'The payload of the package cannot be decompressed.');
  return parseCpio(unpacked).flatMap((file) => {
    const path = bundleInfo.exec(placeOf(file.path, installLocation))?.[1];
    return path === undefined ? [] : [{ path, source: 'info-plist', info: infoOf(file) }];
  });
}

function infoOf({ path, content }: CpioFile): PlistDictionary {
  try {
    const info = parsePlist(content);
    if (isPlistDictionary(info)) return info;
  } catch (error) {
    if (!(error instanceof PlistError)) throw error;
  }
  throw new ProductArchiveError('archive_malformed', `The file ${path} of the package is no property list.`);
}
