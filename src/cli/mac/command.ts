/** The frame of every `porchlight mac` command: options that all have, words on stderr, exit codes. */
import { Command } from 'commander';
import { homeOption, jsonOption } from './options.ts';
import { report } from './refusal.ts';
import type { CliIo } from './io.ts';
import type { Surroundings } from './surroundings.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly home: string;
  readonly json?: boolean;
}

/** A command with `--home` and `--json`, whose wrong use ends with exit code 2 and the program's name before the words. */
export function macSubcommand(name: string, description: string, { io }: Surroundings): Command {
  return new Command(name)
    .description(description)
    .addOption(homeOption())
    .addOption(jsonOption())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput(usageOutput(io));
}

/** Commander's own words through the person's terminal, wrong use in our form. */
export function usageOutput(io: CliIo) {
  return {
    writeOut: (text: string) => io.out(text),
    writeErr: (text: string) => io.err(text),
    outputError: (text: string, write: (text: string) => void) =>
      write(`${text.replace(/^error: /, 'porchlight: ')}hint: "--help" shows what the command takes.\n`),
  };
}

/** Runs an action: its number is the exit code, its refusals are told in words. */
export function performing<Words extends readonly unknown[]>(
  { io }: Surroundings,
  action: (...words: Words) => Promise<number>,
): (...words: Words) => Promise<void> {
  return async (...words) => {
    try {
      io.exit(await action(...words));
    } catch (error) {
      io.exit(report(io, error));
    }
  };
}
