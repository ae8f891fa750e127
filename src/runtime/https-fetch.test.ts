import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { OpenSsl } from '#test/support/openssl.ts';
import { HttpsError, httpsFetch } from './https-fetch.ts';

const openssl = new OpenSsl();
let certificate = '';
let server: Server;
let base = '';
const seen: { method: string; url: string; body: string; port: number | undefined }[] = [];

const answer: RequestListener = (request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => (body += part));
  request.on('end', () => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', body, port: request.socket.remotePort });
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (request.url === '/cut') response.write('half', () => request.socket.destroy());
    else if (request.url === '/never') return;
    else response.writeHead(200, { 'X-Twice': ['a', 'b'] }).end('grüß dich');
  });
};

before(async () => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const newKey = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl.run('req', ...newKey, ...subject, '-keyout', 'key.pem', '-out', 'cert.pem');
  certificate = openssl.readText('cert.pem');
  server = createServer({ key: openssl.readText('key.pem'), cert: certificate }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `https://localhost:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
  openssl.remove();
});

function refusedWith(code: HttpsError['code']) {
  return (error: unknown) => error instanceof HttpsError && error.code === code;
}

test('an answer brings status, joined headers, text and bytes', async () => {
  const fetch = httpsFetch({ ca: [certificate] });
  const response = await fetch(`${base}/hello`, { method: 'POST', body: 'späť' });
  assert.equal(response.status, 200);
  assert.equal(response.headers['x-twice'], 'a, b');
  assert.equal(response.text(), 'grüß dich');
  assert.deepEqual(response.bytes(), new TextEncoder().encode('grüß dich'));
  assert.deepEqual(seen.at(-1)?.body, 'späť');
});

test('a connection is kept for the next request', async () => {
  const fetch = httpsFetch({ ca: [certificate] });
  await fetch(`${base}/one`);
  await fetch(`${base}/two`);
  assert.equal(seen.at(-1)?.port, seen.at(-2)?.port);
});

test('a redirect is an answer and is not followed', async () => {
  const response = await httpsFetch({ ca: [certificate] })(`${base}/moved`);
  assert.equal(response.status, 302);
  assert.equal(response.headers['location'], '/elsewhere');
  assert.equal(seen.at(-1)?.url, '/moved');
});

test('a certificate of an unknown authority is refused as untrusted', async () => {
  await assert.rejects(httpsFetch()(`${base}/`), refusedWith('certificate_untrusted'));
});

test('a trusted certificate for another name is refused as invalid', async () => {
  const byAddress = base.replace('localhost', '127.0.0.1');
  await assert.rejects(httpsFetch({ ca: [certificate] })(byAddress), refusedWith('certificate_invalid'));
});

test('a port where nothing listens is told apart as unreachable', async () => {
  const idle = createServer();
  await new Promise<void>((resolve) => idle.listen(0, '127.0.0.1', resolve));
  const { port } = idle.address() as AddressInfo;
  await new Promise((resolve) => idle.close(resolve));
  await assert.rejects(httpsFetch()(`https://localhost:${port}/`), refusedWith('unreachable'));
});

test('an answer that is cut short is a lost connection', async () => {
  await assert.rejects(httpsFetch({ ca: [certificate] })(`${base}/cut`), refusedWith('connection_lost'));
});

test('an answer that does not come is given up after the time allowed', async () => {
  await assert.rejects(httpsFetch({ ca: [certificate], timeoutMs: 50 })(`${base}/never`), refusedWith('timed_out'));
});

test('an answer larger than allowed is refused', async () => {
  await assert.rejects(httpsFetch({ ca: [certificate], maxBytes: 4 })(`${base}/`), refusedWith('answer_too_large'));
});

test('an address without TLS is refused before anything is sent', async () => {
  const before = seen.length;
  await assert.rejects(httpsFetch()(base.replace('https', 'http')), refusedWith('not_https'));
  assert.equal(seen.length, before);
});
