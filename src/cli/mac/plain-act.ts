/** Commands that are one act without questions: screen, power, network. */
import type { Command } from 'commander';
import type { ActResult } from '#mac/evidence.ts';
import type { PlainOutcome } from '#mac/outcomes.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { type Verdict, tell } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

/** What makes one of them. `done` says in one sentence what is the case now; `{mac}` stands for the Mac's name. */
export interface PlainAct {
  readonly name: string;
  readonly description: string;
  readonly perform: (mac: VirtualMac) => Promise<ActResult<PlainOutcome>>;
  readonly done: string;
}

/** The command. */
export function plainCommand({ name, description, perform, done }: PlainAct, surroundings: Surroundings): Command {
  return macSubcommand(name, description, surroundings)
    .argument('<mac>', 'name or serial number')
    .action(
      performing(surroundings, async (mac: string, { home, json }: CommonOptions) =>
        withMac(home, mac, surroundings, async (hand) => {
          const result = await hand.act(perform);
          return tell(surroundings, result, plainVerdict(result.outcome, done.replace('{mac}', hand.name)), json);
        }),
      ),
    );
}

/** Done, or the sentence why not. */
export function plainVerdict(outcome: PlainOutcome, done: string): Verdict {
  return outcome.kind === 'done' ? { well: true, sentence: done } : { well: false, sentence: outcome.sentence };
}
