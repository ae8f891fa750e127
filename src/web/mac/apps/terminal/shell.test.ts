import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Shell } from './shell.ts';

function stage(outputs: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const answers: (readonly [string, string | undefined])[] = [];
  let screen = '';
  let release: (output: string) => void = () => undefined;
  let isClosed = false;
  const shell = new Shell('ada@Mac ~ % ', ['old'], {
    write: (text) => (screen += text),
    columns: () => 80,
    clear: () => (screen = ''),
    run: (line) => {
      lines.push(line);
      const output = outputs[line];
      return output === undefined ? new Promise((resolve) => (release = resolve)) : Promise.resolve(output);
    },
    answer: (prompt, text) => answers.push([prompt, text]),
    close: () => (isClosed = true),
    remember: () => undefined,
  });
  shell.start();
  return {
    shell,
    lines,
    answers,
    screen: () => screen,
    release: (text: string) => release(text),
    isClosed: () => isClosed,
  };
}

test('a line that is entered is run by the Mac, and what it prints is shown', async () => {
  const { shell, lines, screen } = stage({ whoami: 'ada\n' });
  shell.type('whoami\r');
  await setImmediate();
  assert.deepEqual(lines, ['whoami']);
  assert.match(screen(), /whoami[\s\S]*\r\nada\r\n[\s\S]*ada@Mac ~ % /u);
});

test('pasted lines run one after the other', async () => {
  const { shell, lines } = stage({ id: '1\n', whoami: '2\n' });
  shell.type('id\nwhoami\n');
  await setImmediate();
  await setImmediate();
  assert.deepEqual(lines, ['id', 'whoami']);
});

test('a secret is read without echo and stands in no history', async () => {
  const { shell, answers, screen, release } = stage();
  shell.type('sudo id\r');
  shell.ask({ id: 'p1', text: 'Password:' });
  shell.type('hunx\u007fter2');
  assert.ok(!screen().includes('hun'));
  shell.type('\r');
  assert.deepEqual(answers, [['p1', 'hunter2']]);
  release('uid=0(root)\n');
  await setImmediate();
  shell.type('\u001b[A');
  assert.match(screen(), /sudo id[^%]*$/u);
});

test('Ctrl-C leaves a secret unanswered, and drops a line', () => {
  const { shell, answers, lines, screen } = stage();
  shell.type('app-sso\u0003');
  assert.match(screen(), /\^C\r\n/u);
  shell.type('sudo id\r');
  shell.ask({ id: 'p1', text: 'Password:' });
  shell.type('abc\u0003');
  assert.deepEqual(answers, [['p1', undefined]]);
  assert.deepEqual(lines, ['sudo id']);
});

test('escape sequences in what a command prints are shown, not obeyed', async () => {
  const { shell, screen } = stage({ id: 'name \u001b[2J\u001b]0;x\u0007\n' });
  shell.type('id\r');
  await setImmediate();
  assert.ok(screen().includes('name ␛[2J␛]0;x␇'));
});

test('Tab completes one name, and lists several', () => {
  const { shell, screen } = stage();
  shell.type('app\t');
  assert.match(screen(), /app-sso /u);
  shell.type('\u0015sw\t');
  shell.type('\t');
  assert.match(screen(), /sw_vers {2}swcutil/u);
});

test('clear, exit and history need no Mac', () => {
  const { shell, lines, screen, isClosed } = stage();
  shell.type('history\r');
  assert.match(screen(), / 1 {2}old/u);
  shell.type('clear\r');
  shell.type('exit\r');
  assert.deepEqual([lines, isClosed()], [[], true]);
});

test('a line longer than the row is drawn over its rows', () => {
  const { shell, screen } = stage();
  shell.type('a'.repeat(70));
  shell.type('b');
  assert.ok(screen().includes('\u001b[1A\r\u001b[J'));
});
