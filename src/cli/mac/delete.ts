/** `porchlight mac delete`: a Mac with its keys, for good. The server keeps its record of the device. */
import type { Command } from 'commander';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { deskOf } from './open-mac.ts';
import type { Surroundings } from './surroundings.ts';

/** Deletes Macs. */
export function deleteCommand(surroundings: Surroundings): Command {
  return macSubcommand('delete', 'delete Macs with their keys', surroundings)
    .argument('<mac...>', 'names or serial numbers')
    .action(
      performing(surroundings, async (macs: string[], { home, json }: CommonOptions) => {
        const desk = deskOf(home, surroundings);
        for (const mac of macs) {
          await desk.delete(mac);
          surroundings.io.err(`Deleted ${mac}.\n`);
        }
        if (json === true) surroundings.io.out(`${JSON.stringify({ deleted: macs })}\n`);
        return 0;
      }),
    );
}
