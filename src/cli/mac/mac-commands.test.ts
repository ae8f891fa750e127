import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Exchange } from '#mac/evidence.ts';
import { openDesk } from '#mac/home/desk.ts';
import type { MacState } from '#mac/mac-state.ts';
import { sampleState, sampleTime } from '#mac/terminal/testing/sample-mac.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { systemClock } from '#runtime/clock.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { heldTerminal } from '../testing/held-terminal.ts';
import { runMac } from './index.ts';

const root = await mkdtemp(join(tmpdir(), 'porchlight-cli-mac-'));
after(() => rm(root, { recursive: true, force: true }));

const exchange: Exchange = {
  time: sampleTime,
  purpose: 'login',
  sent: {
    method: 'POST',
    url: 'https://id.example.org/platform-sso/token',
    headers: {},
    body: '',
    message: { header: { alg: 'ES256' }, claims: { username: 'ada@example.org', grant_type: 'password' } },
    assertion: undefined,
  },
  received: { status: 200, headers: {}, body: '', decrypted: undefined, idToken: undefined },
  error: undefined,
  checks: [{ sentence: 'The nonce is ours.', holds: true }],
  quirks: [],
};

/** Stands in for a Mac: locks, unlocks with one password, goes offline. */
function fakeMac(initial: MacState): VirtualMac {
  const state = structuredClone(initial);
  const done = () => Promise.resolve({ outcome: { kind: 'done' }, evidence: [] });
  const acts = {
    state: () => structuredClone(state),
    now: () => sampleTime,
    notifications: () => state.notifications,
    lock: () => {
      state.session = { kind: 'locked', user: 'ada' };
      return done();
    },
    goOffline: () => {
      state.network.online = false;
      return done();
    },
    unlock: (secret: { password?: string }) => {
      const right = secret.password === 'open sesame';
      if (right) state.session = { kind: 'desktop', user: 'ada' };
      const outcome = right
        ? {
            kind: 'unlocked',
            user: 'ada',
            by: 'identity-provider',
            offline: false,
            localPasswordReplaced: true,
            keychain: 'kept',
            renewal: { kind: 'renewed', by: 'login' },
            accountCreated: false,
          }
        : { kind: 'refused', reason: 'wrong-password', sentence: 'That is not the password.', failure: undefined };
      return Promise.resolve({ outcome, evidence: [exchange] });
    },
    unlockByTouchId: () => {
      state.session = { kind: 'desktop', user: 'ada' };
      const kept = { localPasswordReplaced: false, keychain: 'untouched', accountCreated: false } as const;
      const renewal = { kind: 'not-registered' } as const;
      const outcome = { kind: 'unlocked', user: 'ada', by: 'touch-id', offline: false, renewal, ...kept };
      return Promise.resolve({ outcome, evidence: [] });
    },
    authorize: (right: string, name: string, password: string) => {
      const well = name === 'grace@example.org' && password === 'open sesame';
      const outcome = well
        ? { kind: 'authorized', because: `The group "Helpdesk" allows it: ${right}.` }
        : { kind: 'denied', sentence: 'The password is wrong.' };
      return Promise.resolve({ outcome, evidence: [] });
    },
    trustRoots: (fingerprints: readonly string[] | undefined) => {
      state.builtInRoots = fingerprints && [...fingerprints];
      return done();
    },
    pairCard: done,
    unpairCard: done,
  };
  return acts as unknown as VirtualMac;
}

async function cli(answers: { stdin?: string; typed?: readonly string[] } = {}) {
  const home = await mkdtemp(join(root, 'home-'));
  await openDesk({ directory: join(home, 'macs'), random: systemRandom }).create('ada-mac', systemRandom.bytes(32), {
    createdAt: sampleTime,
    connection: { issuer: 'https://id.example.org', trustedRoots: undefined },
    state: sampleState(),
  });
  const typed = [...(answers.typed ?? [])];
  return async (...words: string[]) => {
    const io = heldTerminal({ typed, stdin: answers.stdin });
    const command = words.slice(0, 1);
    const exitCode = await runMac([...command, '--home', home, ...words.slice(1)], {
      io,
      clock: systemClock,
      random: systemRandom,
      macs: {
        create: () => assert.fail('nothing makes a Mac here'),
        unbox: () => assert.fail('nothing unboxes a Mac here'),
        open: fakeMac,
      },
      pause: () => Promise.resolve(),
      fetch: () => httpsFetch(),
    });
    return { ...io.printed, exitCode };
  };
}

test('list and show print the Macs of the home on stdout, as a table or as JSON', async () => {
  const mac = await cli();
  const list = await mac('list');
  assert.match(
    list.out,
    /^NAME +SERIAL NUMBER +MACOS +METHOD +REGISTRATION +SCREEN\nada-mac +C02ADA000001 +15\.4 +password +registered +desktop of ada\n$/,
  );
  assert.deepEqual([list.err, list.exitCode], ['', 0]);
  const [summary] = JSON.parse((await mac('list', '--json')).out) as { name: string; registration: string }[];
  assert.deepEqual([summary?.name, summary?.registration], ['ada-mac', 'registered']);
  assert.match(
    (await mac('show', 'c02ada000001')).out,
    /^account +ada \(Ada Lovelace\), ada@example\.org at the organisation$/m,
  );
});

test('lock is kept for the next command, and unlock tells each message, what was checked and what changed', async () => {
  const mac = await cli({ typed: ['open sesame'] });
  assert.equal((await mac('lock', 'ada-mac')).err, 'The screen of ada-mac is locked.\n');
  assert.match((await mac('show', 'ada-mac')).out, /^screen +locked, ada$/m);
  const unlocked = await mac('unlock', 'ada-mac');
  assert.equal(
    unlocked.err,
    "ok login                POST /platform-sso/token (ES256, ada@example.org, password) -> 200; checked nonce\nada is in, by the organisation's password; the local password is replaced, the login keychain kept; tokens renewed by login.\n",
  );
  assert.deepEqual([unlocked.out, unlocked.exitCode], ['', 0]);
});

test('unlock --touch-id asks nobody for anything', async () => {
  const mac = await cli();
  await mac('lock', 'ada-mac');
  const { err, exitCode } = await mac('unlock', 'ada-mac', '--touch-id');
  assert.deepEqual([err, exitCode], ['ada is in, by Touch ID.\n', 0]);
  assert.match((await mac('show', 'ada-mac')).out, /^screen +desktop of ada$/m);
});

test('a refusal goes to stderr with the name of the program and exit code 1; --json has outcome and evidence', async () => {
  const mac = await cli({ stdin: 'wrong\n' });
  await mac('lock', 'ada-mac');
  const refused = await mac('unlock', 'ada-mac', '--password-stdin');
  assert.match(refused.err, /porchlight: That is not the password\.\n$/);
  assert.equal(refused.exitCode, 1);
  const json = JSON.parse((await mac('unlock', 'ada-mac', '--password-stdin', '--json')).out) as {
    outcome: { reason: string };
    evidence: Exchange[];
  };
  assert.equal(json.outcome.reason, 'wrong-password');
  assert.equal(json.evidence[0]?.purpose, 'login');
});

test('authorize asks for a name at the organisation and its password, and says why the prompt was answered or not', async () => {
  const mac = await cli({ typed: ['grace@example.org', 'open sesame', 'grace@example.org', 'wrong'] });
  const well = await mac('authorize', 'ada-mac', '--right', 'system.print.admin');
  assert.deepEqual([well.err, well.exitCode], ['Authorized. The group "Helpdesk" allows it: system.print.admin.\n', 0]);
  const refused = await mac('authorize', 'ada-mac');
  assert.deepEqual([refused.err, refused.exitCode], ['porchlight: The password is wrong.\n', 1]);
});

test('roots counts the public roots or those of a file as built in, and refuses to guess', async () => {
  const mac = await cli();
  assert.match((await mac('roots', 'ada-mac', '--public')).err, /^\d{2,} roots count as built in\.\n$/);
  assert.equal((await mac('roots', 'ada-mac', '--any')).err, 'Any trusted root counts as built in.\n');
  assert.equal((await mac('roots', 'ada-mac')).exitCode, 2);
  const file = join(root, 'no-roots.pem');
  await writeFile(file, 'nothing');
  assert.match((await mac('roots', 'ada-mac', '--only', file)).err, /has no certificates that can be read/);
});

test('answers come from a file, and a file with other things in it is refused', async () => {
  const mac = await cli();
  const file = join(root, 'answers.json');
  await writeFile(file, '{"password":"open sesame"}');
  assert.equal((await mac('unlock', 'ada-mac', '--answers', file)).exitCode, 0);
  for (const text of ['{"passwort":"x"}', '{"password":1}', 'nothing']) {
    await writeFile(file, text);
    const refused = await mac('unlock', 'ada-mac', '--answers', file);
    assert.equal(refused.exitCode, 2, text);
    assert.match(refused.err, /^porchlight: The answers file .*\nhint: It is a JSON object/);
  }
});

test('a question that nobody answers is refused with a way to answer it', async () => {
  const refused = await (await cli())('unlock', 'ada-mac');
  assert.match(refused.err, /^porchlight: This needs an answer: password of the person\.\nhint: .*--password-stdin/);
  assert.equal(refused.exitCode, 1);
});

test('run passes on stdout, stderr and the exit code of the command', async () => {
  const mac = await cli({ typed: ['nonsense', 'nonsense', 'nonsense'] });
  const state = await mac('run', 'ada-mac', '--', 'app-sso', 'platform', '-s');
  assert.match(state.out, /^Time: /);
  assert.equal(state.exitCode, 0);
  const unknown = await mac('run', 'ada-mac', '--', 'frobnicate');
  assert.deepEqual([unknown.out, unknown.err, unknown.exitCode], ['', 'zsh: command not found: frobnicate\n', 127]);
  assert.match((await mac('run', 'ada-mac', '--', 'sudo', 'whoami')).err, /3 incorrect password attempts/);
  assert.match((await mac('run', 'ada-mac')).out, /^ {2}app-sso /m);
});

test('an act leaves its lines in the log of the Mac', async () => {
  const mac = await cli({ typed: ['open sesame'] });
  await mac('unlock', 'ada-mac');
  const log = await mac('run', 'ada-mac', '--', 'log', 'show', '--predicate', 'subsystem == "com.apple.AppSSO"');
  assert.match(log.out, /Sending login request to https:\/\/id\.example\.org\/platform-sso\/token\n/);
});

test('unknown Macs and wrong use are told apart by exit code 1 and 2', async () => {
  const mac = await cli();
  const unknown = await mac('show', 'nobody');
  assert.match(unknown.err, /^porchlight: There is no Mac "nobody" here\.\nhint: /);
  assert.equal(unknown.exitCode, 1);
  for (const words of [
    ['frob'],
    ['show'],
    ['new', 'x', '--macos', '9'],
    ['new', 'x', '--serial', '?'],
    ['misbehave', 'x', 'y'],
  ]) {
    const refused = await mac(...words);
    assert.equal(refused.exitCode, 2, words.join(' '));
    assert.match(refused.err, /^porchlight: .*\nhint: /, words.join(' '));
  }
});

test('delete removes a Mac, offline is remembered, misbehave without a Mac lists the faults', async () => {
  const mac = await cli();
  await mac('offline', 'ada-mac');
  assert.match((await mac('show', 'ada-mac')).out, /^network +no$/m);
  assert.match((await mac('misbehave')).out, /^wrong-signing-key /m);
  assert.equal((await mac('delete', 'ada-mac')).err, 'Deleted ada-mac.\n');
  assert.match((await mac('list')).err, /^There are no Macs here\./);
});
