/** `porchlight mac reboot`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Restarts the Mac. */
export function rebootCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'reboot',
      description: 'restart, up to the FileVault screen or the login window',
      perform: (mac) => mac.reboot(),
      done: '{mac} has restarted.',
    },
    surroundings,
  );
}
