/** Where Apple's services are: the real ones, or the simulated ones of a folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appleDeviceServices } from '#protocol/ade/device-services/headers.ts';
import { decodePem } from '#protocol/encoding/pem.ts';
import {
  addressesFile,
  parseSimulatedAppleAddresses,
  type SimulatedAppleAddresses,
} from '#protocol/simulated-apple/addresses.ts';
import { appleIphoneDeviceAuthority } from '#protocol/x509/apple-roots.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';

/** Addresses without a trailing slash, and whom to trust there. */
export interface AppleServices {
  readonly deviceServices: string;
  readonly push: string;
  /** PEM of the roots of TLS; undefined for those of the system. */
  readonly tlsRoots: readonly string[] | undefined;
  /** Issuers of the certificates that sign machine information. */
  readonly deviceAuthorities: readonly Certificate[];
  /** All that a simulated Apple says of itself. */
  readonly simulated: SimulatedAppleAddresses | undefined;
}

/** Reads them. @throws {AdeMessageError} for a file that is none of a simulated Apple, and what reading it throws */
export async function findAppleServices(simulatedFolder: string | undefined): Promise<AppleServices> {
  if (simulatedFolder === undefined) {
    return {
      deviceServices: appleDeviceServices,
      push: 'https://api.push.apple.com',
      tlsRoots: undefined,
      deviceAuthorities: [appleIphoneDeviceAuthority],
      simulated: undefined,
    };
  }
  const simulated = await readAddresses(simulatedFolder);
  const { deviceServices, push, tlsRootPem } = simulated;
  const deviceAuthorities = [parseCertificate(decodePem('CERTIFICATE', simulated.deviceAuthorityPem))];
  return { deviceServices, push, tlsRoots: [tlsRootPem], deviceAuthorities, simulated };
}

/** Device services, and what they are fetched by. Asked before each run, since a simulated Apple may have moved. */
export function findDeviceServices(
  simulatedFolder: string | undefined,
): () => Promise<{ readonly baseUrl: string; readonly fetch: HttpsFetch }> {
  if (simulatedFolder === undefined) {
    const fetch = httpsFetch();
    return async () => ({ baseUrl: appleDeviceServices, fetch });
  }
  let known: { readonly rootPem: string; readonly fetch: HttpsFetch } | undefined;
  return async () => {
    const { deviceServices: baseUrl, tlsRootPem: rootPem } = await readAddresses(simulatedFolder);
    if (known?.rootPem !== rootPem) known = { rootPem, fetch: httpsFetch({ ca: [rootPem] }) };
    return { baseUrl, fetch: known.fetch };
  };
}

async function readAddresses(folder: string): Promise<SimulatedAppleAddresses> {
  return parseSimulatedAppleAddresses(await readFile(join(folder, addressesFile), 'utf8'));
}
