import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '#mac/terminal/commands/index.ts';
import { commandNames, completions } from './command-names.ts';

test('Terminal completes the commands that the virtual Mac has, in the order of help', () => {
  assert.deepEqual([...commandNames], [...commands.keys()]);
});

test('the first word is completed, and the one after sudo', () => {
  assert.deepEqual(completions('app'), ['app-sso']);
  assert.deepEqual(completions('s'), ['sc_auth', 'security', 'sudo', 'sw_vers', 'swcutil']);
  assert.deepEqual(completions('sudo pr'), ['profiles']);
  for (const line of ['', 'sudo ', 'app-sso pl', 'frob', 'log sh']) assert.deepEqual(completions(line), []);
});
