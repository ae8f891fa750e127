import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fastify } from 'fastify';
import { toHex } from '#protocol/encoding/bytes.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { verifyCertificateChain } from '#protocol/x509/chain.ts';
import { parseRevocationList } from '#protocol/x509/revocation-list.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { listAudit } from '#server/audit/listing.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { checkChallenge } from './challenges.ts';
import { type IdentityBench, openIdentityBench, otherMac, someMac, standingClock } from './contract/identity-bench.ts';
import { OpenSsl } from './contract/openssl.ts';

const day = 86_400_000;

onEveryEngine('device identities', (store) => {
  let bench: IdentityBench;
  let elsewhere: IdentityBench;
  let openssl: OpenSsl;
  before(async () => {
    const clock = standingClock();
    [bench, elsewhere] = (await Promise.all(
      store.pair().map((database) => openIdentityBench(database, { clock })),
    )) as [IdentityBench, IdentityBench];
    openssl = new OpenSsl();
  });
  after(() => openssl.remove());

  async function revocationList(): Promise<Uint8Array> {
    const app = fastify();
    bench.identities.mount(app);
    const reply = await app.inject('/authority/device.crl');
    await app.close();
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['content-type'], 'application/pkix-crl');
    return new Uint8Array(reply.rawPayload);
  }

  test('two nodes that start together have one authority: RSA, ten years, signs certificates, lists and messages', () => {
    const [raw] = bench.identities.authorityCertificates();
    assert.ok(raw);
    assert.deepEqual(elsewhere.identities.authorityCertificates(), [raw]);
    const certificate = parseCertificate(raw);
    assert.equal(certificate.publicKey.kind, 'rsa');
    assert.ok(certificate.notAfter - certificate.notBefore >= 3650 * day);
    openssl.writePem('ca.pem', 'CERTIFICATE', raw);
    const text = openssl.run('x509', '-in', 'ca.pem', '-noout', '-ext', 'keyUsage,basicConstraints');
    assert.match(text, /CA:TRUE, pathlen:0/);
    assert.match(text, /Digital Signature, Key Encipherment, Certificate Sign, CRL Sign/);
  });

  test('an identity names our device, is good for a client, and begins an hour early (section 7.1)', async () => {
    const { certificate } = await bench.issue();
    const parsed = parseCertificate(certificate);
    assert.equal(parsed.notBefore, bench.clock.now() - 3_600_000);
    assert.ok(parsed.notAfter <= bench.clock.now() + 366 * day);
    openssl.writePem('leaf.pem', 'CERTIFICATE', certificate);
    const text = openssl.run(
      'x509',
      '-in',
      'leaf.pem',
      '-noout',
      '-subject',
      '-ext',
      'keyUsage,extendedKeyUsage,crlDistributionPoints',
    );
    assert.match(
      text,
      new RegExp(`O ?= ?Example, serialNumber ?= ?${someMac.serialNumber}, CN ?= ?${someMac.enrollmentId}`),
    );
    assert.match(text, /Digital Signature, Key Encipherment\n/);
    assert.match(text, /TLS Web Client Authentication/);
    assert.match(text, /URI:https:\/\/mdm\.example\.org\/authority\/device\.crl/);
    const roots = bench.identities.authorityCertificates().map(parseCertificate);
    verifyCertificateChain({
      leaf: parsed,
      intermediates: [],
      roots,
      now: bench.clock.now(),
      verifySignature,
      purpose: 'client-authentication',
    });
  });

  test('an identity counts until its end, on every node', async () => {
    const { certificate } = await bench.issue(otherMac, 'ec');
    const expected = {
      kind: 'valid',
      fingerprint: toHex(nodeCrypto.sha256(certificate)),
      serialNumber: otherMac.serialNumber,
      enrollmentId: otherMac.enrollmentId,
      notAfter: parseCertificate(certificate).notAfter,
      isManual: false,
      isRenewal: false,
    };
    assert.deepEqual(await bench.identities.verifyIdentity(certificate), expected);
    assert.deepEqual(await elsewhere.identities.verifyIdentity(certificate), expected);
    const then = bench.clock.time;
    bench.clock.time = parseCertificate(certificate).notAfter + 1;
    assert.deepEqual(await bench.identities.verifyIdentity(certificate), { kind: 'refused', code: 'identity_expired' });
    bench.clock.time = then;
  });

  test('a revocation counts at once here and within seconds on another node, and stands in the chain of events', async () => {
    const { certificate, certificateSerial } = await bench.issue();
    const revoked = { kind: 'refused', code: 'identity_revoked' };
    assert.equal((await bench.identities.verifyIdentity(certificate)).kind, 'valid');
    assert.equal((await elsewhere.identities.verifyIdentity(certificate)).kind, 'valid');
    const outcome = await bench.identities.revokeCertificate(certificateSerial, 'keyCompromise', 'ada');
    assert.deepEqual(outcome, { kind: 'done' });
    assert.deepEqual(await bench.identities.verifyIdentity(certificate), revoked);
    bench.clock.time += 3000;
    assert.deepEqual(await elsewhere.identities.verifyIdentity(certificate), revoked);
    assert.deepEqual(await bench.identities.revokeCertificate(certificateSerial, 'superseded', 'ada'), {
      kind: 'already',
    });
    assert.deepEqual(await bench.identities.revokeCertificate('00', 'superseded', 'ada'), { kind: 'not-found' });
    const [{ event } = assert.fail()] = await listAudit(store.one(), { limit: 1 });
    assert.equal(event.type, 'authority.identity.revoked');
    assert.equal(event.actor, 'ada');
    assert.equal(event.detail?.['certificate'], certificateSerial);
  });

  test('a verdict that is read while its identity is revoked does not outlive the revocation', async () => {
    const { certificate, certificateSerial } = await bench.issue();
    const reading = bench.identities.verifyIdentity(certificate);
    await bench.identities.revokeCertificate(certificateSerial, 'unspecified', 'ada');
    await reading;
    assert.equal((await bench.identities.verifyIdentity(certificate)).kind, 'refused');
  });

  test('a lost Mac loses all its identities at once', async () => {
    const mac = { ...someMac, enrollmentId: 'LOST', serialNumber: 'C02LOST00001' };
    const both = [await bench.issue(mac), await bench.issue(mac, 'ec')];
    assert.deepEqual(await bench.identities.revoke(mac.serialNumber, 'cessationOfOperation', 'ada'), { kind: 'done' });
    for (const { certificate } of both) {
      assert.equal((await bench.identities.verifyIdentity(certificate)).kind, 'refused');
    }
    assert.deepEqual(await bench.identities.revoke('C02NONE00001', 'unspecified', 'ada'), { kind: 'not-found' });
  });

  test('what is not ours is refused with the reason: no certificate, another authority, never issued', async () => {
    const code = async (der: Uint8Array) => {
      const verdict = await bench.identities.verifyIdentity(der);
      return verdict.kind === 'refused' && verdict.code;
    };
    assert.equal(await code(new Uint8Array([0x30, 0])), 'identity_malformed');
    openssl.run(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'x.key',
      '-outform',
      'DER',
      '-out',
      'x.der',
      '-subj',
      '/CN=x',
    );
    assert.equal(await code(openssl.read('x.der')), 'identity_foreign');
    const [authority = assert.fail()] = bench.identities.authorityCertificates();
    assert.equal(await code(authority), 'identity_unknown');
  });

  test('openssl verifies an identity with the list, and refuses a revoked one (RFC 5280 section 5)', async () => {
    const [good, bad] = [await bench.issue(), await bench.issue()];
    await bench.identities.revokeCertificate(bad.certificateSerial, 'keyCompromise', 'ada');
    bench.clock.time += 3000;
    const [authority = assert.fail()] = bench.identities.authorityCertificates();
    openssl.writePem('ca.pem', 'CERTIFICATE', authority);
    openssl.writePem('list.pem', 'X509 CRL', await revocationList());
    openssl.writePem('good.pem', 'CERTIFICATE', good.certificate);
    openssl.writePem('bad.pem', 'CERTIFICATE', bad.certificate);
    const at = ['-attime', String(Math.floor(bench.clock.now() / 1000))];
    const verify = (name: string) =>
      openssl.try(
        'verify',
        ...at,
        '-crl_check',
        '-CAfile',
        'ca.pem',
        '-CRLfile',
        'list.pem',
        '-purpose',
        'sslclient',
        name,
      );
    assert.deepEqual(verify('good.pem'), { status: 0, text: 'good.pem: OK\n' });
    assert.match(verify('bad.pem').text, /certificate revoked/);
  });

  test('the number of the list rises, and what has expired leaves it (RFC 5280 sections 3.3, 5.2.3)', async () => {
    const { certificate, certificateSerial } = await bench.issue();
    await bench.identities.revokeCertificate(certificateSerial, 'unspecified', 'ada');
    const first = parseRevocationList(await revocationList());
    assert.ok(first.revoked.has(certificateSerial));
    const then = bench.clock.time;
    bench.clock.time = parseCertificate(certificate).notAfter + 2 * day;
    const second = parseRevocationList(await revocationList());
    bench.clock.time = then;
    assert.ok(!second.revoked.has(certificateSerial));
    const number = (list: typeof first) => toHex(list.extensions.get('2.5.29.20')?.value ?? new Uint8Array());
    assert.ok(number(second) > number(first));
  });

  test('identities are listed page by page, and those that end soon without a successor apart', async () => {
    const mac = { ...someMac, enrollmentId: 'RENEW', serialNumber: 'C02RENEW0001' };
    const old = await bench.issue(mac);
    bench.clock.time += 300 * day;
    const page = await bench.identities.list({ limit: 1, search: 'c02renew' });
    assert.equal(page.items[0]?.certificateSerial, old.certificateSerial);
    assert.equal(page.next, undefined);
    const expiring = async () => {
      const { items } = await bench.identities.list({ limit: 100, expiringWithinDays: 70, search: mac.serialNumber });
      return items.map(({ certificateSerial }) => certificateSerial);
    };
    assert.deepEqual(await expiring(), [old.certificateSerial]);
    const fresh = await bench.issue(mac);
    assert.deepEqual(await expiring(), []);
    bench.clock.time -= 300 * day;
    const first = await bench.identities.list({ limit: 1, search: 'C02RENEW' });
    assert.equal(first.items[0]?.certificateSerial, fresh.certificateSerial);
    const rest = await bench.identities.list({
      limit: 5,
      search: 'C02RENEW',
      ...(first.next === undefined ? {} : { after: first.next }),
    });
    assert.deepEqual(
      rest.items.map(({ certificateSerial }) => certificateSerial),
      [old.certificateSerial],
    );
    await assert.rejects(bench.identities.list({ limit: 1, after: 'x' }), { code: 'malformed_cursor' });
  });

  test('the challenge of a renewal waits 30 days for its Mac, and says that it is one', async () => {
    const subject = { ...someMac, isRenewal: true };
    const challenge = await bench.identities.mintChallenge(subject);
    bench.clock.time += 30 * day - 1;
    assert.deepEqual(await checkChallenge(elsewhere.ports, challenge), { kind: 'valid', subject });
    bench.clock.time += 1;
    assert.deepEqual(await checkChallenge(bench.ports, challenge), { kind: 'refused', code: 'challenge_expired' });
    const { certificate } = await bench.issue(subject);
    const verdict = await bench.identities.verifyIdentity(certificate);
    assert.equal(verdict.kind === 'valid' && verdict.isRenewal, true);
  });

  test('a challenge is one Mac’s for 24 hours, may be used again, and is kept as a hash only (checklist 3)', async () => {
    const challenge = await bench.identities.mintChallenge(someMac);
    for (let use = 0; use < 2; use += 1) {
      assert.deepEqual(await checkChallenge(elsewhere.ports, challenge), { kind: 'valid', subject: someMac });
    }
    assert.deepEqual(await checkChallenge(bench.ports, `${challenge}x`), { kind: 'refused', code: 'challenge_wrong' });
    bench.clock.time += day;
    assert.deepEqual(await checkChallenge(bench.ports, challenge), { kind: 'refused', code: 'challenge_expired' });
    bench.clock.time += 31 * day;
    await bench.identities.keepHouse();
    assert.deepEqual(await checkChallenge(bench.ports, challenge), { kind: 'refused', code: 'challenge_wrong' });
  });
});
