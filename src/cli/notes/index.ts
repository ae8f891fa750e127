/** `porchlight notes`: the demonstration application, in a process of its own. */
import { Command } from 'commander';
import { startNotes } from '#notes/notes.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { commandOf, type CommandRow, outputOf, type Surroundings, wholeNumber } from '../command.ts';
import { trustingFetch } from '../connection.ts';
import { CliRefusal } from '../refusal.ts';
import { clientOf } from './client-of-notes.ts';

const usualPort = 8021;

/** The one command. */
export const row: CommandRow = {
  usage: 'notes',
  summary: 'run Notes until Ctrl-C; without --client it adds itself as an application first',
  options: [
    ['--port <number>', `where it listens on 127.0.0.1; ${usualPort} unless given`],
    ['--client <client>', 'id of a client that "porchlight client add" made; its secret is asked for'],
    ['--secret-stdin', 'read the secret of the client from standard input'],
  ],
  run: async (context) => {
    const { target, option, say } = context;
    const port = wholeNumber('port', option('port')) ?? usualPort;
    const { clientId, clientSecret } = await clientOf(context, `http://127.0.0.1:${port}`);
    const notes = await startNotes({
      issuer: target.server,
      clientId,
      clientSecret,
      port,
      fetch: await trustingFetch(target),
      clock: systemClock,
      random: systemRandom,
      say: (sentence) => context.io.err(`notes: ${sentence}\n`),
    }).catch((error: unknown) => {
      throw refusalOfStart(error, port, target.server);
    });
    say(`Notes is at ${notes.url} (client ${clientId}); Ctrl-C stops it`, { url: notes.url, clientId });
    await stopAsked();
    await notes.close();
  },
};

/** Runs a command line that begins with the word `notes`. @returns the exit code. Throws CommanderError, CliRefusal. */
export async function runNotes(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const program = new Command('porchlight').exitOverride().configureOutput(outputOf(surroundings.io));
  program.addCommand(commandOf(row, surroundings));
  await program.parseAsync([...argv], { from: 'user' });
  return 0;
}

function refusalOfStart(error: unknown, port: number, server: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new CliRefusal('port_taken', `something listens at port ${port} already`, 'choose another with --port');
  }
  if (typeof code === 'string' && code.startsWith('OAUTH_')) {
    const hint = 'is it a Porchlight server, under the address that it calls itself?';
    return new CliRefusal('issuer_unfit', `${server} does not answer as an identity server`, hint);
  }
  return error;
}

function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}
