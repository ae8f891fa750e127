/** `log show --predicate 'subsystem == "com.apple.AppSSO"'`: the Mac's log, in a plain form. */
import { type TerminalCommand, failed, printed } from '../command.ts';
import type { LogLine } from '../terminal-mac.ts';

/** The command. */
export const log: TerminalCommand = {
  name: 'log',
  summary: `log show [--last 5m] [--predicate 'subsystem == "com.apple.AppSSO"']`,
  run({ args, mac }) {
    const [verb, ...rest] = args;
    if (verb !== 'show') return failed(usage, 64);
    const options = parseOptions(rest);
    if (typeof options === 'string') return failed(`log: ${options}\n${usage}`, 64);
    const since = options.last === undefined ? Number.NEGATIVE_INFINITY : mac.now() - options.last;
    const lines = mac.log().filter((line) => line.time >= since && matches(options, line));
    return printed(`${header}\n${lines.map(lineText).join('')}`);
  },
};

const usage = `usage: log show [--last <number>m|h|d] [--info] [--debug] [--predicate 'subsystem == "<name>"']`;
const header = 'Timestamp                       Process              Message';
const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

interface Options {
  readonly last: number | undefined;
  readonly subsystem: string | undefined;
  readonly category: string | undefined;
}

function parseOptions(words: readonly string[]): Options | string {
  let last: number | undefined;
  let predicate: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--info' || word === '--debug') continue;
    const value = words[index + 1];
    if (word === '--predicate' && value !== undefined) predicate = value;
    else if (word === '--last' && value !== undefined) last = parseDuration(value);
    else if (word !== '--style' || value === undefined) return `unexpected "${word}"`;
    index += 1;
  }
  if (Number.isNaN(last)) return 'the time of "--last" is a number with s, m, h or d, such as 5m';
  return { last, ...parsePredicate(predicate ?? '') };
}

function parseDuration(text: string): number {
  const found = /^(\d+)([smhd])$/.exec(text);
  return found ? Number(found[1]) * (units[found[2] ?? ''] ?? 0) : Number.NaN;
}

function parsePredicate(text: string): { subsystem: string | undefined; category: string | undefined } {
  const part = (name: string) => new RegExp(`${name}\\s*(?:==|=|CONTAINS)\\s*["']([^"']*)["']`, 'i').exec(text)?.[1];
  return { subsystem: part('subsystem'), category: part('category') };
}

function matches({ subsystem, category }: Options, line: LogLine): boolean {
  return line.subsystem.includes(subsystem ?? '') && line.category.includes(category ?? '');
}

function lineText(line: LogLine): string {
  const time = new Date(line.time).toISOString().replace('T', ' ').replace('Z', '+0000');
  return `${time}    ${line.process.padEnd(20)} [${line.subsystem}:${line.category}] ${line.message}\n`;
}
