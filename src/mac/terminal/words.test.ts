import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitWords } from './words.ts';

const words = (line: string) => {
  const split = splitWords(line);
  return split.kind === 'words' ? split.words : split;
};

test('blanks separate words, quotes and backslashes keep them together, as in zsh', () => {
  assert.deepEqual(words('  app-sso   platform\t-s '), ['app-sso', 'platform', '-s']);
  assert.deepEqual(words(`log show --predicate 'subsystem == "com.apple.AppSSO"'`), [
    'log',
    'show',
    '--predicate',
    'subsystem == "com.apple.AppSSO"',
  ]);
  assert.deepEqual(words(String.raw`a\ b "c \"d\" \e" 'f\g'h`), ['a b', String.raw`c "d" \e`, String.raw`f\gh`]);
  assert.deepEqual(words(`'' ""`), ['', '']);
  assert.deepEqual(words('whoami # who else'), ['whoami']);
  assert.deepEqual(words(''), []);
});

test('an open quote is told with the quote that is missing', () => {
  assert.deepEqual(words(`echo 'a`), { kind: 'unmatched', quote: "'" });
  assert.deepEqual(words(`echo "a`), { kind: 'unmatched', quote: '"' });
});

test('pipes, redirections, variables and lists are refused by name, unless they are quoted', () => {
  for (const token of ['|', '>', '<', '&', ';', '$', '`', '*', '(']) {
    assert.deepEqual(words(`a ${token} b`), { kind: 'unsupported', token });
    assert.deepEqual(words(`a '${token}'`), ['a', token]);
  }
  assert.deepEqual(words('a "$HOME"'), { kind: 'unsupported', token: '$' });
});

test('any words come back from their single-quoted line', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (list) => {
      const line = list.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      assert.deepEqual(words(line), list);
    }),
  );
});
