import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);
const text = readFileSync(new URL('docs/checklist.md', root), 'utf8');

/** Items by number, each with the tests that it names. */
const items = text
  .split(/^## /m)
  .slice(1)
  .map((passage) => {
    const [heading = ''] = passage.split('\n', 1);
    const tests = [...passage.matchAll(/^- `([^`]+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({ file, title }));
    return { number: Number.parseInt(heading, 10), tests };
  });

test('the checklist has its 37 items in their order, and each names a test', () => {
  assert.deepEqual(
    items.map(({ number }) => number),
    Array.from({ length: 37 }, (_, index) => index + 1),
  );
  assert.deepEqual(
    items.filter(({ tests }) => tests.length === 0),
    [],
  );
});

test('every test that the checklist names is there, and is run', () => {
  const missing = items.flatMap(({ tests }) => tests).filter(({ file, title }) => !titlesIn(file).includes(title));
  assert.deepEqual(missing, []);
});

function titlesIn(file: string): readonly string[] {
  assert.match(file, /\.test\.ts$/);
  const source = readFileSync(new URL(file, root), 'utf8');
  return [...source.matchAll(/\b(?:test|it)\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`]*)`)/g)].map(
    ([, plain, made]) => plain ?? made ?? '',
  );
}
