/**
 * Terminal of the virtual Mac: one simple command a line, with the output and the errors of the real tools.
 * Owns words, quotes and `sudo`; what a command prints is in its own file.
 */
import { type Ask, type CommandOutput, type Invocation, failed, printed } from './command.ts';
import { commands } from './commands/index.ts';
import { refusedBySudo, sudoUsage } from './sudo.ts';
import type { TerminalMac } from './terminal-mac.ts';
import { splitWords } from './words.ts';

/** Who sits at the Mac. `user` is their short name; `ask` reads a password from them. */
export interface TerminalSession {
  readonly mac: TerminalMac;
  readonly user: string;
  readonly ask: Ask;
}

/** Nobody is at the keyboard: every question stays unanswered. */
export const unattended: Ask = () => Promise.resolve(undefined);

/** Runs one line as it was typed. */
export async function run(line: string, session: TerminalSession): Promise<CommandOutput> {
  const split = splitWords(line);
  if (split.kind === 'words') return runWords(split.words, session);
  if (split.kind === 'unmatched') return failed(`zsh: unmatched ${split.quote}`);
  return failed(`zsh: this Mac runs one simple command a line: "${split.token}" is not understood`, 2);
}

/** Runs words that a shell has split already. */
export async function runWords(words: readonly string[], session: TerminalSession): Promise<CommandOutput> {
  const [name, ...args] = words;
  if (name === undefined) return printed('');
  const invocation: Invocation = { args, user: session.user, mac: session.mac, ask: session.ask };
  if (name === 'sudo') return runAsRoot(invocation);
  const command = commands.get(name.replace(/^\/usr\/(?:s?bin)\//, ''));
  if (!command) return failed(`zsh: command not found: ${name}`, 127);
  return command.run(invocation);
}

async function runAsRoot(invocation: Invocation): Promise<CommandOutput> {
  const [name, ...args] = invocation.args;
  if (name === undefined || name.startsWith('-')) return failed(sudoUsage);
  const refusal = await refusedBySudo(invocation);
  if (refusal) return refusal;
  const command = commands.get(name);
  if (!command) return failed(`sudo: ${name}: command not found`);
  return command.run({ ...invocation, args, user: 'root' });
}
