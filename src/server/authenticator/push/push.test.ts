import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { importJWK, jwtVerify } from 'jose';
import type { webcrypto } from 'node:crypto';
import { onEveryEngine } from '#test/support/engines.ts';
import { phonePaths } from '#api/authenticator.ts';
import { systemRandom } from '#runtime/random.ts';
import { systemClock } from '#runtime/clock.ts';
import { prepareLocalTls } from '#server/authority/local-tls.ts';
import { beginFor, enrolledPhone, openBench, refusalOf, wishFor } from '../contract/phone-bench.ts';
import { isPublicAddress, isPublicEndpoint } from './public-address.ts';
import { publicLookup, webPushSender } from './web-push-sender.ts';

/** Decrypts as a browser does: RFC 8291 section 3.4 over RFC 8188, by WebCrypto alone. */
async function decrypt(body: Uint8Array, browser: webcrypto.CryptoKeyPair, secret: Uint8Array): Promise<string> {
  const { subtle } = crypto;
  const view = new DataView(body.buffer, body.byteOffset);
  const salt = body.slice(0, 16);
  const idLength = view.getUint8(20);
  const serverPoint = body.slice(21, 21 + idLength);
  const ciphertext = body.slice(21 + idLength);
  const ecdh = { name: 'ECDH', namedCurve: 'P-256' };
  const server = await subtle.importKey('raw', serverPoint, ecdh, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: server }, browser.privateKey, 256);
  const own = new Uint8Array(await subtle.exportKey('raw', browser.publicKey));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, serverPoint]);
  const derive = async (input: ArrayBuffer, from: Uint8Array<ArrayBuffer>, what: Buffer, bits: number) => {
    const key = await subtle.importKey('raw', input, 'HKDF', false, ['deriveBits']);
    return subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: from, info: new Uint8Array(what) }, key, bits);
  };
  const input = await derive(shared, new Uint8Array(secret), info, 256);
  const contentKey = await derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 128);
  const nonce = await derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 96);
  const aes = await subtle.importKey('raw', contentKey, 'AES-GCM', false, ['decrypt']);
  const plain = new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(nonce) }, aes, ciphertext));
  // RFC 8188 section 2: the last record ends with 2 and zeros.
  const end = plain.lastIndexOf(2);
  return new TextDecoder().decode(plain.subarray(0, end));
}

interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

describe('A push (RFC 8030, 8291, 8292)', () => {
  const received: Received[] = [];
  let server: Server;
  let origin = '';
  let ca = '';
  let status = 201;
  let isSilent = false;

  before(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'porchlight-push-'));
    const tls = await prepareLocalTls({ directory, hostNames: [], clock: systemClock, random: systemRandom });
    await rm(directory, { recursive: true });
    ca = tls.rootPem;
    server = createServer({ key: tls.keyPem, cert: tls.certificateChainPem }, (request, response) => {
      void buffer(request).then((body) => {
        received.push({ headers: request.headers, body: new Uint8Array(body) });
        if (isSilent) return;
        response.writeHead(status, status === 307 ? { location: `${origin}/elsewhere` } : {}).end('x'.repeat(100_000));
      });
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const sender = (more: object = {}) =>
    webPushSender({ contact: 'mailto:admin@example.org', insecurePrivateAddresses: true, ca: [ca], ...more });

  async function browserOf() {
    const keys = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const point = Buffer.from(await crypto.subtle.exportKey('raw', keys.publicKey)).toString('base64url');
    const secret = systemRandom.bytes(16);
    const target = { endpoint: `${origin}/push/1`, p256dh: point, auth: Buffer.from(secret).toString('base64url') };
    return { keys, secret, target };
  }

  it('is decrypted by WebCrypto, and its token verified by jose with the key that browsers are given', async () => {
    const { keys, secret, target } = await browserOf();
    const key = sender().newKey();
    const now = Date.now();
    status = 201;
    assert.equal(
      await sender().send({ target, payload: '{"kind":"request"}', lifeSeconds: 60, now }, key),
      'delivered',
    );
    const { headers, body } = received.at(-1) ?? assert.fail();
    assert.equal(await decrypt(body, keys, secret), '{"kind":"request"}');
    assert.deepEqual([headers['ttl'], headers['urgency'], headers['content-encoding']], ['60', 'high', 'aes128gcm']);
    const [, token = '', named = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(String(headers['authorization'])) ?? [];
    assert.equal(named, key.publicKey);
    const point = Buffer.from(named, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    const judge = await importJWK({ kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, 'ES256');
    const { payload } = await jwtVerify(token, judge, { audience: origin, subject: 'mailto:admin@example.org' });
    assert.ok((payload.exp ?? 0) * 1000 - now <= 24 * 3_600_000);
  });

  it('tells a listener that is gone from one that may come back, and follows no redirect', async () => {
    const { target } = await browserOf();
    const key = sender().newKey();
    const outcomes = [];
    for (const answer of [404, 410, 429, 500, 307]) {
      status = answer;
      outcomes.push(await sender().send({ target, payload: 'x', lifeSeconds: 1, now: Date.now() }, key));
    }
    assert.deepEqual(outcomes, ['gone', 'gone', 'failed', 'failed', 'failed']);
    const count = received.length;
    isSilent = true;
    const push = { target, payload: 'x', lifeSeconds: 1, now: Date.now() };
    assert.equal(await sender({ timeoutMs: 100 }).send(push, key), 'failed');
    isSilent = false;
    assert.equal(received.length, count + 1);
  });

  it('goes to no address inside the organisation, unless all is on one computer (request forgery)', async () => {
    const { target } = await browserOf();
    const guarded = webPushSender({ contact: 'mailto:admin@example.org', ca: [ca] });
    const key = guarded.newKey();
    const push = { target, payload: 'x', lifeSeconds: 1, now: Date.now() };
    assert.equal(await guarded.send(push, key), 'forbidden');
    const count = received.length;
    for (const endpoint of [
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'http://push.example/',
    ]) {
      assert.equal(await guarded.send({ ...push, target: { ...target, endpoint } }, key), 'forbidden', endpoint);
    }
    assert.equal(received.length, count);
    const error = await new Promise((resolve) => publicLookup('localhost', { all: true }, (reason) => resolve(reason)));
    assert.equal((error as { readonly code?: string }).code, 'address_forbidden');
  });
});

describe('Where pushes may go', () => {
  it('is the public network alone (RFC 6890)', () => {
    const inside =
      '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 192.0.0.8 198.18.0.1 ' +
      '224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 fe80::1 fc00::1 fd12::1 ff02::1 2001:db8::1 ' +
      '2002:7f00:1::1 64:ff9b::1 localhost';
    for (const address of inside.split(' ')) assert.equal(isPublicAddress(address), false, address);
    for (const address of ['8.8.8.8', '172.32.0.1', '192.169.0.1', '2a00:1450::1', '2606:4700::1111']) {
      assert.equal(isPublicAddress(address), true, address);
    }
  });

  it('is https at its usual port, without a password, at a name of the public network', () => {
    for (const endpoint of ['https://fcm.googleapis.com/x', 'https://web.push.apple.com/y', 'https://8.8.8.8/']) {
      assert.equal(isPublicEndpoint(endpoint), true, endpoint);
    }
    for (const endpoint of [
      'http://push.example/',
      'https://push.example:8443/',
      'https://user@push.example/',
      'https://printer/',
      'https://printer.local/',
      'https://db.internal./',
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'file:///etc/passwd',
      'nothing',
    ]) {
      assert.equal(isPublicEndpoint(endpoint), false, endpoint);
    }
  });
});

onEveryEngine('Waking phones', (store) => {
  const keys = async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const p256dh = Buffer.from(await crypto.subtle.exportKey('raw', pair.publicKey)).toString('base64url');
    return { p256dh, auth: 'a'.repeat(22) };
  };

  it('sends one push for each request, which says only whose it is', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    await phone.subscribe(authenticatorId, { endpoint: 'https://push.example/1', keys: await keys() });
    assert.equal((await phone.self(authenticatorId)).push, true);
    await beginFor(bench, userId, phone, authenticatorId);
    await bench.feature.settled();
    const [push] = bench.pushes.sent;
    assert.equal(push?.payload, JSON.stringify({ kind: 'request', issuer: 'https://id.porchlight.example', userId }));
    assert.deepEqual([push?.target.endpoint, push?.lifeSeconds], ['https://push.example/1', 60]);
    await phone.unsubscribe(authenticatorId);
    await bench.feature.numberMatching.begin(wishFor(userId));
    await bench.feature.settled();
    assert.equal(bench.pushes.sent.length, 1);
    await bench.close();
  });

  it('forgets a subscription that is gone or forbidden, and keeps one that failed', async () => {
    const bench = await openBench(store.one());
    for (const [outcome, stays] of [
      ['failed', true],
      ['gone', false],
      ['forbidden', false],
    ] as const) {
      const { userId, phone, authenticatorId } = await enrolledPhone(bench);
      await phone.subscribe(authenticatorId, { endpoint: 'https://push.example/1', keys: await keys() });
      bench.pushes.outcome = outcome;
      await bench.feature.numberMatching.begin(wishFor(userId));
      await bench.feature.settled();
      assert.equal((await phone.self(authenticatorId)).push, stays, outcome);
    }
    const codes = (await bench.events('authenticator.push.ended')).map(({ code }) => code);
    assert.deepEqual(codes, ['forbidden', 'gone']);
    await bench.close();
  });

  it('takes no endpoint elsewhere, and no key that is no point', async () => {
    const bench = await openBench(store.one());
    const { phone, authenticatorId } = await enrolledPhone(bench);
    const good = await keys();
    const subscribe = (endpoint: string, more: object = {}) =>
      refusalOf(phone.subscribe(authenticatorId, { endpoint, keys: { ...good, ...more } }));
    assert.equal(await subscribe('https://inside.example/'), 'push_endpoint_refused');
    assert.equal(await subscribe('https://push.example/', { p256dh: `B${'A'.repeat(86)}` }), 'push_endpoint_refused');
    assert.equal(await subscribe('http://push.example/'), 'phone_message_malformed');
    assert.equal(phone.sent.at(-1)?.path, phonePaths.push);
    await bench.close();
  });

  it('seals the key and the subscriptions, and seals them anew under a new master key', async () => {
    const bench = await openBench(store.one());
    const { phone, authenticatorId } = await enrolledPhone(bench);
    await phone.subscribe(authenticatorId, { endpoint: 'https://push.example/secret', keys: await keys() });
    const rows = await store
      .one()
      .all<{ sealed: Uint8Array }>(
        'SELECT sealed FROM authenticator_push UNION ALL SELECT sealed FROM authenticator_key',
      );
    for (const { sealed } of rows) assert.ok(!Buffer.from(sealed).includes('push.example'));
    assert.equal(await bench.feature.reseal(), 0);
    bench.masterKey.versions.set(2, new Uint8Array(32).fill(9));
    bench.masterKey.current = 2;
    assert.equal(await bench.feature.reseal(), rows.length);
    assert.equal(await bench.feature.reseal(), 0);
    bench.masterKey.current = 1;
    await bench.feature.reseal();
    await bench.close();
  });
});
