import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type SimulatedApple, startApple } from '#apple/apple.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { run } from '../program.ts';

const home = mkdtempSync(join(tmpdir(), 'porchlight-apple-cli-'));
let apple: SimulatedApple;

async function porchlight(...words: readonly string[]) {
  const printed = { out: '', err: '' };
  const io = {
    out: (text: string) => void (printed.out += text),
    err: (text: string) => void (printed.err += text),
    colour: false,
    ask: async () => undefined,
    stdin: async () => '',
    exit: () => {},
  };
  const code = await run(words, { io, settings: { home, server: 'https://localhost:1' } });
  return { code, ...printed };
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: home, stdio: 'ignore' });
}

describe('porchlight apple', () => {
  before(() => {
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'k.pem', '-out', 'c.pem', '-subj', '/CN=x');
    openssl('req', '-new', '-key', 'k.pem', '-out', 'r.pem', '-subj', '/CN=push');
  });
  after(async () => {
    await apple.close();
    rmSync(home, { recursive: true });
  });

  it('says that nothing runs here before it is started, and what to do', async () => {
    const { code, err } = await porchlight('apple', 'list');
    assert.equal(code, 1);
    assert.match(err, /simulated Apple is not running here\nhint: start it with "porchlight apple start"/);
    mkdirSync(join(home, 'lab'), { recursive: true });
    apple = await startApple({ folder: join(home, 'lab'), clock: systemClock, random: systemRandom });
  });

  it('does what an administrator does at Apple’s web site', async () => {
    const certificate = join(home, 'c.pem');
    assert.equal((await porchlight('apple', 'server', 'add', 'porchlight', certificate)).code, 0);
    assert.match((await porchlight('apple', 'token', 'porchlight')).out, /smime-type=enveloped-data/);
    assert.equal((await porchlight('apple', 'server', 'certificate', 'porchlight', certificate)).code, 0);
    assert.equal(
      (await porchlight('apple', 'device', 'add', 'A1', 'porchlight')).err,
      'porchlight: added A1 for porchlight\n',
    );
    assert.equal((await porchlight('apple', 'device', 'add', 'A2')).code, 0);
    assert.equal((await porchlight('apple', 'device', 'assign', 'A2', 'porchlight')).code, 0);
    assert.equal((await porchlight('apple', 'device', 'remove', 'A2')).code, 0);
    assert.match((await porchlight('apple', 'device', 'list')).out, /A1\s+empty/);
    assert.equal((await porchlight('apple', 'terms', 'require')).code, 0);
    assert.match((await porchlight('apple', 'list')).out, /"termsSigned": false/);
    assert.equal((await porchlight('apple', 'terms', 'accept')).code, 0);
    assert.match((await porchlight('apple', 'push-certificate', join(home, 'r.pem'))).out, /BEGIN CERTIFICATE/);
  });

  it('turns faults on and off', async () => {
    assert.equal((await porchlight('apple', 'fault', 'session-lost', '2')).code, 0);
    assert.deepEqual(apple.faults.names(), ['session-lost']);
    assert.equal((await porchlight('apple', 'fault', 'none')).code, 0);
    assert.deepEqual(apple.faults.names(), []);
  });

  it('passes on what Apple refuses, and refuses what is asked wrongly', async () => {
    const { code, err } = await porchlight('apple', 'device', 'add', 'A1');
    assert.equal(code, 1);
    assert.match(err, /belongs to the organisation already/);
    assert.equal((await porchlight('apple', 'fault', 'dance')).code, 1);
    assert.equal((await porchlight('apple', 'device', 'add')).code, 2);
    writeFileSync(join(home, 'x.pem'), 'nothing');
    assert.equal((await porchlight('apple', 'server', 'add', 'y', join(home, 'x.pem'))).code, 1);
    assert.equal((await porchlight('apple', 'server', 'add', 'y', join(home, 'none.pem'))).code, 1);
  });
});
