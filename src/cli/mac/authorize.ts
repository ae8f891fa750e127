/** `porchlight mac authorize`: an administrator prompt, answered by an account of the organisation. */
import type { Command } from 'commander';
import type { AuthorizationOutcome } from '#mac/outcomes.ts';
import { type AnswerOptions, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { methodOf } from './method-of.ts';
import { withMac } from './open-mac.ts';
import { addAnswerOptions } from './options.ts';
import { type Verdict, failureSentence, tell } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';
import { answerPages } from './web-answers.ts';

interface Options extends CommonOptions, AnswerOptions {
  readonly right: string;
}

/** Answers the prompt with a name at the organisation and its password; the profile must allow it. */
export function authorizeCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(
    macSubcommand('authorize', 'answer an administrator prompt by an account of the organisation', surroundings),
  )
    .argument('<mac>', 'name or serial number')
    .option('--right <name>', 'the authorization right that is asked for', 'system.preferences')
    .action(
      performing(surroundings, async (mac: string, options: Options) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const answers = await openAnswers(surroundings.io, options);
          const name = await answers.to('user-name');
          const proof: Parameters<typeof hand.mac.authorize>[2] =
            methodOf(hand.mac.state()) === 'OpenID'
              ? { kind: 'web', answerPages: answerPages(answers, surroundings.io) }
              : await answers.to('password', `Password of ${name}`);
          const result = await hand.act((present) => present.authorize(options.right, name, proof));
          return tell(surroundings, result, verdictOf(result.outcome), options.json);
        }),
      ),
    );
}

function verdictOf(outcome: AuthorizationOutcome): Verdict {
  switch (outcome.kind) {
    case 'authorized':
      return { well: true, sentence: `Authorized. ${outcome.because}` };
    case 'denied':
      return { well: false, sentence: outcome.sentence };
    case 'failed':
      return { well: false, sentence: failureSentence(outcome.failure) };
  }
}
