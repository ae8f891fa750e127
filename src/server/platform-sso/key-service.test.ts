import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey, diffieHellman, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { agreementKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { p256Point } from '#runtime/crypto.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { loggedIn, unlockContext } from './contract/refusals-of-tokens.ts';
import { expected } from './contract/reply.ts';
import { openProvider, type Provider } from './contract/test-provider.ts';

onEveryEngine('The key service', (store) => {
  let provider: Provider;
  let folder = '';
  before(async () => {
    provider = await openProvider({ database: store.one() });
    folder = mkdtempSync(join(tmpdir(), 'porchlight-keys-'));
  });
  after(async () => {
    await provider.close();
    rmSync(folder, { recursive: true });
  });
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder });

  test('answers a key request with a certificate that openssl reads: P-256, self-signed, for the person (section 7.2)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const reply = expected(await mac.post(await mac.keyRequest(ada, token)));
    assert.equal(reply.headers['content-type'], 'application/platformsso-key-response+jwt');
    const { certificate, issuedAt, expiresAt } = mac.unlockKeyOf(reply);
    assert.equal(issuedAt, mac.now);
    assert.ok(expiresAt > issuedAt);
    writeFileSync(join(folder, 'unlock.der'), certificate);
    const text = openssl('x509', '-inform', 'DER', '-in', 'unlock.der', '-noout', '-text').toString();
    assert.match(text, /Public Key Algorithm: id-ecPublicKey/);
    assert.match(text, /NIST CURVE: P-256/);
    assert.ok(text.includes(`CN = ${ada.username}`) || text.includes(`CN=${ada.username}`), text);
    const found = new X509Certificate(certificate);
    assert.ok(found.verify(found.publicKey));
    assert.ok(Date.parse(found.validFrom) <= provider.time && provider.time < Date.parse(found.validTo));
  });

  test('answers again with the same certificate while it is valid (section 5.7)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const first = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, token)));
    const again = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, token)));
    assert.deepEqual(again.certificate, first.certificate);
  });

  test('makes one key for two simultaneous first requests (section 5.7)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const requests = await Promise.all(Array.from({ length: 6 }, () => mac.keyRequest(ada, token)));
    const replies = await Promise.all(requests.map((request) => mac.post(request)));
    const made = new Set(replies.map((reply) => Buffer.from(mac.unlockKeyOf(reply).certificate).toString('hex')));
    assert.equal(made.size, 1);
  });

  test('agrees on the secret that openssl derives from the certificate and the Mac key (sections 5.8, 7.3)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const { certificate, keyContext = '' } = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, token)));
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = p256Point(own.publicKey);
    const secret = mac.secretOf(await mac.post(await mac.keyExchange(ada, token, { keyContext, other })));
    writeFileSync(join(folder, 'own.pem'), own.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const unlock = new X509Certificate(certificate).publicKey.export({ format: 'pem', type: 'spki' });
    writeFileSync(join(folder, 'peer.pem'), unlock);
    const derived = openssl('pkeyutl', '-derive', '-inkey', 'own.pem', '-peerkey', 'peer.pem');
    assert.deepEqual(Buffer.from(secret), derived);
    assert.equal(secret.length, 32);
  });

  test('keeps leading zeros: every secret has 32 bytes, whatever the point (section 5.8)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const { certificate, keyContext = '' } = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, token)));
    const publicKey = createPublicKey(
      new X509Certificate(certificate).publicKey.export({ format: 'pem', type: 'spki' }),
    );
    const own = withLeadingZero(publicKey);
    const exchange = await mac.keyExchange(ada, token, { keyContext, other: p256Point(own.publicKey) });
    const secret = mac.secretOf(await mac.post(exchange));
    assert.equal(secret.length, 32);
    assert.equal(secret[0], 0);
    assert.deepEqual(Buffer.from(secret), diffieHellman({ privateKey: own.privateKey, publicKey }));
  });

  test('answers the three simultaneous exchanges of one unlock (section 7.3)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const keyContext = await unlockContext(mac, ada, token);
    const other = agreementKey().publicKey;
    const requests = await Promise.all(
      Array.from({ length: 3 }, () => mac.keyExchange(ada, token, { keyContext, other })),
    );
    const secrets = await Promise.all(requests.map(async (request) => mac.secretOf(await mac.post(request))));
    for (const secret of secrets) assert.deepEqual(secret, secrets[0]);
  });

  test('gives each person on a Mac, and each Mac of a person, a key of their own (section 5.7)', async () => {
    const first = await loggedIn(provider);
    const second = await loggedIn(provider);
    const certificates = await Promise.all(
      [first, second].map(async ({ mac, ada, token }) =>
        Buffer.from(mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, token))).certificate).toString('hex'),
      ),
    );
    assert.notEqual(certificates[0], certificates[1]);
  });
});

// One shared secret in 256 begins with a zero byte; the loop ends as soon as one is found.
function withLeadingZero(publicKey: ReturnType<typeof createPublicKey>) {
  for (;;) {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    if (diffieHellman({ privateKey: own.privateKey, publicKey })[0] === 0) return own;
  }
}
