import type { MacParts } from '../mac-parts.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import type { AppleServices } from '../ports.ts';

/**
 * Asks Apple for something. Undefined: this Mac has no Apple at all.
 * @throws {PlatformSsoError} `offline`, `unreachable`
 */
export async function reachApple<Result>(
  mac: MacParts,
  ask: (apple: AppleServices) => Promise<Result>,
): Promise<Result | undefined> {
  const { apple } = mac.ports;
  if (!apple) return undefined;
  if (!mac.state.network.online) throw new PlatformSsoError('offline', 'This Mac has no network.');
  try {
    return await ask(apple);
  } catch {
    throw new PlatformSsoError('unreachable', 'Apple cannot be reached from this network.');
  }
}
