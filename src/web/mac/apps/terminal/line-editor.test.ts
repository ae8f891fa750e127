import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterKey, insert, newLine, remembering, textOf } from './line-editor.ts';

const typed = (keys: readonly string[], history: readonly string[] = []) =>
  keys.reduce((line, key) => afterKey(line, key) ?? line, newLine(history));
const left = '\u001b[D';
const up = '\u001b[A';
const down = '\u001b[B';
const backspace = '\u007f';

test('characters are written at the cursor, and removed before and after it', () => {
  assert.equal(textOf(typed(['a', 'c', left, 'b'])), 'abc');
  assert.equal(textOf(typed(['a', 'b', backspace, backspace, backspace])), '');
  assert.equal(textOf(typed(['a', 'b', '\u001b[H', '\u001b[3~'])), 'b');
});

test('a character outside of the first plane is one character', () => {
  assert.equal(textOf(typed(['𝒳', 'y', left, backspace])), 'y');
});

test('control keys move and cut as in a shell', () => {
  assert.equal(textOf(typed(['sudo id', '\u0017', 'whoami'])), 'sudo whoami');
  assert.equal(textOf(typed(['abc', left, '\u000b'])), 'ab');
  assert.equal(textOf(typed(['abc', left, '\u0015'])), '');
  assert.equal(textOf(typed(['bc', '\u0001', 'a', '\u0005', 'd'])), 'abcd');
});

test('the history goes up and comes back to the line that was begun', () => {
  const history = ['id', 'whoami'];
  assert.equal(textOf(typed(['x', up], history)), 'whoami');
  assert.equal(textOf(typed(['x', up, up, up], history)), 'id');
  assert.equal(textOf(typed(['x', up, up, down, down, down], history)), 'x');
  assert.equal(textOf(typed(['x', '\u001bOA'], history)), 'whoami');
});

test('only lines that say something new are kept', () => {
  const line = newLine(['id']);
  assert.deepEqual(remembering(line, '  '), ['id']);
  assert.deepEqual(remembering(line, 'id'), ['id']);
  assert.deepEqual(remembering(line, 'whoami'), ['id', 'whoami']);
});

test('keys that it does not know change nothing', () => {
  for (const key of ['\u001b[5~', '\u0000', '\u001b']) assert.equal(afterKey(newLine([]), key), undefined);
  assert.equal(textOf(insert(newLine([]), 'ab')), 'ab');
});
