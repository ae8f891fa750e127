/** `porchlight mac settings …`: switches of System Settings. */
import { Argument, Command } from 'commander';
import { type CommonOptions, macSubcommand, performing, usageOutput } from './command.ts';
import { withMac } from './open-mac.ts';
import { tell } from './outcome.ts';
import { plainVerdict } from './plain-act.ts';
import type { Surroundings } from './surroundings.ts';

/** The noun with its verbs. */
export function settingsCommand(surroundings: Surroundings): Command {
  return new Command('settings')
    .description('switches of System Settings')
    .exitOverride()
    .configureOutput(usageOutput(surroundings.io))
    .addCommand(passkeysCommand(surroundings));
}

function passkeysCommand(surroundings: Surroundings): Command {
  return macSubcommand('passkeys', "let the organisation's application offer passkeys to Safari", surroundings)
    .argument('<mac>', 'name or serial number')
    .addArgument(new Argument('<switch>', 'on or off').choices(['on', 'off']))
    .action(
      performing(surroundings, async (mac: string, word: string, { home, json }: CommonOptions) =>
        withMac(home, mac, surroundings, async (hand) => {
          const result = await hand.act((present) => present.usePasskeys(word === 'on'));
          const done = `Porchlight is switched ${word}: ${hand.mac.passkeySettingsPath()}.`;
          return tell(surroundings, result, plainVerdict(result.outcome, done), json);
        }),
      ),
    );
}
