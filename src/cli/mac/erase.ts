/** `porchlight mac erase`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Erase All Content and Settings. */
export function eraseCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'erase',
      description: 'erase all content and settings: the Mac says Hello again',
      perform: (mac) => mac.erase(),
      done: '{mac} is erased and says Hello.',
    },
    surroundings,
  );
}
