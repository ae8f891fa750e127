import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { makeTestSigner } from '#protocol/cms/contract/openssl-cms.ts';
import { parsePlistDictionary } from '#protocol/encoding/plist/reading.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { formatName } from '#protocol/x509/name.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { IdentityFailure, IdentityPorts } from './ports.ts';
import { obtainByScep } from './scep-client.ts';
import { readScepSettings, type ScepSettings } from './scep-payload.ts';
import { ScepAuthority, type ScepBehaviour } from './testing/scep-authority.ts';

const now = Date.UTC(2026, 10, 25, 12);
let authority: ScepAuthority;
let pauses: number[];
let ports: IdentityPorts;
beforeEach(() => {
  authority = new ScepAuthority();
  pauses = [];
  ports = {
    send: authority.send,
    clock: { now: () => now },
    random: systemRandom,
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  };
});

const settings: ScepSettings = {
  url: 'https://mdm.example.org/scep',
  name: 'device-ca',
  subject: [[['O', 'Example']], [['CN', '%SerialNumber%']]],
  challenge: 'c0ffee',
  keySize: 2048,
  keyUsage: 5,
  caFingerprint: undefined,
  retries: 3,
  retryDelay: 10,
};
const requester = { variables: { SerialNumber: 'C02TEST00001' } };

function obtain(change: Partial<ScepSettings> = {}) {
  return obtainByScep({ ...settings, ...change }, requester, ports);
}

async function fails(code: IdentityFailure, behaviour: ScepBehaviour, change: Partial<ScepSettings> = {}) {
  authority.behaviours = [behaviour];
  const outcome = await obtain(change);
  assert.equal(outcome.kind === 'failed' && outcome.code, code);
}

test('a Mac gets its certificate in the order of Apple’s client, from an authority of openssl (section 7.1)', async () => {
  const outcome = await obtain();
  assert.ok(outcome.kind === 'issued');
  assert.deepEqual(
    authority.seen.map(({ method, url }) => `${method} ${url}`),
    [
      'GET https://mdm.example.org/scep?operation=GetCACert&message=device-ca',
      'GET https://mdm.example.org/scep?operation=GetCACaps&message=device-ca',
      'POST https://mdm.example.org/scep?operation=PKIOperation',
    ],
  );
  assert.equal(authority.seen[2]?.headers['Content-Type'], 'application/x-pki-message');
  const { privateKey = assert.fail() } = outcome;
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  assert.deepEqual(parseCertificate(outcome.certificate).publicKey.spki, new Uint8Array(spki));
  assert.equal(outcome.authorities.length, 1);
});

test('the request is what Apple’s client sends: signer, version, usages, challenge, name', async () => {
  await obtain();
  const [message] = authority.messages;
  assert.ok(message);
  assert.match(formatName(message.signerCertificate.subject), /MDM SCEP SIGNER/);
  assert.match(message.attributes.transactionId, /^[0-9A-F]{40}$/);
  assert.equal(message.attributes.senderNonce?.length, 16);
  assert.match(authority.requestText, /Version: (?:Unknown \(2\)|3)/);
  assert.match(authority.requestText, /Subject: O ?= ?Example, CN ?= ?C02TEST00001/);
  assert.match(authority.requestText, /challengePassword\s*:c0ffee/);
  assert.match(authority.requestText, /Digital Signature, Key Encipherment/);
});

test('digest and cipher are the best that the authority names', async () => {
  const digests = new Map([
    ['SHA-1\nDES3\nPOSTPKIOperation', 'sha1'],
    ['SHA-1\nSHA-256\nAES\nPOSTPKIOperation', 'sha256'],
    ['SHA-512\nSHA-256\nAES\nPOSTPKIOperation', 'sha512'],
  ]);
  for (const [capabilities, digest] of digests) {
    authority.capabilities = capabilities;
    assert.equal((await obtain()).kind, 'issued');
    assert.equal(authority.messages.at(-1)?.digest, digest);
  }
});

test('without POST the message goes into the query, where only "=" is escaped (checklist 17)', async () => {
  authority.capabilities = 'SHA-256\nAES\n';
  assert.equal((await obtain()).kind, 'issued');
  const { method, url } = authority.seen.at(-1) ?? assert.fail();
  assert.equal(method, 'GET');
  assert.match(url, /&message=[A-Za-z0-9+/]+(?:%3D){0,2}$/);
  assert.match(url, /[+/][A-Za-z0-9]/);
});

test('a server in trouble is asked again with the same transaction, so often as the profile says', async () => {
  authority.behaviours = [{ status: 503 }, { status: 500 }, {}];
  assert.equal((await obtain()).kind, 'issued');
  assert.deepEqual(pauses, [10_000, 10_000]);
  await fails('unexpected_answer', { status: 500 });
  assert.equal(pauses.length, 5);
  await fails('unexpected_answer', { status: 400 });
  assert.equal(pauses.length, 5);
});

test('what is pending is polled by CertPoll in the same transaction', async () => {
  authority.behaviours = [{ pkiStatus: 'pending' }, {}];
  assert.equal((await obtain()).kind, 'issued');
  const [first, second] = authority.messages;
  assert.equal(second?.attributes.messageType, 'CertPoll');
  assert.equal(second.attributes.transactionId, first?.attributes.transactionId);
  await fails('still_pending', { pkiStatus: 'pending' }, { retries: 1 });
});

test('a refusal is told with the authority’s word', async () => {
  authority.behaviours = [{ pkiStatus: 'failure', failInfo: 'badRequest' }];
  assert.deepEqual(await obtain(), { kind: 'refused', reason: 'badRequest', detail: undefined });
});

test('an answer by somebody else, to another request or for another key is not believed', async () => {
  await fails('answer_not_by_authority', { signer: makeTestSigner(2048) });
  await fails('answer_to_another_request', { transactionId: 'X' });
  await fails('answer_to_another_request', { recipientNonce: new Uint8Array(16) });
  await fails('certificate_of_another_key', { otherKey: true });
});

test('the authority must have the fingerprint of the profile; its length tells the hash', async () => {
  for (const caFingerprint of [nodeCrypto.sha1(authority.certificate), nodeCrypto.sha256(authority.certificate)]) {
    assert.equal((await obtain({ caFingerprint })).kind, 'issued');
  }
  await fails('authority_not_the_one_of_the_profile', {}, { caFingerprint: new Uint8Array(20) });
});

test('a server that is away or answers nonsense is told as such', async () => {
  const answering = (type: string, bytes: Uint8Array) => {
    ports = { ...ports, send: () => Promise.resolve({ status: 200, headers: { 'content-type': type }, bytes }) };
  };
  answering('application/x-x509-ca-cert', utf8('nonsense'));
  await fails('authority_unreadable', {});
  answering('text/html', utf8('<p>'));
  await fails('authority_unreadable', {});
  answering('application/x-x509-ca-cert', authority.certificate);
  await fails('answer_unreadable', {});
  ports = { ...ports, send: () => Promise.reject(new Error('no route')) };
  await fails('server_unreachable', {});
});

test('settings are read with the defaults of macOS (section 3.3)', () => {
  const plist = `<plist version="1.0"><dict><key>URL</key><string>https://a/scep</string>
    <key>Subject</key><array><array><array><string>CN</string><string>x</string></array></array></array></dict></plist>`;
  assert.deepEqual(readScepSettings(parsePlistDictionary(utf8(plist))), {
    url: 'https://a/scep',
    name: undefined,
    subject: [[['CN', 'x']]],
    challenge: undefined,
    keySize: 1024,
    keyUsage: 0,
    caFingerprint: undefined,
    retries: 3,
    retryDelay: 10,
  });
});
