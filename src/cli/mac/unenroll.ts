/** `porchlight mac unenroll`. */
import type { Command } from 'commander';
import { plainCommand } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** Removes the enrollment profile, where the organisation lets it go. */
export function unenrollCommand(surroundings: Surroundings): Command {
  return plainCommand(
    {
      name: 'unenroll',
      description: 'remove the enrollment profile in System Settings',
      perform: (mac) => mac.unenroll(),
      done: '{mac} is managed by nobody now.',
    },
    surroundings,
  );
}
