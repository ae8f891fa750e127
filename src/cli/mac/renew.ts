/** `porchlight mac renew`: fresh tokens now. */
import type { Command } from 'commander';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { type Verdict, failureSentence, tell } from './outcome.ts';
import type { RenewalOutcome } from '#mac/outcomes.ts';
import type { Surroundings } from './surroundings.ts';

/** Renews the tokens, even fresh ones. */
export function renewCommand(surroundings: Surroundings): Command {
  return macSubcommand('renew', 'renew the tokens now, as macOS does after four hours', surroundings)
    .argument('<mac>', 'name or serial number')
    .action(
      performing(surroundings, async (mac: string, { home, json }: CommonOptions) =>
        withMac(home, mac, surroundings, async (hand) => {
          const result = await hand.act((present) => present.renewTokens({ evenIfFresh: true }));
          return tell(surroundings, result, renewalVerdict(result.outcome), json);
        }),
      ),
    );
}

function renewalVerdict(outcome: RenewalOutcome): Verdict {
  switch (outcome.kind) {
    case 'renewed':
      return { well: true, sentence: `The tokens are renewed, by ${outcome.by}.` };
    case 'not-due':
      return { well: true, sentence: 'The tokens are fresh.' };
    case 'not-registered':
      return { well: false, sentence: 'Nobody at this Mac is registered.' };
    case 'authentication-required':
      return { well: false, sentence: outcome.sentence, hint: '"porchlight mac sign-in" answers it.' };
    case 'failed':
      return { well: false, sentence: failureSentence(outcome.failure) };
  }
}
