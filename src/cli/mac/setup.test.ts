import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { FakeOrganisation, base } from '#mac/testing/fake-organisation.ts';
import { portsOf } from '#mac/testing/managed-mac.ts';
import { openVirtualMac, unboxVirtualMac } from '#mac/virtual-mac.ts';
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { systemClock } from '#runtime/clock.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { heldTerminal } from '../testing/held-terminal.ts';
import { runMac } from './index.ts';

const root = await mkdtemp(join(tmpdir(), 'porchlight-cli-setup-'));
after(() => rm(root, { recursive: true, force: true }));

let organisation: FakeOrganisation;
let home: string;
let typed: string[];
let pauses: number[];
beforeEach(async () => {
  organisation = new FakeOrganisation();
  organisation.cloudConfiguration = { url: `${base}/enroll`, skip_setup_items: Object.keys(skipSetupItems) };
  home = await mkdtemp(join(root, 'home-'));
  typed = [];
  pauses = [];
});

async function mac(command: string, ...words: readonly string[]) {
  const io = heldTerminal({ typed });
  const exitCode = await runMac([command, '--home', home, ...words], {
    io,
    clock: systemClock,
    random: systemRandom,
    macs: {
      create: () => assert.fail('nothing makes a Mac here'),
      unbox: (options, ports) => unboxVirtualMac(options, { ...ports, ...portsOf(organisation) }),
      open: (state, ports) => openVirtualMac(state, { ...ports, ...portsOf(organisation) }),
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    fetch: () => httpsFetch(),
  });
  return { ...io.printed, exitCode };
}

async function answersFile(answers: Readonly<Record<string, string>>): Promise<string> {
  const path = join(home, 'answers.json');
  await writeFile(path, JSON.stringify(answers));
  return path;
}

async function unboxed(...words: readonly string[]) {
  return mac('unbox', 'ada-mac', '--serial', 'C02BOX000001', '--issuer', 'https://id.example.org', ...words);
}

test('unbox prints the serial number; show and Terminal tell how far the Mac has come', async () => {
  const { out, err, exitCode } = await unboxed();
  assert.deepEqual([out, exitCode], ['C02BOX000001\n', 0]);
  assert.match(err, /porchlight mac setup ada-mac/);
  assert.match((await mac('show', 'ada-mac')).out, /^pane +hello$/m);
  const answers = await answersFile({ 'account-name': 'ada', 'full-name': 'Ada Lovelace', 'local-password': 'local' });
  const stopped = await mac('setup', 'ada-mac', '--until', 'account', '--answers', answers);
  assert.equal(stopped.exitCode, 0);
  assert.match(stopped.err, /^ok Remote Management +then account$/m);
  const shown = (await mac('show', 'ada-mac')).out;
  assert.match(shown, /^pane +account$/m);
  assert.match(shown, /^managed +by Automated Device Enrollment$/m);
  assert.match(shown, /^MDM server +https:\/\/mdm\.example\/mdm$/m);
  const finished = await mac('setup', 'ada-mac', '--answers', answers);
  assert.equal(finished.exitCode, 0);
  assert.match(finished.err, /^ok Create a Computer Account +home screen of ada$/m);
  const json = JSON.parse((await mac('show', 'ada-mac', '--json')).out) as Record<string, unknown>;
  assert.equal(json['setupPane'], undefined);
  assert.deepEqual(json['management'], {
    server: `${base}/mdm`,
    automated: true,
    awaitingConfiguration: false,
    users: ['ada'],
  });
  const status = await mac('run', 'ada-mac', '--', 'profiles', 'status', '-type', 'enrollment');
  assert.equal(status.out, `Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\nMDM server: ${base}/mdm\n`);
  const record = await mac('run', 'ada-mac', '--', 'profiles', 'show', '-type', 'enrollment');
  assert.match(record.out, /ConfigurationURL = "https:\/\/mdm\.example\/enroll";/);
  assert.equal((await mac('setup', 'ada-mac')).exitCode, 1);
});

test('mdm has the Mac ask for work, on the device’s channel or a user’s', async () => {
  await unboxed();
  assert.match((await mac('mdm', 'ada-mac')).err, /managed by nobody/);
  await mac('setup', 'ada-mac', '--answers', await answersFile({ 'account-name': 'ada', 'local-password': 'local' }));
  organisation.enqueue({ RequestType: 'UserList' });
  const done = await mac('mdm', 'ada-mac');
  assert.match(done.err, /executed 1 commands/);
  assert.equal(done.exitCode, 0);
  await mac('misbehave', 'ada-mac', 'not-now', '--times', '1');
  organisation.enqueue({ RequestType: 'UserList' });
  assert.match((await mac('mdm', 'ada-mac')).err, /put off 1/);
  assert.equal((await mac('mdm', 'ada-mac', '--user', 'ada')).exitCode, 0);
  assert.equal((await mac('mdm', 'ada-mac', '--user', 'nobody')).exitCode, 1);
  organisation.reply('Idle', { status: 503 });
  assert.match((await mac('mdm', 'ada-mac')).err, /503/);
  organisation.reply('Idle', { unreachable: true });
  assert.equal((await mac('mdm', 'ada-mac')).exitCode, 1);
  organisation.reply('Idle', { status: 401 });
  assert.match((await mac('mdm', 'ada-mac')).err, /enrollment is gone/);
});

test('setup waits a second at a time for a server that prepares, and gives up on one that never lets go', async () => {
  organisation.cloudConfiguration = { ...organisation.cloudConfiguration, await_device_configured: true };
  await unboxed();
  const answers = await answersFile({ 'account-name': 'ada', 'local-password': 'local' });
  const waiting = await mac('setup', 'ada-mac', '--answers', answers);
  assert.equal(waiting.exitCode, 1);
  assert.ok(pauses.length > 10 && pauses.every((pause) => pause === 1000));
  assert.match(
    (await mac('show', 'ada-mac')).out,
    /^managed +by Automated Device Enrollment, awaiting final configuration$/m,
  );
  organisation.enqueue({ RequestType: 'DeviceConfigured' });
  assert.equal((await mac('setup', 'ada-mac', '--answers', answers)).exitCode, 0);
});

test('a pane that keeps failing is tried three times; a page that keeps asking, some more, and a person is asked anew', async () => {
  const web = (body: string) => ({ headers: { 'content-type': 'text/html' }, body });
  const form = '<form method="post"><input name="p" type="password" autocomplete="current-password"></form>';
  organisation.cloudConfiguration = { ...organisation.cloudConfiguration, configuration_web_url: `${base}/start` };
  organisation.pages.set('/start', ({ body }) =>
    body === 'p=right'
      ? { headers: { 'content-type': 'application/x-apple-aspen-config' }, body: organisation.enrollmentProfile }
      : web(form),
  );
  await unboxed();
  const wrong = await mac('setup', 'ada-mac', '--answers', await answersFile({ password: 'wrong' }));
  assert.equal(wrong.exitCode, 1);
  typed = ['wrong', 'wrong again', 'right'];
  const stopped = await mac('setup', 'ada-mac', '--until', 'account');
  assert.equal(stopped.exitCode, 0, stopped.err);
  organisation.cloudConfiguration = { url: `${base}/missing` };
  await mac('unbox', 'bob-mac', '--issuer', 'https://id.example.org');
  assert.equal((await mac('setup', 'bob-mac', '--answers', await answersFile({}))).exitCode, 1);
  assert.equal(organisation.seen.filter(({ url }) => url.endsWith('/missing')).length, 3);
});

test('a person opens an enrollment profile, removes it, and erases the Mac', async () => {
  organisation.cloudConfiguration = undefined;
  await unboxed();
  await mac('setup', 'ada-mac', '--answers', await answersFile({ 'account-name': 'ada', 'local-password': 'local' }));
  assert.equal((await mac('unenroll', 'ada-mac')).exitCode, 1);
  const profile = join(home, 'enroll.mobileconfig');
  assert.equal((await mac('open-profile', 'ada-mac', profile)).exitCode, 2);
  await writeFile(profile, 'nonsense');
  assert.equal((await mac('open-profile', 'ada-mac', profile)).exitCode, 1);
  await writeFile(profile, organisation.enrollmentProfile);
  assert.match((await mac('open-profile', 'ada-mac', profile)).err, /installed "org\.example\.enrollment"/);
  assert.match((await mac('show', 'ada-mac')).out, /^managed +by a profile$/m);
  assert.match((await mac('unenroll', 'ada-mac')).err, /managed by nobody/);
  assert.equal((await mac('erase', 'ada-mac')).exitCode, 0);
  assert.match((await mac('show', 'ada-mac')).out, /^pane +hello$/m);
});

test('a server that leads in a circle is left', async () => {
  const document = { code: 'com.apple.softwareupdate.required', details: { OSVersion: '26.0' } };
  const headers = { 'content-type': 'application/json' };
  organisation.pages.set('/enroll', () => ({ status: 403, headers, body: JSON.stringify(document) }));
  await unboxed();
  assert.equal((await mac('setup', 'ada-mac', '--answers', await answersFile({}))).exitCode, 1);
});

test('setup tells what it needs an answer for', async () => {
  await unboxed();
  const { err, exitCode } = await mac('setup', 'ada-mac', '--answers', await answersFile({}));
  assert.equal(exitCode, 1);
  assert.match(err, /account name|Account name/);
});
