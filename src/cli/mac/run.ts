/** `porchlight mac run NAME -- app-sso platform -s`: a command in the Mac's Terminal, with its output and exit code. */
import type { Command } from 'commander';
import { terminalMac } from '#mac/terminal/from-virtual-mac.ts';
import { runWords } from '#mac/terminal/terminal.ts';
import { type AnswerOptions, type Answers, openAnswers } from './answers.ts';
import { type CommonOptions, macSubcommand, performing } from './command.ts';
import { type MacInHand, withMac } from './open-mac.ts';
import { addAnswerOptions } from './options.ts';
import { CommandRefusal } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs one command; `help` lists them. */
export function runCommand(surroundings: Surroundings): Command {
  return addAnswerOptions(macSubcommand('run', "run a command in the Mac's Terminal", surroundings))
    .argument('<mac>', 'name or serial number')
    .argument('[command...]', 'the command and its words, after "--" (default: help)')
    .passThroughOptions()
    .action(
      performing(surroundings, async (mac: string, words: string[], options: CommonOptions & AnswerOptions) =>
        withMac(options.home, mac, surroundings, async (hand) => {
          const answers = await openAnswers(surroundings.io, options);
          return run(hand, commandWords(words), answers, surroundings, options.json);
        }),
      ),
    );
}

/** Commander hands on the `--` that stands between its options and the command's. */
function commandWords(words: readonly string[]): readonly string[] {
  const command = words[0] === '--' ? words.slice(1) : words;
  return command.length === 0 ? ['help'] : command;
}

async function run(
  hand: MacInHand,
  words: readonly string[],
  answers: Answers,
  { io, random }: Surroundings,
  json: boolean | undefined,
): Promise<number> {
  const { session } = hand.mac.state();
  if (session.kind !== 'desktop' && session.kind !== 'locked') {
    throw new CommandRefusal('nobody_logged_in', `Nobody is logged in on ${hand.name}: Terminal needs a desktop.`, {
      hint: `"porchlight mac login ${hand.name}"`,
    });
  }
  const output = await runWords(words, {
    mac: terminalMac(hand.mac, await hand.open.log(), random),
    user: session.user,
    ask: (prompt) => answers.again('local-password', prompt.replace(/:\s*$/, '')),
  });
  await hand.open.save(hand.mac.state());
  if (json === true) io.out(`${JSON.stringify(output)}\n`);
  else {
    io.out(output.stdout);
    io.err(output.stderr);
  }
  return output.exitCode;
}
