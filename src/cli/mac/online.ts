/** `porchlight mac online`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Puts the Mac back on the network. */
export function onlineCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'online',
      description: 'put the Mac back on the network',
      perform: (mac) => mac.goOnline(),
      done: '{mac} is on the network.',
    },
    surroundings,
  );
}
