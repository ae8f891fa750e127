import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { OpenSsl } from '#test/support/openssl.ts';
import { httpsFetch } from './https-fetch.ts';

const openssl = new OpenSsl();
const pem = (name: string) => openssl.readText(`${name}.pem`);
let server: Server;
let url = '';

function authority(name: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  openssl.run('req', '-x509', ...key, '-subj', `/CN=${name}`, '-days', '2', '-out', `${name}.pem`);
}

function issued(name: string, by: string, extensions: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  openssl.run('req', ...key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
  openssl.write(`${name}.ext`, extensions);
  const signing = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', '2'];
  openssl.run('x509', '-req', '-in', `${name}.csr`, ...signing, '-extfile', `${name}.ext`, '-out', `${name}.pem`);
}

/** What the openssl program says of a root. */
function fingerprint(name: string): string {
  const said = openssl.run('x509', '-in', `${name}.pem`, '-noout', '-fingerprint', '-sha256');
  return (said.split('=')[1] ?? '').trim().replaceAll(':', '').toLowerCase();
}

before(async () => {
  for (const name of ['root', 'bystander']) authority(name);
  issued('middle', 'root', 'basicConstraints=critical,CA:TRUE\n');
  issued('localhost', 'middle', 'subjectAltName=DNS:localhost\n');
  server = createServer(
    { key: openssl.readText('localhost.key'), cert: pem('localhost') + pem('middle') },
    (_, response) => response.end('well'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
  openssl.remove();
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
