/** `porchlight mac mdm`: lets a managed Mac ask its server for work, as after a push or at boot. */
import type { Command } from 'commander';
import type { ConnectionOutcome } from '#mac/mdm-client/command-loop.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { withMac } from './open-mac.ts';
import { type Verdict, tell } from './outcome.ts';
import type { Surroundings } from './surroundings.ts';

interface Options extends CommonOptions {
  readonly user?: string;
}

/** Connects to the MDM server. */
export function mdmCommand(surroundings: Surroundings): Command {
  return macSubcommand('mdm', 'have the Mac ask its MDM server for work', surroundings)
    .argument('<mac>', 'name or serial number')
    .option('--user <short name>', 'on the user channel of this account')
    .action(
      performing(surroundings, async (mac: string, { home, json, user }: Options) =>
        withMac(home, mac, surroundings, async (hand) => {
          const result = await hand.act((present) => present.connectToMdm(user));
          return tell(surroundings, result, verdict(result.outcome, hand.name), json);
        }),
      ),
    );
}

function verdict(outcome: ConnectionOutcome, mac: string): Verdict {
  switch (outcome.kind) {
    case 'idle': {
      const later = outcome.notNow > 0 ? `, put off ${outcome.notNow}` : '';
      return { well: true, sentence: `${mac} executed ${outcome.executed} commands${later}.` };
    }
    case 'not-enrolled':
      return { well: false, sentence: `${mac} is managed by nobody.`, hint: `"porchlight mac setup ${mac}"` };
    case 'unenrolled':
      return { well: false, sentence: `The server does not know ${mac} any more; its enrollment is gone.` };
    case 'refused':
      return { well: false, sentence: `The server refuses the message with status ${outcome.status}.` };
    case 'unreachable':
      return { well: false, sentence: outcome.sentence };
  }
}
