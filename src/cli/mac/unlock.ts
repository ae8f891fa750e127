/** `porchlight mac unlock`: at the lock screen. */
import type { Command } from 'commander';
import type { VirtualMac } from '#mac/virtual-mac.ts';
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
  readonly touchId?: boolean;
}

/** Unlocks the screen with a password, a card or a finger. */
export function unlockCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(
    macSubcommand('unlock', 'unlock the screen with a password, a card or a finger', surroundings),
  )
    .argument('<mac>', 'name or serial number')
    .option('--smart-card', 'with the PIN of the inserted card')
    .option('--touch-id', 'with a finger on Touch ID, where the policy of the organisation lets it')
    .option('--local-password', 'with the local password where the account signs in on the web')
    .action(
      performing(surroundings, async (mac: string, options: Options) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const result = await hand.act(
            options.touchId === true
              ? (present) => present.unlockByTouchId()
              : await bySecret(hand.mac, options, surroundings),
          );
          return tell(surroundings, result, unlockVerdict(result.outcome), options.json);
        }),
      ),
    );
}

async function bySecret(mac: VirtualMac, options: Options, { io }: Surroundings) {
  const answers = await openAnswers(io, options);
  const state = mac.state();
  const who = state.session.kind === 'locked' ? state.session.user : 'the person';
  const secret = await askForSecret(answers, io, secretKindOf(state, who, options), who);
  return (present: VirtualMac) => present.unlock(secret);
}
