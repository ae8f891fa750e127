/** `porchlight mac sign-in`: what macOS asks for in "Authentication Required". */
import type { Command } from 'commander';
import type { SignInOutcome } from '#mac/outcomes.ts';
import type { Secret } from '#mac/virtual-mac.ts';
import { type AnswerOptions, type Answers, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { methodOf } from './method-of.ts';
import { withMac } from './open-mac.ts';
import { addAnswerOptions } from './options.ts';
import { type Verdict, failureSentence, tell } from './outcome.ts';
import type { CliIo } from './io.ts';
import type { Surroundings } from './surroundings.ts';
import { answerPages } from './web-answers.ts';

/** Answers "Authentication Required". */
export function signInCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(macSubcommand('sign-in', 'answer "Authentication Required"', surroundings))
    .argument('<mac>', 'name or serial number')
    .action(
      performing(surroundings, async (mac: string, options: CommonOptions & AnswerOptions) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const { io } = surroundings;
          const secret = await secretForMethod(methodOf(hand.mac.state()), await openAnswers(io, options), io);
          const result = await hand.act((present) => present.signInWhenAsked(secret));
          return tell(surroundings, result, signInVerdict(result.outcome), options.json);
        }),
      ),
    );
}

/** The organisation's password, the card's PIN, answers to its pages, or nothing for a Secure Enclave key. */
export async function secretForMethod(
  method: ReturnType<typeof methodOf>,
  answers: Answers,
  io: CliIo,
): Promise<Secret | undefined> {
  if (method === 'OpenID') return { kind: 'web', answerPages: answerPages(answers, io) };
  if (method === 'Password') return { kind: 'password', password: await answers.to('password') };
  if (method === 'SmartCard') return { kind: 'pin', pin: await answers.to('pin') };
  return undefined;
}

/** What came of it. */
export function signInVerdict(outcome: SignInOutcome): Verdict {
  switch (outcome.kind) {
    case 'signed-in': {
      const parts = [
        'Signed in',
        outcome.localPasswordReplaced ? '; the local password is now that of the organisation' : '',
        outcome.unlockKeyBound ? '; the unlock key is bound to the account' : '',
        outcome.keychain === 'new' ? '; the old login keychain was set aside' : '',
      ];
      return { well: true, sentence: `${parts.join('')}.` };
    }
    case 'failed':
      return { well: false, sentence: failureSentence(outcome.failure) };
    case 'wrong-credential':
    case 'refused':
    case 'not-asked':
      return { well: false, sentence: outcome.sentence };
  }
}
