import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDesk } from '#mac/home/desk.ts';
import { sampleTime } from '#mac/terminal/testing/sample-mac.ts';
import { createVirtualMac } from '#mac/virtual-mac.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { runMac } from './index.ts';
import { virtualMacs } from './macs.ts';

const root = await mkdtemp(join(tmpdir(), 'porchlight-cli-browse-'));
after(() => rm(root, { recursive: true, force: true }));

const form = `<title>Sign in</title><h1>Sign in</h1><p role="alert">Who are you?</p><form method="post" action="/in">
<label for="u">User name</label><input id="u" name="username" autocomplete="username" required>
<label for="p">Password</label><input id="p" name="password" type="password" required>
<label><input type="checkbox" name="keep"> Stay signed in</label>
<button>Sign In</button><button name="cancel" value="yes" formnovalidate>Cancel</button></form><a href="/profile">Get the profile</a>`;

/** Pages by path; what was posted is told on the next page. */
const pages: Readonly<Record<string, (body: string) => { type?: string; text: string; status?: number }>> = {
  '/': () => ({ text: form }),
  '/in': (body) => ({ text: `<p>Sent: ${body.replaceAll('&', ' ')}</p>` }),
  '/profile': () => ({ type: 'application/x-apple-aspen-config', text: 'PROFILE' }),
};

async function cli(input: { stdin?: string; typed?: readonly string[] } = {}) {
  const home = await mkdtemp(join(root, 'home-'));
  const uidKey = systemRandom.bytes(32);
  const options = {
    computerName: 'Mac',
    macos: '15.4',
    firstAccount: { shortName: 'ada', fullName: 'Ada', password: 'local' },
  } as const;
  const ports = {
    fetch: () => assert.fail('nothing is fetched here'),
    clock: systemClock,
    random: systemRandom,
    uidKey,
  };
  await openDesk({ directory: join(home, 'macs'), random: systemRandom }).create('ada-mac', uidKey, {
    createdAt: sampleTime,
    connection: { issuer: 'https://id.example', trustedRoots: undefined },
    state: createVirtualMac(options, ports).state(),
  });
  const typed = [...(input.typed ?? [])];
  const asked: string[] = [];
  const run = async (...words: string[]) => {
    const printed = { out: '', err: '' };
    const verb = words[0] === 'settings' ? 2 : 1;
    const exitCode = await runMac([...words.slice(0, verb), '--home', home, ...words.slice(verb)], {
      io: {
        out: (text) => void (printed.out += text),
        err: (text) => void (printed.err += text),
        colour: false,
        ask: (prompt) => {
          asked.push(prompt);
          return Promise.resolve(typed.shift());
        },
        stdin: () => Promise.resolve(input.stdin ?? ''),
        exit: () => undefined,
      },
      clock: systemClock,
      random: systemRandom,
      macs: virtualMacs,
      pause: () => Promise.resolve(),
      fetch:
        () =>
        (url, { body = '' } = {}) => {
          const page = pages[new URL(url).pathname]?.(typeof body === 'string' ? body : '') ?? {
            text: 'nothing here',
            status: 404,
          };
          const { text, type = 'text/html', status = 200 } = page;
          return Promise.resolve({
            status,
            headers: { 'content-type': type },
            text: () => text,
            bytes: () => utf8(text),
            rootFingerprint: undefined,
          });
        },
    });
    return { ...printed, exitCode };
  };
  return { home, asked, run };
}

test('browse prints the page with its fields, buttons and links, and keeps it for the next command', async () => {
  const { run } = await cli();
  const first = await run('browse', 'ada-mac', 'id.example');
  assert.equal(
    first.out,
    `Sign in
=======

Sign in
Who are you?
User name
Password
Stay signed in
Get the profile

User name: <text, required>
Password: <password, required>
[ ] Stay signed in
[Sign In] [Cancel]

-> Get the profile: https://id.example/profile
`,
  );
  assert.match(first.err, /ok browser +GET \/ -> 200; accepted\nSafari shows https:\/\/id\.example\/\n$/);
  assert.equal((await run('browse', 'ada-mac')).out, first.out);
  assert.deepEqual([first.exitCode, (await run('browse', 'ada-mac', 'https://id.example/none')).exitCode], [0, 1]);
});

test('what a form needs is asked for; a password is never an argument', async () => {
  const { run, asked } = await cli({ typed: ['ada', 's p'] });
  await run('browse', 'ada-mac', 'id.example');
  const sent = await run('browse', 'ada-mac', '--press', 'Sign In', '--check', 'Stay');
  assert.match(sent.out, /Sent: username=ada password=s\+p keep=on/);
  assert.deepEqual(asked, ['User name: ', 'Password: ']);
  await run('browse', 'ada-mac', 'id.example');
  const refused = await run('browse', 'ada-mac', '--press', 'Sign In', '--fill', 'Password=x');
  assert.deepEqual([refused.exitCode, refused.out], [2, '']);
  assert.match(refused.err, /is a password, which others could read/);
  const unpressed = await run('browse', 'ada-mac', '--fill', 'User name=ada');
  assert.match(unpressed.err, /no button pressed/);
  assert.match((await run('browse', 'ada-mac', '--press', 'Cancel')).out, /cancel=yes/);
});

test('scripts answer by stdin, in one command with the address', async () => {
  const { run } = await cli({ stdin: 's3cret\n' });
  const sent = await run('browse', 'ada-mac', 'id.example', '--fill', 'User name=ada', '--return', '--password-stdin');
  assert.match(sent.out, /Sent: username=ada password=s3cret\n/);
});

test('a download is offered and saved; --json has the outcome', async () => {
  const { run, home } = await cli();
  const offered = await run('browse', 'ada-mac', 'id.example/', '--follow', 'Get the profile');
  assert.match(offered.err, /offers a download: profile, 7 bytes\.\nhint: "--save FILE" keeps it\.\n$/);
  const file = join(home, 'p.mobileconfig');
  const saved = await run('browse', 'ada-mac', 'https://id.example/profile', '--save', file, '--json');
  assert.equal(await readFile(file, 'utf8'), 'PROFILE');
  const { outcome } = JSON.parse(saved.out) as { outcome: { kind: string; bytes: string } };
  assert.deepEqual([outcome.kind, outcome.bytes], ['download', 'UFJPRklMRQ==']);
});

test('the switch for passkeys says why there is none, and Terminal opens addresses in a new tab', async () => {
  const { run } = await cli();
  const refused = await run('settings', 'passkeys', 'ada-mac', 'on');
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /No application of the organisation offers passkeys/);
  assert.equal((await run('settings', 'passkeys', 'ada-mac', 'maybe')).exitCode, 2);
  await run('browse', 'ada-mac', 'id.example');
  assert.deepEqual(await run('run', 'ada-mac', '--', 'open', 'https://id.example/in'), {
    out: '',
    err: '',
    exitCode: 0,
  });
  assert.match((await run('browse', 'ada-mac')).err, /\/in \(tab 2 of 2\)/);
  assert.equal((await run('run', 'ada-mac', '--', 'open', 'notes.txt')).err, 'The file notes.txt does not exist.\n');
});
