import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  courierNotificationsPath,
  courierTokensPath,
  encodeTokenRequest,
  parseNotification,
  parseTokenResponse,
} from '#protocol/simulated-apple/courier.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { type SimulatedApple, startApple } from '../apple.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-push-'));
const now = Date.UTC(2026, 10, 1, 12);
let apple: SimulatedApple;
let fetch: HttpsFetch;

function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

before(async () => {
  apple = await startApple({ folder, clock: { now: () => now }, random: systemRandom });
  fetch = httpsFetch({ ca: [apple.addresses.tlsRootPem] });
});
after(async () => {
  await apple.close();
  rmSync(folder, { recursive: true });
});

describe('Push of simulated Apple (section 6)', () => {
  const topic = 'com.apple.mgmt.External.00000000-0000-4000-8000-000000000001';
  let certificate: string;

  async function push(path: string, headers: Record<string, string> = {}, payload = '{"mdm":"m"}', cert = certificate) {
    const key = readFileSync(join(folder, 'push.key'), 'utf8');
    const client = connect(apple.addresses.push, {
      ca: apple.addresses.tlsRootPem,
      ...(cert === '' ? {} : { key, cert }),
    });
    try {
      return await new Promise<[number, string]>((resolve, reject) => {
        const stream = client.request({ ':method': 'POST', ':path': path, ...headers });
        let status = 0;
        let text = '';
        client.on('error', reject);
        stream.on('error', reject);
        stream.on('response', (answer) => (status = Number(answer[':status'])));
        stream.setEncoding('utf8').on('data', (part: string) => (text += part));
        stream.on('end', () => resolve([status, text]));
        stream.end(payload);
      });
    } finally {
      client.destroy();
    }
  }

  async function token(): Promise<string> {
    const url = `${apple.addresses.macServices}${courierTokensPath}`;
    return parseTokenResponse((await fetch(url, { method: 'POST', body: encodeTokenRequest(topic) })).text());
  }

  async function take(token: string, wait = 0): Promise<string | undefined> {
    return parseNotification(
      (await fetch(`${apple.addresses.macServices}${courierNotificationsPath(token, wait)}`)).text(),
    );
  }

  before(() => {
    openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'push.key',
      '-out',
      'push.csr',
      '-subj',
      '/CN=push',
    );
    certificate = apple.issuePushCertificate(readFileSync(join(folder, 'push.csr'), 'utf8'), topic);
  });

  it('has the topic in the subject of its certificate, as openssl reads it', () => {
    writeFileSync(join(folder, 'push.pem'), certificate);
    assert.match(openssl('x509', '-in', 'push.pem', '-noout', '-subject', '-nameopt', 'RFC2253'), new RegExp(topic));
  });

  it('keeps one notification a device, the newest, until the Mac takes it', async () => {
    const device = await token();
    assert.deepEqual(await push(`/3/device/${device}`, { 'apns-topic': topic, 'apns-push-type': 'mdm' }), [200, '']);
    assert.deepEqual(await push(`/3/device/${device}`, {}, '{"mdm":"n"}'), [200, '']);
    assert.equal(await take(device), '{"mdm":"n"}');
    assert.equal(await take(device), undefined);
  });

  it('reaches a Mac that waits', async () => {
    const device = await token();
    const waiting = take(device, 20);
    await push(`/3/device/${device}`);
    assert.equal(await waiting, '{"mdm":"m"}');
  });

  it('is refused with Apple’s statuses and reasons', async () => {
    const device = await token();
    const path = `/3/device/${device}`;
    const reason = async (answer: Promise<[number, string]>) => {
      const [status, text] = await answer;
      return [status, (JSON.parse(text) as { reason: string }).reason];
    };
    assert.deepEqual(await reason(push(path, {}, '{}', '')), [403, 'BadCertificate']);
    assert.deepEqual(await reason(push(path, { ':method': 'PUT' })), [405, 'MethodNotAllowed']);
    assert.deepEqual(await reason(push('/4/device/a')), [404, 'BadPath']);
    assert.deepEqual(await reason(push('/3/device/')), [400, 'MissingDeviceToken']);
    assert.deepEqual(await reason(push('/3/device/00')), [400, 'BadDeviceToken']);
    assert.deepEqual(await reason(push(path, { 'apns-topic': 'other' })), [400, 'TopicDisallowed']);
    assert.deepEqual(await reason(push(path, { 'apns-push-type': 'alert' })), [400, 'InvalidPushType']);
    assert.deepEqual(await reason(push(path, {}, '')), [400, 'PayloadEmpty']);
    assert.deepEqual(await reason(push(path, {}, 'x'.repeat(4097))), [413, 'PayloadTooLarge']);
    const other = apple.issuePushCertificate(readFileSync(join(folder, 'push.csr'), 'utf8'));
    assert.deepEqual(await reason(push(path, {}, '{}', other)), [400, 'DeviceTokenNotForTopic']);
    apple.faults.set('push-too-many-requests', 1);
    assert.deepEqual(await reason(push(path)), [429, 'TooManyRequests']);
    apple.faults.set('push-internal-error', 1);
    assert.deepEqual(await reason(push(path)), [500, 'InternalServerError']);
    apple.courier.unregister(device);
    const [status, text] = await push(path);
    assert.deepEqual([status, JSON.parse(text)], [410, { reason: 'Unregistered', timestamp: now }]);
  });
});
