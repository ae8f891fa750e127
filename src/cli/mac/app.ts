/** `porchlight mac app`: an application of the Mac's own signs its person in. */
import type { Command } from 'commander';
import type { NativeAppOutcome } from '#mac/native-app.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { type Verdict, tell } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions {
  readonly callback?: string;
  readonly application?: string;
}

/** Opens the address of a sign-in as the system does for an application, and shows where it led. */
export function appCommand(surroundings: Surroundings): Command {
  return macSubcommand('app', 'let an application of the Mac sign its person in', surroundings)
    .argument('<mac>', 'name or serial number')
    .argument('<address>', 'the request for sign-in that the application makes')
    .option('--callback <address>', 'where the application waits for the answer; any other scheme than https otherwise')
    .option('--application <id>', 'who asks, as macOS knows it: TEAM.bundle.identifier')
    .action(
      performing(surroundings, async (mac: string, address: string, options: Options) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const { callback, application } = options;
          const result = await hand.act((present) => present.signInNativeApp(address, { callback, application }));
          if (result.outcome.kind === 'called-back' && options.json !== true)
            surroundings.io.out(`${result.outcome.address}\n`);
          return tell(surroundings, result, verdictOf(result.outcome), options.json);
        }),
      ),
    );
}

function verdictOf(outcome: NativeAppOutcome): Verdict {
  switch (outcome.kind) {
    case 'called-back':
      return { well: true, sentence: 'The application has its answer; nobody was asked.' };
    case 'asked':
      return { well: false, sentence: `A page asks: “${outcome.title}” at ${outcome.address}` };
    case 'failed':
    case 'refused':
      return { well: false, sentence: outcome.sentence };
  }
}
