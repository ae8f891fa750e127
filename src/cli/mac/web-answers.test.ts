import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleState } from '#mac/terminal/testing/sample-mac.ts';
import { readPage } from '#mac/web-view/page.ts';
import { answerPages } from './web-answers.ts';
import { openAnswers } from './answers.ts';
import type { CliIo } from './io.ts';
import { secretKindOf } from './secret.ts';

function terminal(typed: string[]): CliIo & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    out: () => undefined,
    err: (text) => void told.push(text),
    colour: false,
    ask: () => Promise.resolve(typed.shift()),
    stdin: () => Promise.resolve(''),
    exit: () => undefined,
  };
}

const page = (body: string) => readPage(`<title>Sign in</title><body>${body}`, 'https://id.example.org/x');
const password = page(`<form method="post"><input type="hidden" name="step" value="password">
<input name="username" autocomplete="username"><input name="password" type="password"><button>Go</button></form>`);

test('a page is asked for what it asks, and again when it comes again', async () => {
  const io = terminal(['ada@example.org', 'wrong', 'ada@example.org', 'right']);
  const answer = answerPages(await openAnswers(io, {}), io);
  assert.deepEqual(await answer(password), { userName: 'ada@example.org', password: 'wrong', code: undefined });
  assert.deepEqual(await answer(password), { userName: 'ada@example.org', password: 'right', code: undefined });
});

test('a page that waits for a phone is told once, and looked at until it changes', async () => {
  const io = terminal([]);
  let pauses = 0;
  const answer = answerPages(await openAnswers(io, {}), io, async () => void (pauses += 1));
  const number = page(
    '<p class="number">42</p><form method="post"><input type="hidden" name="step"><button>Go on</button></form>',
  );
  assert.equal(await answer(number), 'look again');
  assert.equal(await answer(number), 'look again');
  assert.equal(pauses, 2);
  assert.deepEqual(io.told, ['Sign in: 42 Go on\n']);
});

test('a page without a form is told, and sent as it is: the window then says that it cannot go on', async () => {
  const io = terminal([]);
  assert.deepEqual(await answerPages(await openAnswers(io, {}), io)(page('Not today.')), {});
  assert.deepEqual(io.told, ['Sign in: Not today.\n']);
});

test('who signs in on the web gets the window, at a screen that has one, unless they want the local password', () => {
  const state = sampleState();
  const [shortName = ''] = Object.keys(state.platformSso.users);
  const user = state.platformSso.users[shortName];
  assert.ok(user);
  assert.equal(secretKindOf(state, shortName, {}), 'password');
  user.loginType = 'OpenID';
  user.loginUserName = 'ada@example.org';
  assert.equal(secretKindOf(state, shortName, {}), 'web');
  assert.equal(secretKindOf(state, 'ada@example.org', {}), 'web');
  assert.equal(secretKindOf(state, shortName, { localPassword: true }), 'password');
  assert.equal(secretKindOf(state, shortName, { smartCard: true }), 'card');
  state.session = { kind: 'pre-boot' };
  assert.equal(secretKindOf(state, shortName, {}), 'password');
});
