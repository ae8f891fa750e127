/** `porchlight mac login`: at the FileVault screen and the login window. */
import type { Command } from 'commander';
import type { MacState } from '#mac/mac-state.ts';
import { type AnswerOptions, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { type MacInHand, withMac } from './open-mac.ts';
import { addAnswerOptions } from './options.ts';
import { tell } from './outcome.ts';
import { askForSecret, secretKindOf } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { unlockVerdict } from './unlock-verdict.ts';

interface Options extends CommonOptions, AnswerOptions {
  readonly account?: string;
  readonly smartCard?: boolean;
  readonly localPassword?: boolean;
}

/** Logs in with a password or a card; opens the disk first where FileVault asks. */
export function loginCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(macSubcommand('login', 'log in; opens the disk first where FileVault asks', surroundings))
    .argument('<mac>', 'name or serial number')
    .option(
      '--account <name>',
      'who: a local account, or a name at the organisation (default: the first account that is shown)',
    )
    .option('--smart-card', 'with the PIN of the inserted card')
    .option('--local-password', 'with the local password where the account signs in on the web')
    .action(
      performing(surroundings, async (mac: string, options: Options) =>
        withMac(options.home, mac, surroundings, (hand) => login(hand, options, surroundings)),
      ),
    );
}

async function login(hand: MacInHand, options: Options, surroundings: Surroundings): Promise<number> {
  const state = hand.mac.state();
  const account = options.account ?? firstAccount(state);
  const answers = await openAnswers(surroundings.io, options);
  const byCard = options.smartCard === true && state.session.kind !== 'pre-boot';
  const kind = secretKindOf(state, account, { ...options, smartCard: byCard });
  const secret = await askForSecret(answers, surroundings.io, kind, account);
  const result = await hand.act((mac) =>
    state.session.kind === 'pre-boot' && secret.kind === 'password'
      ? mac.unlockDisk(account, secret.password)
      : mac.login(account, secret),
  );
  return tell(surroundings, result, unlockVerdict(result.outcome), options.json);
}

function firstAccount({ accounts }: MacState): string {
  return (accounts.find(({ hidden }) => hidden !== true) ?? accounts[0])?.shortName ?? '';
}
