/** `porchlight mac open-profile`: a configuration profile opened by a person, such as one that enrolls the Mac. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { absolutePath } from './options.ts';
import { tell } from './outcome.ts';
import { CommandRefusal } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** Opens a .mobileconfig. */
export function openProfileCommand(surroundings: Surroundings): Command {
  return macSubcommand('open-profile', 'open a .mobileconfig as a person does; one with MDM enrolls', surroundings)
    .argument('<mac>', 'name or serial number')
    .argument('<file>', 'the profile')
    .action(
      performing(surroundings, async (mac: string, file: string, { home, json }: CommonOptions) => {
        const bytes = await read(file);
        return withMac(home, mac, surroundings, async (hand) => {
          const result = await hand.act((present) => present.openMobileconfig(bytes));
          const { outcome } = result;
          const verdict =
            outcome.kind === 'installed'
              ? { well: true, sentence: `${hand.name} installed "${outcome.identifier}".` }
              : { well: false, sentence: outcome.sentence };
          return tell(surroundings, result, verdict, json);
        });
      }),
    );
}

async function read(file: string): Promise<Uint8Array> {
  const bytes = await readFile(absolutePath(file)).catch(() => undefined);
  if (bytes) return new Uint8Array(bytes);
  throw new CommandRefusal('profile_unreadable', `The profile ${file} cannot be read.`, { exitCode: 2 });
}
