/** `porchlight mac lock`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Locks the screen. */
export function lockCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'lock',
      description: 'lock the screen',
      perform: (mac) => mac.lock(),
      done: 'The screen of {mac} is locked.',
    },
    surroundings,
  );
}
