import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createApiClient } from '#api/client.ts';
import { freePort } from '#runtime/free-port.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { parseConfig } from './config.ts';
import { type RunningServer, startServer } from './main.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-server-'));
after(() => rmSync(folder, { recursive: true }));
let homes = 0;

function newHome(): string {
  homes += 1;
  return join(folder, `home-${homes}`);
}

function configOf(home: string) {
  return parseConfig({ PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: 'localhost:0', PORCHLIGHT_LOG_LEVEL: 'silent' });
}

async function running(home: string, act: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await startServer(configOf(home));
  try {
    await act(server);
  } finally {
    await server.close();
  }
}

function clientOf({ composition, port }: RunningServer) {
  const fetch = httpsFetch({ ca: [composition.rootPem ?? ''] });
  return { fetch, base: `https://localhost:${port}` };
}

function adminOf(server: RunningServer) {
  const { fetch, base } = clientOf(server);
  const token = readFileSync(join(server.home, 'server', 'admin-token'), 'utf8').trim();
  return createApiClient({ baseUrl: base, token, fetch });
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code;

test('a first start needs nothing, and is reached over TLS with the root that it made (section 4)', async () => {
  await running(newHome(), async (server) => {
    assert.equal(server.composition.isFirstStart, true);
    const { fetch, base } = clientOf(server);
    const answer = await fetch(`${base}/health`);
    assert.equal(answer.status, 200);
  });
});

test('a second start finds the same keys, root and people (section 3)', async () => {
  const home = newHome();
  const seen: unknown[] = [];
  for (let start = 0; start < 2; start += 1) {
    await running(home, async (server) => {
      const { fetch, base } = clientOf(server);
      const jwks = await fetch(`${base}/.well-known/jwks.json`);
      seen.push({ jwks: jwks.text(), root: server.composition.rootPem });
      assert.equal(server.composition.isFirstStart, start === 0);
    });
  }
  assert.deepEqual(seen[1], seen[0]);
});

test("every secret file of the home is its owner's alone (section 5.12)", async () => {
  const home = newHome();
  await running(home, async () => undefined);
  assert.equal(statSync(join(home, 'server')).mode & 0o777, 0o700);
  for (const name of ['master.key', 'admin-token']) {
    assert.equal(statSync(join(home, 'server', name)).mode & 0o777, 0o600, name);
  }
});

test('a store whose master key is gone refuses to start, and starts when it is back (section 5.12)', async () => {
  const home = newHome();
  await running(home, async () => undefined);
  const path = join(home, 'server', 'master.key');
  const key = readFileSync(path);
  rmSync(path);
  await assert.rejects(startServer(configOf(home)), (error) => codeOf(error) === 'master_key_missing');
  writeFileSync(path, key, { mode: 0o600 });
  await running(home, async ({ composition }) => assert.equal(composition.isFirstStart, false));
});

test('a store under another master key refuses to start (section 5.12)', async () => {
  const [one, other] = [newHome(), newHome()];
  await running(one, async () => undefined);
  await running(other, async () => undefined);
  copyFileSync(join(other, 'server', 'master.key'), join(one, 'server', 'master.key'));
  await assert.rejects(startServer(configOf(one)), (error) => codeOf(error) === 'seal_broken');
});

test('a master key that others can read refuses to start (section 5.12)', async () => {
  const home = newHome();
  await running(home, async () => undefined);
  chmodSync(join(home, 'server', 'master.key'), 0o644);
  await assert.rejects(startServer(configOf(home)), (error) => codeOf(error) === 'master_key_exposed');
});

test('a second process on the same store, and a port that is taken, are refused by code', async () => {
  const home = newHome();
  await running(home, async ({ port }) => {
    await assert.rejects(startServer(configOf(home)), (error) => codeOf(error) === 'store_in_use');
    const taken = parseConfig({ PORCHLIGHT_HOME: newHome(), PORCHLIGHT_LISTEN: `localhost:${port}` });
    await assert.rejects(startServer(taken), (error) => codeOf(error) === 'EADDRINUSE');
  });
});

test('the master key is rotated at work: the next start needs no seal of before (section 5.12)', async () => {
  const home = newHome();
  await running(home, async (server) => {
    const { version } = await adminOf(server).rotateMasterKey();
    assert.equal(version, 2);
    const [event] = await server.composition.audit.list({ limit: 1, type: 'keys.master-key.rotated' });
    assert.equal(event?.event.detail?.['version'], 2);
  });
  const path = join(home, 'server', 'master.key');
  const file = JSON.parse(readFileSync(path, 'utf8')) as { keys: Record<string, string> };
  assert.deepEqual(Object.keys(file.keys), ['1', '2']);
  writeFileSync(path, JSON.stringify({ current: 2, keys: { 2: file.keys['2'] } }), { mode: 0o600 });
  await running(home, async ({ composition }) => assert.equal(composition.isFirstStart, false));
});

test('what speaks no TLS gets no answer (section 5.12)', async () => {
  await running(newHome(), async ({ port }) => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, 'localhost', () => socket.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n'));
      socket.on('data', (data) => (text += data.toString('latin1')));
      socket.on('error', () => resolve(text));
      socket.on('close', () => resolve(text));
    });
    assert.doesNotMatch(answer, /status/);
  });
});

test('figures are served where the configuration says, with the refusals of this server in them (section 4)', async () => {
  const home = newHome();
  const where = `127.0.0.1:${await freePort()}`;
  const server = await startServer({
    ...configOf(home),
    metrics: { host: '127.0.0.1', port: Number(where.split(':')[1]) },
  });
  const { fetch: overTls, base } = clientOf(server);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  await overTls(`${base}/platform-sso/token`, { method: 'POST', headers: form, body: 'assertion=x' });
  const body = await (await fetch(`http://${where}/metrics`)).text();
  assert.match(
    body,
    /^porchlight_decisions_total\{type="platform-sso\.token\.refused",outcome="refused",code="\w+"\} 1$/m,
  );
  assert.match(
    body,
    /^porchlight_request_duration_seconds_count\{route="\/platform-sso\/token",method="POST",status="400"\} 1$/m,
  );
  assert.match(body, /^porchlight_store_commits_total [1-9]/m);
  assert.equal((await overTls(`${base}/metrics`)).status, 404);
  await server.close();
  await assert.rejects(fetch(`http://${where}/metrics`));
});
