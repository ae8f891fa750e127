/** `porchlight desk`: the desk, with virtual Macs on it and a phone, for a browser. */
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { usageOutput } from '../mac/command.ts';
import { homeOption, issuerOption } from '../mac/options.ts';
import { CommandRefusal, report } from '../mac/refusal.ts';
import { isLoopback, localIssuer } from '../mac/server-address.ts';
import { realSurroundings, type Surroundings } from '../mac/surroundings.ts';
import { wholeNumber } from '../mac/whole-number.ts';
import { type RunningDesk, startDesk } from './start-desk.ts';

/** Where it listens unless told otherwise. */
export const usualDeskPort = 8480;

const builtWeb = join(import.meta.dirname, '../../../dist/web');

interface Options {
  readonly port: number;
  readonly home: string;
  readonly issuer?: string;
  readonly insecureRemoteIssuer?: boolean;
}

/** Runs the words after `porchlight`, until a signal asks it to stop. @returns the exit code */
export async function runDesk(
  argv: readonly string[],
  surroundings: Surroundings = realSurroundings(),
): Promise<number> {
  let exitCode = 0;
  const program = new Command('porchlight').exitOverride().configureOutput(usageOutput(surroundings.io));
  program
    .command('desk')
    .description('the desk: virtual Macs and a phone in a browser, until Ctrl-C')
    .option('--port <number>', 'where it listens on localhost', wholeNumber, usualDeskPort)
    .addOption(homeOption())
    .addOption(issuerOption(localIssuer))
    .option('--insecure-remote-issuer', 'play against a server that is not on this machine')
    .exitOverride()
    .configureOutput(usageOutput(surroundings.io))
    .action(async (options: Options) => {
      exitCode = await play(options, surroundings);
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

async function play(options: Options, surroundings: Surroundings): Promise<number> {
  try {
    const desk = await open(options, surroundings);
    surroundings.io.err(`desk: ${desk.url}\n`);
    await stopAsked();
    await desk.close();
    return 0;
  } catch (error) {
    return report(surroundings.io, error);
  }
}

/** @throws {CommandRefusal} `issuer_remote`, `port_taken` */
async function open(options: Options, surroundings: Surroundings): Promise<RunningDesk> {
  const { port, home, issuer = localIssuer, insecureRemoteIssuer = false } = options;
  // Passwords that are typed at the desk pass through this process, which anybody on this machine may open.
  if (!isLoopback(issuer) && !insecureRemoteIssuer) {
    throw new CommandRefusal('issuer_remote', `The desk plays with a server on this machine, and ${issuer} is none.`, {
      hint: '"--insecure-remote-issuer" allows it, for a server that you may try things on.',
      exitCode: 2,
    });
  }
  return startDesk({ port, home, issuer, web: builtWeb, surroundings }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new CommandRefusal('port_taken', `Something listens at port ${port} already.`, {
      hint: 'Choose another with "--port".',
    });
  });
}

/** A signal; or, for a child, the end of the program above it. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.on('disconnect', () => resolve());
  });
}
