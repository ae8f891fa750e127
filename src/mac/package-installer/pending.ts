import type { MacParts } from '../mac-parts.ts';
import { installPackage } from './package-installer.ts';

/** Installs what commands have asked for. How it ends is told to nobody: the server has to look at what is installed. */
export async function installPending(mac: MacParts): Promise<void> {
  const pending = mac.state.management?.pendingPackages ?? [];
  for (let next = pending.shift(); next; next = pending.shift()) await installPackage(mac, next);
}
