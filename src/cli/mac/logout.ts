/** `porchlight mac logout`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Ends the desktop session. */
export function logoutCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'logout',
      description: 'end the desktop session',
      perform: (mac) => mac.logout(),
      done: '{mac} is at its login window.',
    },
    surroundings,
  );
}
