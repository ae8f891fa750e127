import type { MacParts } from '../mac-parts.ts';
import type { ManagementState } from '../mdm-client/management-state.ts';
import { installPackage } from './package-installer.ts';

/** Installs what commands have asked for. How it ends is told to nobody: the server has to look at what is installed. */
export async function installPending(mac: MacParts, management: ManagementState): Promise<void> {
  for (let next = management.pendingPackages.shift(); next; next = management.pendingPackages.shift()) {
    await installPackage(mac, next);
  }
}
