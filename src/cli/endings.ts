/** What would end and what has ended, for people at a terminal. */
import type { Ended, Ending, EndingResult } from '#api/endings.ts';
import type { CommandContext } from './command.ts';
import { table } from './table.ts';

/** What would end: how much of what, and whether it is kept. */
export function endingsTable(endings: readonly Ending[]): string {
  const rows = endings.map(({ kind, count, how, names }) => [words(kind), String(count), how, namesOf(names, count)]);
  return table(['WHAT', 'COUNT', 'HOW', 'NAMES'], rows);
}

/** Says what came of it, with the measured moments; the rest is the value for programs. */
export function showEnded(context: CommandContext, sentence: string, result: EndingResult): void {
  context.say(sentence, result);
  if (context.has('json') || result.ended.length === 0) return;
  context.io.out(endedTable(result.ended));
}

function endedTable(ended: readonly Ended[]): string {
  const rows = ended.map(({ kind, count, refusedFrom, removedAt, left, names }) => [
    words(kind),
    String(count),
    refusedFrom === null ? 'before' : exact(refusedFrom),
    removedAt === null ? 'kept' : exact(removedAt),
    String(left),
    namesOf(names, count),
  ]);
  return table(['WHAT', 'COUNT', 'REFUSED FROM', 'REMOVED', 'LEFT', 'NAMES'], rows);
}

function words(kind: string): string {
  return kind.replaceAll('-', ' ');
}

function namesOf(names: readonly string[], count: number): string {
  return names.length === 0 ? '' : `${names.join('; ')}${count > names.length ? '; ...' : ''}`;
}

/** To the millisecond: here it matters. */
function exact(time: string): string {
  return time.replace('T', ' ');
}
