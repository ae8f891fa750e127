/** Which Macs are given a registration token: with one, a Mac registers without anybody signing in. */
import type { SetupPorts } from './setup-ports.ts';

/** Whom it is for. `isProven`: Apple or an attestation vouches for the serial number. */
export interface ClaimedMac {
  readonly serialNumber: string;
  readonly isProven: boolean;
}

type DeviceState = NonNullable<Awaited<ReturnType<SetupPorts['platformSso']['device']>>>['device']['state'];

/**
 * Whether a Mac that is being set up may have one: unless it only claims the serial number of a Mac that is registered, or
 * was, since with a token it would take that one's place.
 */
export async function mayRegister({ platformSso }: SetupPorts, mac: ClaimedMac): Promise<boolean> {
  if (mac.isProven) return true;
  const state = await stateOf(platformSso, mac.serialNumber);
  return state === undefined || state === 'expected';
}

/**
 * Whether a Mac that is set up needs one with an edit of the plan. A Mac that stays registered does not: tokens are good for
 * a day, and one that nobody spends is only another secret on its way.
 */
export async function needsToken(
  { platformSso }: SetupPorts,
  mac: ClaimedMac,
  registersAnew: boolean,
): Promise<boolean> {
  switch (await stateOf(platformSso, mac.serialNumber)) {
    case undefined:
    case 'expected':
      return true;
    case 'repair':
      return mac.isProven;
    case 'registered':
      return mac.isProven && registersAnew;
    case 'revoked':
      return false;
  }
}

async function stateOf(platformSso: SetupPorts['platformSso'], serialNumber: string): Promise<DeviceState | undefined> {
  return (await platformSso.device(serialNumber))?.device.state;
}
