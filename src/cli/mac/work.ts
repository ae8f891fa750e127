/** `porchlight mac work`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Lets the Mac do what it does by itself. */
export function workCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'work',
      description: 'do what has become due: registration tried again, tokens renewed',
      perform: (mac) => mac.runDueWork(),
      done: '{mac} has done what was due.',
    },
    surroundings,
  );
}
