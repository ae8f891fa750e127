/** `porchlight apple ...`: the simulated Apple of this desk, and what an organisation's administrator does there. */
import { Command } from 'commander';
import { startApple } from '#apple/apple.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { outputOf, type Surroundings, wholeNumber } from '../command.ts';
import { laboratoryFolder } from '../laboratory.ts';
import { actsAt } from './acts.ts';
import { type AppleCommand, commands } from './commands.ts';

/** Runs a command line behind the word `apple`. @returns the exit code. Throws CommanderError for wrong use, CliRefusal. */
export async function runApple(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const program = quiet(new Command('apple').description('the simulated Apple of this desk'), surroundings);
  for (const row of commands) add(program, row, surroundings);
  const start = quiet(program.command('start'), surroundings).description('run it until Ctrl-C');
  start.option('--port <number>', 'of device services; any free one unless given');
  start.option('--push-port <number>', 'of push; any free one unless given');
  start.option('--home <directory>', 'the data directory');
  start.action(async () => run(start.opts(), surroundings));
  await program.parseAsync([...argv], { from: 'user' });
  return 0;
}

async function run(options: Record<string, string | undefined>, { io, settings }: Surroundings): Promise<void> {
  const port = wholeNumber('port', options['port']);
  const pushPort = wholeNumber('push-port', options['pushPort']);
  const apple = await startApple({
    folder: laboratoryFolder(options['home'] ?? settings.home),
    clock: systemClock,
    random: systemRandom,
    ...(port === undefined ? {} : { port }),
    ...(pushPort === undefined ? {} : { pushPort }),
  });
  io.err(`porchlight: simulated Apple is at ${apple.addresses.deviceServices}, push at ${apple.addresses.push}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  await apple.close();
}

/** Adds a command below the words before its arguments: `device add <serial>` below `device`. */
function add(program: Command, { usage, summary, run: work }: AppleCommand, surroundings: Surroundings): void {
  const words = usage.split(' ');
  const path = words.filter((word) => !/^[<[]/.test(word));
  let parent = program;
  for (const word of path.slice(0, -1))
    parent = parent.commands.find((known) => known.name() === word) ?? quiet(parent.command(word), surroundings);
  const command = quiet(parent.command(path.at(-1) ?? ''), surroundings).description(summary);
  for (const argument of words.slice(path.length)) command.argument(argument);
  command.option('--home <directory>', 'the data directory');
  command.action(async () => {
    const { io, settings } = surroundings;
    const home = command.opts<{ home?: string }>().home ?? settings.home;
    await work({
      act: actsAt(laboratoryFolder(home)),
      args: command.processedArgs as readonly (string | undefined)[],
      print: (text) => io.out(text),
      say: (text) => io.err(`porchlight: ${text}\n`),
    });
  });
}

function quiet(command: Command, { io }: Surroundings): Command {
  return command.exitOverride().configureOutput(outputOf(io));
}
