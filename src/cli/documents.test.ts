import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands as appleCommands } from './apple/commands.ts';
import type { CommandRow } from './command.ts';
import { row as notes } from './notes/index.ts';

const root = join(import.meta.dirname, '..', '..');
const pages = [
  'README.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('decisions'))
    .map((name) => join('docs', name)),
];

interface Written {
  readonly page: string;
  readonly words: readonly string[];
}

/** Command lines of a page: lines of code blocks, and code in sentences. */
function commandsIn(page: string): readonly Written[] {
  const text = readFileSync(join(root, page), 'utf8');
  const lines = [...text.matchAll(/^\s*(?:npx )?porchlight (\S.*)$/gm)].map(
    ([, rest = '']) => rest.split(/\s{2,}|\s#/)[0] ?? '',
  );
  const inSentences = [...text.replaceAll(/\s+/g, ' ').matchAll(/`(?:npx )?porchlight ([^`]+)`/g)].map(
    ([, rest = '']) => rest,
  );
  return [...lines, ...inSentences].map((rest) => ({ page, words: rest.trim().split(/\s+/) }));
}

const written = pages.flatMap((page) => commandsIn(page));

/** Files that are not called after their noun. */
const nounsOfFiles: ReadonlyMap<string, string> = new Map([
  ['session.ts', ''],
  ['doctor.ts', ''],
  ['user-session.ts', 'session '],
]);

/** Rows by what comes before their arguments, such as `push-certificate import`. */
async function knownRows(): Promise<ReadonlyMap<string, Pick<CommandRow, 'usage' | 'options'>>> {
  const known = new Map<string, Pick<CommandRow, 'usage' | 'options'>>();
  const folder = join(import.meta.dirname, 'commands');
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.test.ts')) continue;
    const { rows } = (await import(join(folder, file))) as { rows: readonly CommandRow[] };
    const noun = nounsOfFiles.get(file) ?? `${file.replace('.ts', '')} `;
    for (const row of rows) known.set(`${noun}${nameOf(row.usage)}`, row);
  }
  known.set('notes', notes);
  const deskOptions = ['--port <number>', '--issuer <url>', '--insecure-remote-issuer'];
  known.set('desk', { usage: 'desk', options: deskOptions.map((flags) => [flags, ''] as const) });
  for (const row of appleCommands) known.set(`apple ${nameOf(row.usage)}`, row);
  return known;
}

function nameOf(usage: string): string {
  return usage
    .split(' ')
    .filter((word) => /^[a-z-]+$/.test(word))
    .join(' ');
}

/** The longest name that the words begin with. */
function rowOf<Row>(known: ReadonlyMap<string, Row>, words: readonly string[]): Row | undefined {
  for (const length of [3, 2, 1]) {
    const row = known.get(words.slice(0, length).join(' '));
    if (row !== undefined && words.length >= length) return row;
  }
  return undefined;
}

const macIndex = readFileSync(join(import.meta.dirname, 'mac', 'index.ts'), 'utf8');

/** What is wrong with a command line; undefined when it can be typed. */
function problemOf(known: Awaited<ReturnType<typeof knownRows>>, words: readonly string[]): string | undefined {
  const [noun = '', verb = ''] = words;
  if (noun === 'mac') return /^[a-z-]+$/.test(verb) && !macIndex.includes(`'./${verb}.ts'`) ? 'unknown' : undefined;
  // A noun alone speaks of all of its commands, an ellipsis of all there are.
  if (noun === '...' || noun.startsWith('--') || (noun === 'apple' && words.length === 1)) return undefined;
  const row = rowOf(known, words);
  if (row === undefined) return 'unknown';
  const options = [...(row.options ?? []).map(([flags]) => flags), ...everywhere];
  return words.find((word) => word.startsWith('--') && !options.some((flags) => flags.split(' ').includes(word)));
}

const everywhere = ['--json', '--server', '--home', '--help'];

test('every porchlight command of the documents exists, with its options', async () => {
  const known = await knownRows();
  assert.ok(written.length > 80, 'the documents are full of commands');
  const wrong = written.flatMap(({ page, words }) => {
    const problem = problemOf(known, words);
    return problem === undefined ? [] : [`${page}: porchlight ${words.join(' ')} (${problem})`];
  });
  assert.deepEqual(wrong, []);
});

test('commands that are not there are found', async () => {
  const known = await knownRows();
  for (const line of ['alert clear', 'nothing', 'ade sync --hard', 'mac dance', 'push-certificate']) {
    assert.notEqual(problemOf(known, line.split(' ')), undefined, line);
  }
});
