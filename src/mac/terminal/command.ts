/** The shape of a command of the virtual Mac's Terminal. */
import type { TerminalMac } from './terminal-mac.ts';

/** What a command leaves behind. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Asks the person at the keyboard, without echo for passwords. Undefined when nobody is there to answer. */
export type Ask = (prompt: string) => Promise<string | undefined>;

/** One run of a command: its words, who runs it (`root` under sudo), on which Mac. */
export interface Invocation {
  readonly args: readonly string[];
  readonly user: string;
  readonly mac: TerminalMac;
  readonly ask: Ask;
}

/** A command. `help` prints `summary`. */
export interface TerminalCommand {
  readonly name: string;
  readonly summary: string;
  readonly run: (invocation: Invocation) => CommandOutput | Promise<CommandOutput>;
}

/** Success, with what goes to stdout. */
export function printed(stdout: string): CommandOutput {
  return { stdout, stderr: '', exitCode: 0 };
}

/** Failure, with what goes to stderr; a missing line end is added. */
export function failed(stderr: string, exitCode = 1): CommandOutput {
  return { stdout: '', stderr: stderr.endsWith('\n') ? stderr : `${stderr}\n`, exitCode };
}

/** The account of the person at the keyboard, or undefined for root. */
export function accountOf(invocation: Invocation, shortName = invocation.user) {
  return invocation.mac.state.accounts.find((account) => account.shortName === shortName);
}
