/**
 * Product archives (.pkg) as MDM installs them: a signed XAR archive with a `Distribution` and components whose payloads hold
 * applications. Component packages alone do not install by MDM. Source: Apple, `productbuild(1)`, `pkgbuild(1)`,
 * InstallEnterpriseApplication.
 */
import { parsePlist, PlistError } from '#protocol/encoding/plist/plist.ts';
import { isPlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { type CpioFile, parseCpio } from './cpio.ts';
import type { ArchivePorts } from './ports.ts';
import { ProductArchiveError } from './product-archive-error.ts';
import { parseXar, type XarFile, type XarSignature } from './xar.ts';

/** A bundle inside a payload, by its Info.plist. */
export interface ArchivedBundle {
  /** From the payload's root, such as `./Applications/Example.app`. */
  readonly path: string;
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
  const bundles = payloads.flatMap((payload) => bundlesOf(payload, ports));
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

function bundlesOf(payload: XarFile, { compression }: ArchivePorts): ArchivedBundle[] {
  const unpacked = compression.gunzip(payload.read(), longestPayload);
  if (!unpacked)
    throw new ProductArchiveError('archive_malformed', 'The payload of the package cannot be decompressed.');
  return parseCpio(unpacked).flatMap((file) => {
    const path = bundleInfo.exec(file.path)?.[1];
    return path === undefined ? [] : [{ path, info: infoOf(file) }];
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
