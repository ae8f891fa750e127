/** `porchlight mac offline`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Takes the Mac off the network. */
export function offlineCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'offline',
      description: 'take the Mac off the network',
      perform: (mac) => mac.goOffline(),
      done: '{mac} has no network.',
    },
    surroundings,
  );
}
