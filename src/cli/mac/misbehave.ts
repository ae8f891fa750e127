/** `porchlight mac misbehave`: the next messages of this Mac have a fault. */
import type { Command } from 'commander';
import { isQuirkName, quirkCatalogue, quirkNames } from '#mac/quirks/catalogue.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { tell } from './outcome.ts';
import { plainVerdict } from './plain-act.ts';
import { CommandRefusal } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';
import { wholeNumber } from './whole-number.ts';

interface Options extends CommonOptions {
  readonly times?: number;
  readonly value?: string;
}

/** Switches a quirk on; without a quirk, lists them. */
export function misbehaveCommand(surroundings: Surroundings): Command {
  return macSubcommand('misbehave', 'give the next messages a fault; without one, list the faults', surroundings)
    .argument('[mac]', 'name or serial number')
    .argument('[fault]', 'what to do wrong')
    .option('--times <number>', 'how many messages (default: until "behave")', wholeNumber)
    .option('--value <text>', 'what takes the place of the right value, where a fault needs one')
    .action(
      performing(surroundings, async (mac: string | undefined, fault: string | undefined, options: Options) => {
        if (mac === undefined || fault === undefined) return listFaults(surroundings, options.json);
        if (!isQuirkName(fault)) {
          const hint = '"porchlight mac misbehave" lists them.';
          throw new CommandRefusal('fault_unknown', `There is no fault "${fault}".`, { hint, exitCode: 2 });
        }
        return withMac(options.home, mac, surroundings, async (hand) => {
          const result = await hand.act((present) => present.misbehave(fault, faultOptions(options)));
          const done = `${hand.name} will misbehave: ${fault}.`;
          return tell(surroundings, result, plainVerdict(result.outcome, done), options.json);
        });
      }),
    );
}

function listFaults({ io }: Surroundings, json: boolean | undefined): number {
  const faults = quirkNames.map((name) => ({ name, description: quirkCatalogue[name].description }));
  if (json === true) io.out(`${JSON.stringify(faults, undefined, 2)}\n`);
  else io.out(faults.map(({ name, description }) => `${name.padEnd(30)} ${description}\n`).join(''));
  return 0;
}

function faultOptions({ times, value }: Options) {
  return { ...(times === undefined ? {} : { times }), ...(value === undefined ? {} : { value }) };
}
