/** Where Apple's services are: the real ones, or the simulated ones of a folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addressesFile,
  parseSimulatedAppleAddresses,
  type SimulatedAppleAddresses,
} from '#protocol/simulated-apple/addresses.ts';

/** Addresses without a trailing slash, and whom to trust there. */
export interface AppleServices {
  readonly deviceServices: string;
  readonly push: string;
  /** PEM of the roots of TLS; undefined for those of the system. */
  readonly tlsRoots: readonly string[] | undefined;
  /** All that a simulated Apple says of itself. */
  readonly simulated: SimulatedAppleAddresses | undefined;
}

/** Reads them. @throws {AdeMessageError} for a file that is none of a simulated Apple, and what reading it throws */
export async function findAppleServices(simulatedFolder: string | undefined): Promise<AppleServices> {
  if (simulatedFolder === undefined) {
    return {
      deviceServices: 'https://mdmenrollment.apple.com',
      push: 'https://api.push.apple.com',
      tlsRoots: undefined,
      simulated: undefined,
    };
  }
  const simulated = parseSimulatedAppleAddresses(await readFile(join(simulatedFolder, addressesFile), 'utf8'));
  const { deviceServices, push, tlsRootPem } = simulated;
  return { deviceServices, push, tlsRoots: [tlsRootPem], simulated };
}
