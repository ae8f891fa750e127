/** `porchlight mac behave`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Switches every quirk off. */
export function behaveCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'behave',
      description: 'switch every misbehaviour off',
      perform: (mac) => mac.behave(),
      done: '{mac} behaves.',
    },
    surroundings,
  );
}
