import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { prepareLocalTls } from '#server/authority/local-tls.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';
import { askHosts, hostsToAsk } from './ask-hosts.ts';
import { httpsProber } from './https-prober.ts';

let directory = '';
let server: Server;
let port = 0;
let rootPem = '';
let asked: string[] = [];

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'porchlight-prober-'));
  const tls = await prepareLocalTls({ directory, hostNames: ['localhost'], clock: systemClock, random: systemRandom });
  rootPem = tls.rootPem;
  server = createServer({ key: tls.keyPem, cert: tls.certificateChainPem }, (request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (request.url === '/large') response.end('x'.repeat(1_000_000));
    else if (request.url !== '/silent')
      response.writeHead(200, { 'content-type': 'application/json', age: '60' }).end('{}');
  });
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  port = (server.address() as AddressInfo).port;
});
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

const prober = (timeoutMs = 2000) => httpsProber({ issuer: `https://localhost:${port}`, ownRoot: rootPem, timeoutMs });

test('a document comes with its status, type and age, and a redirect is an answer that nobody follows', async () => {
  asked = [];
  const found = await prober().document(`https://localhost:${port}/file`);
  assert.deepEqual(found, {
    kind: 'answer',
    status: 200,
    contentType: 'application/json',
    location: undefined,
    age: 60,
    text: '{}',
  });
  const moved = await prober().document(`https://localhost:${port}/moved`);
  assert.ok(moved.kind === 'answer' && moved.status === 302 && moved.location === '/elsewhere');
  assert.deepEqual(asked, ['/file', '/moved']);
});

test('a host that is silent, sends too much, is not there or has no name is told from the others', async () => {
  const code = async (url: string, timeoutMs?: number) => {
    const answer = await prober(timeoutMs).document(url);
    return answer.kind === 'none' ? answer.code : answer.status;
  };
  assert.equal(await code(`https://localhost:${port}/silent`, 100), 'timed_out');
  assert.equal(await code(`https://localhost:${port}/large`), 'too_large');
  assert.equal(await code('https://localhost:1/'), 'unreachable');
});

test('a name that leads to this computer is not connected to, unless it is the issuer’s own', async () => {
  asked = [];
  const elsewhere = httpsProber({ issuer: 'https://id.example.org', ownRoot: undefined, timeoutMs: 2000 });
  const answer = await elsewhere.document(`https://localhost:${port}/file`);
  const chain = await elsewhere.chain(`localhost:${port}`);
  assert.deepEqual(
    [answer.kind === 'none' && answer.code, chain.kind === 'none' && chain.code],
    ['address_not_allowed', 'address_not_allowed'],
  );
  assert.deepEqual(asked, []);
});

test('a chain is told with names, ends, protocol, and whether its root is everybody’s or our own', async () => {
  const found = await prober().chain(`localhost:${port}`);
  assert.ok(found.kind === 'chain');
  assert.deepEqual([found.protocol, found.fitsName, found.isPublic, found.isOwnRoot], ['TLSv1.3', true, false, true]);
  assert.ok(found.names.includes('localhost') && found.notAfter > systemClock.now());
});

test('only hosts of the issuer and the plan are asked, by name, at the usual port (no way into the network)', async () => {
  const domains = [
    'id.example.org',
    'sso.example.org',
    '10.0.0.1',
    '169.254.169.254',
    'id.example.org:8443',
    'db.example.org:5432',
  ];
  const plan = samplePlan({ associatedDomains: domains.map((host) => ({ host })) });
  assert.deepEqual(hostsToAsk('https://id.example.org', plan), ['id.example.org', 'sso.example.org']);
  const seen: string[] = [];
  const none = { kind: 'none', code: 'unreachable', sentence: '-' } as const;
  const note = async (place: string) => {
    seen.push(place);
    return none;
  };
  const fake = { document: note, chain: note };
  await askHosts(fake, { issuer: 'https://localhost:8443', plan: undefined });
  assert.deepEqual(
    seen,
    ['https://localhost:8443/.well-known/apple-app-site-association', 'localhost:8443'],
    'Apple is not asked for a host of this computer',
  );
});
