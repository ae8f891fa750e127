/** `porchlight mac unlock`: at the lock screen. */
import type { Command } from 'commander';
import { type AnswerOptions, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { addAnswerOptions } from './options.ts';
import { tell } from './outcome.ts';
import { askForSecret, secretKindOf } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { unlockVerdict } from './unlock-verdict.ts';

interface Options extends CommonOptions, AnswerOptions {
  readonly smartCard?: boolean;
  readonly localPassword?: boolean;
}

/** Unlocks the screen with a password or a card. */
export function unlockCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(macSubcommand('unlock', 'unlock the screen with a password or a card', surroundings))
    .argument('<mac>', 'name or serial number')
    .option('--smart-card', 'with the PIN of the inserted card')
    .option('--local-password', 'with the local password where the account signs in on the web')
    .action(
      performing(surroundings, async (mac: string, options: Options) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const answers = await openAnswers(surroundings.io, options);
          const state = hand.mac.state();
          const { session } = state;
          const who = session.kind === 'locked' ? session.user : 'the person';
          const secret = await askForSecret(answers, surroundings.io, secretKindOf(state, who, options), who);
          const result = await hand.act((present) => present.unlock(secret));
          return tell(surroundings, result, unlockVerdict(result.outcome), options.json);
        }),
      ),
    );
}
