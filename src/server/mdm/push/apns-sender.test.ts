import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type SimulatedApple, startApple } from '#apple/apple.ts';
import { fromHex } from '#protocol/encoding/bytes.ts';
import { courierTokensPath, encodeTokenRequest, parseTokenResponse } from '#protocol/simulated-apple/courier.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { OpenSsl } from '#test/support/openssl.ts';
import { topic } from '../contract/management-stage.ts';
import { ApnsSender } from './apns-sender.ts';
import type { PushIdentity } from './push-sender.ts';

const now = Date.UTC(2026, 10, 1, 12);

describe('the sender over HTTP/2, before a push service of its own (Apple, APNs)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-apns-'));
  let apple: SimulatedApple;
  let sender: ApnsSender;
  let identity: PushIdentity;
  let token: Uint8Array;

  before(async () => {
    apple = await startApple({ folder, clock: { now: () => now }, random: systemRandom });
    const openssl = new OpenSsl();
    openssl.run('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'k', '-out', 'r', '-subj', '/CN=push');
    const text = (name: string) => fromUtf8(openssl.read(name)) ?? '';
    identity = { topic, certificateChainPem: apple.issuePushCertificate(text('r'), topic), keyPem: text('k') };
    openssl.remove();
    const fetch = httpsFetch({ ca: [apple.addresses.tlsRootPem] });
    const url = `${apple.addresses.macServices}${courierTokensPath}`;
    token = fromHex(parseTokenResponse((await fetch(url, { method: 'POST', body: encodeTokenRequest(topic) })).text()));
    sender = new ApnsSender({ url: apple.addresses.push, roots: [apple.addresses.tlsRootPem] });
  });
  after(async () => {
    sender.close();
    await apple.close();
    rmSync(folder, { recursive: true });
  });

  const send = (to = token) => sender.send(identity, { token: to, pushMagic: 'm', topic, expiration: now / 1000 + 60 });

  it('is accepted, many at a time over one connection', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => send()));
    for (const outcome of outcomes) {
      assert.equal(outcome.kind === 'answered' && outcome.response.verdict, 'accepted');
    }
  });

  it('reads reasons, and the time of a token that is dead', async () => {
    const bad = await send(new Uint8Array(1));
    assert.equal(bad.kind === 'answered' && bad.response.reason, 'BadDeviceToken');
    apple.faults.set('push-too-many-requests', 1);
    const busy = await send();
    assert.equal(busy.kind === 'answered' && busy.response.verdict, 'back-off');
    apple.courier.unregister(Buffer.from(token).toString('hex'));
    const dead = await send();
    assert.deepEqual(dead.kind === 'answered' && [dead.response.verdict, dead.response.timestamp], ['retire', now]);
  });

  it('does not trust a service of another root, nor wait for one that is not there', async () => {
    const stranger = new ApnsSender({ url: apple.addresses.push });
    assert.equal((await stranger.send(identity, { token, pushMagic: 'm', topic, expiration: 1 })).kind, 'unreachable');
    const nobody = new ApnsSender({ url: 'https://127.0.0.1:9' });
    assert.equal((await nobody.send(identity, { token, pushMagic: 'm', topic, expiration: 1 })).kind, 'unreachable');
    stranger.close();
    nobody.close();
  });
});
