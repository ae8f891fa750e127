import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { protocolVersionHeader, sessionHeader } from '#protocol/ade/device-services/headers.ts';
import { encodeSessionAuthorization, type SessionCredentials } from '#protocol/ade/device-services/session.ts';
import { parseEnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { activationPath, noConfiguration } from '#protocol/simulated-apple/activation.ts';
import { parseSimulatedAppleAddresses } from '#protocol/simulated-apple/addresses.ts';
import {
  deviceIdentityPath,
  encodeDeviceIdentityRequest,
  parseCertificates,
} from '#protocol/simulated-apple/device-identity.ts';
import { attestationPath, encodeAttestationWish } from '#protocol/simulated-apple/attestation-request.ts';
import { attestedFacts } from '#protocol/x509/attestation.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { p256Point } from '#runtime/crypto.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { type SimulatedApple, startApple } from './apple.ts';
import { newKey } from './authority-state.ts';
import { cursorLife } from './device-services/cursors.ts';

const day = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'porchlight-apple-'));
const start = Date.UTC(2026, 10, 1, 12);
let now = start;
let apple: SimulatedApple;
let fetch: HttpsFetch;
let server: string;
let credentials: SessionCredentials;

function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

async function begin(): Promise<void> {
  apple = await startApple({ folder, clock: { now: () => now }, random: systemRandom });
  fetch = httpsFetch({ ca: [apple.addresses.tlsRootPem] });
}

/** What the openssl program makes of a server token: it is the witness, not our own reader. */
function readToken(file: string): SessionCredentials & { expiry: string } {
  writeFileSync(join(folder, 'token.p7m'), file);
  const plain = openssl('smime', '-decrypt', '-in', 'token.p7m', '-inkey', 'key.pem', '-recip', 'certificate.pem');
  const json = JSON.parse(/\{.*\}/s.exec(plain)?.[0] ?? '') as Record<string, string>;
  const at = (name: string) => json[name] ?? '';
  return {
    consumerKey: at('consumer_key'),
    consumerSecret: at('consumer_secret'),
    accessToken: at('access_token'),
    accessSecret: at('access_secret'),
    expiry: at('access_token_expiry'),
  };
}

function sessionHeaders(nonce: string, timestamp = Math.floor(now / 1000)) {
  const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha1', key).update(data).digest();
  const url = `${apple.addresses.deviceServices}/session`;
  return {
    'user-agent': 'test/1',
    authorization: encodeSessionAuthorization(url, credentials, { timestamp, nonce }, hmac),
  };
}

let nonces = 0;
async function session(): Promise<string> {
  nonces += 1;
  const reply = await fetch(`${apple.addresses.deviceServices}/session`, { headers: sessionHeaders(`n${nonces}`) });
  assert.equal(reply.status, 200, reply.text());
  return (JSON.parse(reply.text()) as { auth_session_token: string }).auth_session_token;
}

async function call(method: string, path: string, body?: object, token?: string, version = '10') {
  const reply = await fetch(`${apple.addresses.deviceServices}${path}`, {
    method,
    headers: { 'user-agent': 'test/1', [sessionHeader]: token ?? (await session()), [protocolVersionHeader]: version },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, headers: reply.headers, text: reply.text() };
}

async function json(method: string, path: string, body?: object, version?: string): Promise<JsonObject> {
  const { status, text } = await call(method, path, body, undefined, version);
  assert.equal(status, 200, text);
  return JSON.parse(text) as JsonObject;
}

before(async () => {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'certificate.pem',
    '-subj',
    '/CN=test',
    '-days',
    '30',
  );
  await begin();
  server = apple.organisation.addServer('porchlight', readFileSync(join(folder, 'certificate.pem'), 'utf8'));
  credentials = readToken(apple.organisation.downloadToken(server));
});
after(async () => {
  await apple.close();
  rmSync(folder, { recursive: true });
});

describe('The server token of simulated Apple (section 1.7)', () => {
  it('is decrypted by the openssl program; a renewal keeps the consumer key and ends the token before', async () => {
    const first = credentials;
    const second = readToken(apple.organisation.downloadToken(server));
    assert.equal(second.consumerKey, first.consumerKey);
    assert.notEqual(second.accessSecret, first.accessSecret);
    assert.equal(Date.parse(second.expiry), start + 365 * day);
    const reply = await fetch(`${apple.addresses.deviceServices}/session`, { headers: sessionHeaders('old') });
    assert.equal(reply.status, 401);
    credentials = second;
  });

  it('needs a certificate with an RSA key', () => {
    assert.throws(() => apple.organisation.addServer('x', 'nothing'), { code: 'apple_certificate_malformed' });
    assert.throws(() => apple.organisation.downloadToken('x'), { code: 'apple_server_unknown' });
  });
});

describe('Sessions of simulated device services (sections 1.1, 1.2)', () => {
  it('are refused for a wrong signature, a nonce used before, a wrong clock, no parameters, no user agent', async () => {
    const url = `${apple.addresses.deviceServices}/session`;
    const ask = async (headers: Record<string, string>) => {
      const reply = await fetch(url, { headers });
      return [reply.status, reply.text()];
    };
    const good = sessionHeaders('once');
    assert.equal((await ask(good))[0], 200);
    assert.deepEqual(await ask(good), [401, '"UNAUTHORIZED"']);
    assert.equal((await ask(sessionHeaders('late', now / 1000 - 301)))[0], 401);
    const { authorization } = sessionHeaders('forged');
    assert.equal((await ask({ ...good, authorization: authorization.replace('"forged"', '"forger"') }))[0], 401);
    assert.deepEqual(await ask({ 'user-agent': 'x' }), [400, '"OAUTH_PARAMETERS_INVALID"']);
    assert.deepEqual(await ask({ authorization }), [400, '"USER_AGENT_MISSING"']);
  });

  it('end when unused, and with terms that are not agreed to every call is refused', async () => {
    const token = await session();
    now += 181_000;
    assert.equal((await call('GET', '/account', undefined, token)).status, 401);
    apple.organisation.setTermsSigned(false);
    const refused = await fetch(`${apple.addresses.deviceServices}/session`, { headers: sessionHeaders('terms') });
    assert.deepEqual([refused.status, refused.text()], [403, '"T_C_NOT_SIGNED"']);
    apple.organisation.setTermsSigned(true);
    assert.equal((await json('GET', '/account'))['server_name'], 'porchlight');
  });

  it('can be lost, rotated, and refused in other words when told to', async () => {
    const token = await session();
    apple.faults.set('session-rotated', 1);
    const rotated = await call('GET', '/account', undefined, token);
    assert.equal((await call('GET', '/account', undefined, token)).status, 401);
    assert.equal((await call('GET', '/account', undefined, rotated.headers[sessionHeader])).status, 200);
    apple.faults.set('session-lost', 1);
    apple.faults.set('forbidden-instead-of-unauthorized', 1);
    apple.faults.set('errors-unquoted', 1);
    assert.deepEqual(await call('GET', '/account').then(({ status, text }) => [status, text]), [403, 'FORBIDDEN']);
  });
});

describe('Devices at simulated Apple (sections 1.3, 1.4)', () => {
  it('are fetched in pages, after which the cursor is exhausted and a sync goes on from it', async () => {
    for (const serialNumber of ['A1', 'A2', 'A3']) {
      apple.organisation.addDevice({ serialNumber });
      apple.organisation.assign(serialNumber, server);
    }
    const first = await json('POST', '/server/devices', { limit: 2 });
    assert.equal(first['more_to_follow'], true);
    const second = await json('POST', '/server/devices', { limit: 2, cursor: first['cursor'] });
    assert.equal(second['more_to_follow'], false);
    assert.equal((second['devices'] as readonly unknown[]).length, 1);
    const exhausted = await call('POST', '/server/devices', { cursor: second['cursor'] });
    assert.deepEqual([exhausted.status, exhausted.text], [400, '"EXHAUSTED_CURSOR"']);
    apple.organisation.assign('A2', undefined);
    const changes = await json('POST', '/devices/sync', { cursor: second['cursor'] });
    const rows = changes['devices'] as readonly JsonObject[];
    assert.deepEqual(
      rows.map((row) => [row['serial_number'], row['op_type']]),
      [['A2', 'deleted']],
    );
    const nothing = await json('POST', '/devices/sync', { cursor: changes['cursor'] });
    assert.deepEqual(nothing['devices'], []);
  });

  it('are not told without a cursor that is known, young and of this server', async () => {
    const { cursor } = await json('POST', '/server/devices', {});
    const word = async (body: object) => (await call('POST', '/devices/sync', body)).text;
    assert.equal(await word({}), '"CURSOR_REQUIRED"');
    assert.equal(await word({ cursor: 'x' }), '"INVALID_CURSOR"');
    now += cursorLife + 1000;
    assert.equal(await word({ cursor }), '"EXPIRED_CURSOR"');
  });

  it('tell of themselves as the version of the caller allows', async () => {
    const old = (await json('POST', '/devices', { devices: ['A1', 'ZZ'] }, '1'))['devices'] as JsonObject;
    assert.equal((old['A1'] as JsonObject)['os'], undefined);
    assert.deepEqual(old['ZZ'], { response_status: 'NOT_ACCESSIBLE' });
    const young = (await json('POST', '/devices', { devices: ['A1'] }))['devices'] as JsonObject;
    assert.equal((young['A1'] as JsonObject)['os'], 'OSX');
  });
});

describe('Enrollment profiles at simulated Apple (sections 1.3, 1.5)', () => {
  const profile = { profile_name: 'Example', url: 'https://mdm.example.org/enroll/1', await_device_configured: true };

  it('have an identifier of their content, are assigned by POST and PUT, and reach the Mac at its activation', async () => {
    const defined = await json('POST', '/profile', profile);
    assert.equal((await json('POST', '/profile', profile))['profile_uuid'], defined['profile_uuid']);
    const other = await json('POST', '/profile', { ...profile, department: 'IT' });
    assert.notEqual(other['profile_uuid'], defined['profile_uuid']);
    for (const [method, chosen] of [
      ['PUT', other],
      ['POST', defined],
    ] as const) {
      const body = { profile_uuid: chosen['profile_uuid'], devices: ['A1', 'ZZ'] };
      assert.deepEqual((await json(method, '/profile/devices', body))['devices'], {
        A1: 'SUCCESS',
        ZZ: 'NOT_ACCESSIBLE',
      });
    }
    const reply = await fetch(`${apple.addresses.macServices}${activationPath('A1')}`);
    assert.deepEqual(parseEnrollmentProfile(reply.text()), profile);
    const details = (await json('POST', '/devices', { devices: ['A1'] }))['devices'] as JsonObject;
    assert.equal((details['A1'] as JsonObject)['profile_status'], 'pushed');
    const shown = await json('GET', `/profile?profile_uuid=${defined['profile_uuid'] as string}`);
    assert.equal(shown['url'], profile.url);
  });

  it('are taken away by DELETE with a body, and when the device is assigned to the same server again', async () => {
    const { profile_uuid } = await json('POST', '/profile', profile);
    await json('DELETE', '/profile/devices', { devices: ['A1'] });
    const none = await fetch(`${apple.addresses.macServices}${activationPath('A1')}`);
    assert.deepEqual([none.status, none.text()], [404, JSON.stringify(noConfiguration)]);
    await json('POST', '/profile/devices', { profile_uuid, devices: ['A1'] });
    apple.organisation.assign('A1', server);
    const details = (await json('POST', '/devices', { devices: ['A1'] }))['devices'] as JsonObject;
    assert.equal((details['A1'] as JsonObject)['profile_status'], 'empty');
  });

  it('are refused with Apple’s words, and throttled when told to', async () => {
    const word = async (method: string, path: string, body?: object) => (await call(method, path, body)).text;
    assert.equal(await word('POST', '/profile', { ...profile, is_mdm_removable: false }), '"FLAGS_INVALID"');
    assert.equal(await word('GET', '/profile'), '"PROFILE_UUID_REQUIRED"');
    assert.equal(await word('GET', '/profile?profile_uuid=X'), '"PROFILE_NOT_FOUND"');
    assert.equal(await word('POST', '/profile/devices', { devices: ['A1'] }), '"PROFILE_UUID_REQUIRED"');
    const { profile_uuid } = await json('POST', '/profile', profile);
    assert.equal(await word('POST', '/profile/devices', { profile_uuid, devices: [] }), '"DEVICE_ID_REQUIRED"');
    apple.faults.set('assignment-throttled', 1);
    const throttled = await json('POST', '/profile/devices', { profile_uuid, devices: ['A1'] });
    assert.deepEqual(throttled['devices'], { A1: 'THROTTLED' });
    assert.equal(throttled['retry_after_seconds'], 60);
  });
});

describe('What Macs ask of simulated Apple (our own form)', () => {
  it('gives a device certificate for an RSA-1024 key, which openssl verifies against the authority', async () => {
    const key = newKey(1024);
    const spki = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
    const body = encodeDeviceIdentityRequest({
      serialNumber: 'A1',
      udid: '00008112-000A1B2C3D4E5F60',
      publicKey: spki,
    });
    const reply = await fetch(`${apple.addresses.macServices}${deviceIdentityPath}`, { method: 'POST', body });
    const [leaf = new Uint8Array()] = parseCertificates(reply.text());
    const certificate = new X509Certificate(leaf);
    assert.match(certificate.subject, /CN=00008112-000A1B2C3D4E5F60/);
    assert.ok(certificate.verify(new X509Certificate(apple.addresses.deviceAuthorityPem).publicKey));
  });

  it('attests keys with freshness, serial number and UDID (section 7.3), wrongly when told to', async () => {
    const freshness = systemRandom.bytes(32);
    const wish = { key: p256Point(newKey('P-256')), freshness, serialNumber: 'A1', udid: 'U1' };
    const ask = async () => {
      const body = encodeAttestationWish(wish);
      const reply = await fetch(`${apple.addresses.macServices}${attestationPath}`, { method: 'POST', body });
      const [leaf = new Uint8Array()] = parseCertificates(reply.text());
      return attestedFacts(parseCertificate(leaf));
    };
    const facts = await ask();
    assert.equal(facts.serialNumber, 'A1');
    assert.equal(facts.udid, 'U1');
    apple.faults.set('attestation-other-serial-number', 1);
    assert.notEqual((await ask()).serialNumber, 'A1');
  });

  it('answers 400 to what it cannot read', async () => {
    const reply = await fetch(`${apple.addresses.macServices}${attestationPath}`, { method: 'POST', body: '{}' });
    assert.equal(reply.status, 400);
  });
});

describe('The acts of the administrator over HTTPS (our own form)', () => {
  it('need the secret that only the owner of the folder can read', async () => {
    assert.equal(statSync(join(folder, 'acts.json')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'state.json')).mode & 0o777, 0o600);
    const { secret } = JSON.parse(readFileSync(join(folder, 'acts.json'), 'utf8')) as { secret: string };
    const act = async (name: string, body: object, given = secret) => {
      const headers = { authorization: `Bearer ${given}` };
      const reply = await fetch(`${apple.addresses.macServices}/acts/${name}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return [reply.status, reply.text()] as const;
    };
    assert.equal((await act('overview', {}, 'wrong'))[0], 403);
    assert.equal((await act('add-device', { serial: 'B1', server: 'porchlight' }))[0], 200);
    assert.match((await act('add-device', { serial: 'B1' }))[1], /apple_device_exists/);
    assert.match((await act('fault', { name: 'none' }))[1], /apple_fault_unknown/);
    assert.match((await act('dance', {}))[1], /apple_act_unknown/);
    assert.match((await act('remove-device', {}))[1], /ade_member_missing/);
    assert.match((await act('overview', {}))[1], /"B1"/);
    assert.match((await act('token', { server: 'porchlight' }))[1], /pkcs7-mime/);
  });
});

describe('Simulated Apple', () => {
  it('knows after a restart what it knew before, but for sessions', async () => {
    credentials = readToken(apple.organisation.downloadToken(server));
    const token = await session();
    const before = apple.addresses;
    await apple.close();
    await begin();
    assert.deepEqual(apple.addresses, before);
    assert.equal((await call('GET', '/account', undefined, token)).status, 401);
    const page = await json('POST', '/server/devices', {});
    assert.ok((page['devices'] as readonly JsonObject[]).some((row) => row['serial_number'] === 'A1'));
    assert.deepEqual(parseSimulatedAppleAddresses(readFileSync(join(folder, 'apple.json'), 'utf8')), apple.addresses);
  });
});
