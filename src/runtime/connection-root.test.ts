import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { httpsFetch } from './https-fetch.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-roots-'));
const file = (name: string) => join(folder, name);
const pem = (name: string) => readFileSync(file(`${name}.pem`), 'utf8');
const openssl = (...words: string[]) =>
  execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
let server: Server;
let url = '';

function authority(name: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file(`${name}.key`)];
  openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-days', '2', '-out', file(`${name}.pem`));
}

function issued(name: string, by: string, extensions: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file(`${name}.key`)];
  openssl('req', ...key, '-subj', `/CN=${name}`, '-out', file(`${name}.csr`));
  writeFileSync(file(`${name}.ext`), extensions);
  const signing = ['-CA', file(`${by}.pem`), '-CAkey', file(`${by}.key`), '-CAcreateserial', '-days', '2'];
  openssl(
    'x509',
    '-req',
    '-in',
    file(`${name}.csr`),
    ...signing,
    '-extfile',
    file(`${name}.ext`),
    '-out',
    file(`${name}.pem`),
  );
}

/** What the openssl program says of a root. */
function fingerprint(name: string): string {
  const said = openssl('x509', '-in', file(`${name}.pem`), '-noout', '-fingerprint', '-sha256');
  return (said.split('=')[1] ?? '').trim().replaceAll(':', '').toLowerCase();
}

before(async () => {
  for (const name of ['root', 'bystander']) authority(name);
  issued('middle', 'root', 'basicConstraints=critical,CA:TRUE\n');
  issued('localhost', 'middle', 'subjectAltName=DNS:localhost\n');
  server = createServer(
    { key: readFileSync(file('localhost.key')), cert: pem('localhost') + pem('middle') },
    (_, response) => response.end('well'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

test('an answer says which root its connection ended in, on a new connection and on one that is kept', async () => {
  const fetch = httpsFetch({ ca: [pem('bystander'), pem('root')] });
  const answers = await Promise.all([fetch(url), fetch(url)]);
  answers.push(await fetch(url));
  for (const { rootFingerprint } of answers) assert.equal(rootFingerprint, fingerprint('root'));
});

test('roots that stand in one text are told apart', async () => {
  const { rootFingerprint } = await httpsFetch({ ca: [pem('bystander') + pem('root')] })(url);
  assert.equal(rootFingerprint, fingerprint('root'));
});

test('a later connection of the same fetch says it, too: no session is resumed', async () => {
  const fetch = httpsFetch({ ca: [pem('root')] });
  assert.equal((await fetch(url)).rootFingerprint, fingerprint('root'));
  server.closeAllConnections();
  await new Promise((resolve) => setImmediate(resolve));
  const again = await fetch(url).catch(() => fetch(url));
  assert.equal(again.rootFingerprint, fingerprint('root'));
});
