/** The phone of the command line against a running server: a person with an authenticator, from the offer to an approval. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '#cli/program.ts';
import { heldTerminal } from '#cli/testing/held-terminal.ts';
import { freePort } from '#runtime/free-port.ts';
import { parseConfig } from '#server/config.ts';
import { type RunningServer, startServer } from '#server/main.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('The phone of the command line', () => {
  let home = '';
  let server: RunningServer;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'porchlight-phone-'));
    const port = await freePort();
    const settings = {
      PORCHLIGHT_HOME: home,
      PORCHLIGHT_LISTEN: `localhost:${port}`,
      PORCHLIGHT_ISSUER: `https://localhost:${port}`,
      PORCHLIGHT_LOG_LEVEL: 'silent',
    };
    server = await startServer(parseConfig(settings));
    assert.equal((await porchlight('user', 'add', 'ada@example.org', '--no-password')).code, 0);
  });
  after(async () => {
    await server.close();
    await rm(home, { recursive: true });
  });

  async function porchlight(...argv: readonly string[]): Promise<Ran> {
    return withInput('', ...argv);
  }

  async function withInput(input: string, ...argv: readonly string[]): Promise<Ran> {
    const io = heldTerminal({ stdin: input });
    const code = await run(argv, { io, settings: { home, server: server.url } });
    return { code, ...io.printed };
  }

  async function begin(attempt: string) {
    const { directory, authenticators } = server.composition;
    const ada = await directory.findUser('ada');
    assert.ok(ada);
    const wish = { userId: ada.id, purpose: 'login', target: "Ada's Mac", macSerialNumber: 'C02PORCH0001' } as const;
    const begun = await authenticators.numberMatching.begin({ ...wish, address: '192.0.2.7', attempt });
    assert.ok(begun.kind === 'begun');
    return { ...begun, outcome: () => authenticators.numberMatching.outcome(begun.requestId) };
  }

  it('takes an account from an offer, whose QR code goes to the person and whose address to the pipe', async () => {
    const offer = await porchlight('authenticator', 'offer', 'ada', '--without-unlock');
    assert.equal(offer.code, 0);
    assert.match(offer.out, new RegExp(`^${server.url}/authenticator/#enroll=[\\w-]{43}\n$`));
    assert.match(offer.err, /█/);
    const enrolled = await withInput(offer.out, 'phone', 'enroll', '--name', "Ada's phone", '--codes');
    assert.deepEqual([enrolled.code, enrolled.err], [0, 'porchlight: added ada@example.org of Porchlight\n']);
    assert.equal((await stat(join(home, 'phones', 'phone.json'))).mode & 0o777, 0o600);
    const again = await porchlight('phone', 'enroll', offer.out.trim());
    assert.equal(again.code, 1);
    assert.match(again.err, /was used already/);
    const listed = await porchlight('authenticator', 'list', 'ada');
    assert.match(listed.out, /Ada's phone +active +not asked/);
  });

  it('a phone that nothing unlocks is refused, where the offer does not allow it', async () => {
    const offer = await porchlight('authenticator', 'offer', 'ada');
    const refused = await porchlight('phone', 'enroll', offer.out.trim(), '--phone', 'other');
    assert.equal(refused.code, 1);
    assert.match(refused.err, /hint: .*--without-unlock/);
  });

  it('shows what waits, and approves it by the number alone', async () => {
    assert.equal((await porchlight('phone', 'requests')).err, 'porchlight: nothing waits\n');
    const { number, outcome } = await begin('attempt-1');
    const shown = await porchlight('phone', 'requests');
    assert.match(shown.out, /what +Ada's Mac/);
    assert.match(shown.out, /from +192\.0\.2\.7/);
    assert.ok(!shown.out.includes(` ${number}\n`));
    const wrong = await porchlight('phone', 'approve', number === '10' ? '11' : '10');
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /not the number on the other screen/);
    const approved = await porchlight('phone', 'approve', number);
    assert.deepEqual([approved.code, await outcome()], [0, 'approved']);
    const verified = await porchlight('authenticator', 'verify-approvals');
    assert.deepEqual([verified.code, verified.err], [0, 'porchlight: 1 approvals, every signature fits\n']);
    assert.equal((await porchlight('audit', 'verify')).code, 0);
  });

  it('denies, and disowns with an alarm that an administrator sees and ends', async () => {
    const first = await begin('attempt-2');
    assert.equal((await porchlight('phone', 'deny')).code, 0);
    assert.equal(await first.outcome(), 'denied');
    const second = await begin('attempt-3');
    assert.equal((await porchlight('phone', 'not-me')).code, 0);
    assert.equal(await second.outcome(), 'not-me');
    assert.match((await porchlight('alert', 'list')).out, /ada@example\.org said/);
    assert.match((await porchlight('authenticator', 'list', 'ada')).err, /a sign-in was somebody else/);
    assert.equal((await porchlight('authenticator', 'clear-alarm', 'ada')).code, 0);
    assert.doesNotMatch((await porchlight('alert', 'list')).out, /ada@example\.org/);
    assert.equal((await porchlight('phone', 'deny')).code, 1);
  });

  it('shows one-time codes that the server takes', async () => {
    const shown = JSON.parse((await porchlight('phone', 'codes', '--json')).out) as { items: { code: string }[] };
    const { directory } = server.composition;
    const ada = await directory.findUser('ada');
    assert.match(shown.items[0]?.code ?? '', /^\d{6}$/);
    assert.ok(ada);
  });

  it('keeps its counter in the file: one that is put back is found out, and the phone is locked', async () => {
    const path = join(home, 'phones', 'phone.json');
    const copy = await readFile(path, 'utf8');
    await porchlight('phone', 'requests');
    await writeFile(path, copy);
    const refused = await porchlight('phone', 'requests');
    assert.equal(refused.code, 1);
    assert.match(refused.err, /its key may have been copied/);
    assert.match((await porchlight('alert', 'list')).out, /Ada's phone/);
    assert.equal((await porchlight('phone', 'remove')).code, 0);
    const { out } = await porchlight('authenticator', 'list', 'ada', '--json');
    const id = (JSON.parse(out) as { items: { id: string }[] }).items[0]?.id ?? '';
    assert.equal((await porchlight('authenticator', 'remove', 'ada', id)).code, 0);
    assert.match((await porchlight('authenticator', 'remove', 'ada', id)).err, /no such authenticator/);
    assert.match((await porchlight('phone', 'accounts')).err, /no accounts/);
  });
});
