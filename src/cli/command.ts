/** How a command is described: one object, from which commander's command is made. */
import { Command } from 'commander';
import type { ApiClient } from '#api/client.ts';
import { connect, type Target } from './connection.ts';
import type { CliIo } from './mac/io.ts';
import { CliRefusal } from './refusal.ts';

/** What a command has to work with. */
export interface CommandContext {
  readonly io: CliIo;
  readonly target: Target;
  readonly api: ApiClient;
  /** Arguments in order; those that may be left out are the empty string. */
  readonly args: readonly string[];
  /** Text of an option, if it was given. */
  readonly option: (name: string) => string | undefined;
  /** Whether a switch was given. */
  readonly has: (name: string) => boolean;
  /** Yes by `--name`, no by `--no-name`; undefined when neither was given. */
  readonly choice: (name: string) => boolean | undefined;
  /** Data: as JSON when asked for, else as the text for people. */
  readonly show: (value: unknown, text: string) => void;
  /** Words for the person; nothing with `--json`, where the value is shown instead. */
  readonly say: (words: string, value?: unknown) => void;
}

/** A command. `usage` is its verb with arguments, as commander writes them. */
export interface CommandRow {
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly run: (context: CommandContext) => Promise<void>;
}

/** What every command gets from outside. */
export interface Surroundings {
  readonly io: CliIo;
  readonly settings: { readonly home: string; readonly server: string };
  readonly fetch?: Target['fetch'];
}

/**
 * A command whose arguments may begin with a hyphen, as one base64url identifier in 64 does. All our options are long, so
 * that nothing but `-h` is an option after a single hyphen. What begins with two has to come after `--`.
 */
class IdentifierCommand extends Command {
  override parseOptions(argv: string[]) {
    const { operands, unknown } = super.parseOptions(argv);
    const option = unknown.findIndex((word) => word.startsWith('--') || word === '-h');
    const end = option < 0 ? unknown.length : option;
    return { operands: [...operands, ...unknown.slice(0, end)], unknown: unknown.slice(end) };
  }
}

/** A commander command of a row. */
export function commandOf(row: CommandRow, surroundings: Surroundings): Command {
  const [name = '', ...args] = row.usage.split(' ');
  const command = new IdentifierCommand(name).description(row.summary).exitOverride();
  for (const argument of args) command.argument(argument);
  for (const [flags, description] of row.options ?? []) command.option(flags, description);
  command.option('--json', 'print JSON').option('--server <url>', 'the server to talk to');
  command.option('--home <directory>', 'the data directory');
  command.action(async () => row.run(await contextOf(command, surroundings)));
  return command.configureOutput(outputOf(surroundings.io));
}

/** Commander's own words through the terminal: usage errors in our form. */
export function outputOf(io: CliIo) {
  return {
    writeOut: (text: string) => io.out(text),
    writeErr: (text: string) => io.err(text),
    outputError: (text: string, write: (text: string) => void) => {
      const words = text
        .trim()
        .replace(/^error: /, '')
        .replace(/\.$/, '');
      const dashes = words.startsWith('unknown option')
        ? '; "--" goes before an argument that looks like an option'
        : '';
      write(`porchlight: ${words}\nhint: "--help" shows what the command takes${dashes}\n`);
    },
  };
}

async function contextOf(command: Command, { io, settings, fetch }: Surroundings): Promise<CommandContext> {
  const options = command.opts<Record<string, string | boolean | undefined>>();
  const option = (name: string) => (typeof options[name] === 'string' ? options[name] : undefined);
  const server = addressOf(option('server') ?? settings.server);
  const target = { server, home: option('home') ?? settings.home, ...(fetch === undefined ? {} : { fetch }) };
  const json = options['json'] === true;
  const print = (value: unknown) => io.out(`${JSON.stringify(value, null, 2)}\n`);
  return {
    io,
    target,
    api: await connect(target),
    args: command.processedArgs.map((argument: unknown) => (typeof argument === 'string' ? argument : '')),
    option,
    has: (name) => options[name] === true,
    choice: (name) => (typeof options[name] === 'boolean' ? options[name] : undefined),
    show: (value, text) => (json ? print(value) : io.out(text)),
    say: (words, value = { outcome: 'done' }) => (json ? print(value) : io.err(`porchlight: ${words}\n`)),
  };
}

function addressOf(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') {
    throw new CliRefusal(
      'server_malformed',
      `"${text}" is not the address of a server`,
      'such as https://localhost:8443',
      2,
    );
  }
  return text.replace(/\/$/, '');
}

/** A number that an option must be. */
export function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new CliRefusal('number_malformed', `--${name} must be a whole number`, `such as --${name} 100`, 2);
}

/** Options of lists. */
export const listOptions = [
  ['--limit <number>', 'most rows, up to 200'],
  ['--after <cursor>', 'the page after this one, as the page before says'],
] as const;

/** The query that list options make. */
export function listQuery({ option }: CommandContext) {
  const limit = wholeNumber('limit', option('limit'));
  const after = option('after');
  const search = option('search');
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(after === undefined ? {} : { after }),
    ...(search === undefined ? {} : { search }),
  };
}

/** A page: its table, or what to do when it is empty, and how to go on. */
export function showPage(
  context: CommandContext,
  page: { readonly items: readonly unknown[]; readonly next?: string | null },
  text: string,
  whenEmpty: string,
): void {
  if (page.items.length > 0) context.show(page, text);
  else context.say(whenEmpty, page);
  if (page.next && !context.has('json')) context.io.err(`porchlight: there is more; add --after '${page.next}'\n`);
}
