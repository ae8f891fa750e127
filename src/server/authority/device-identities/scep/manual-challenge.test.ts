import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type FastifyInstance, fastify } from 'fastify';
import { challengePasswordAttribute } from '#protocol/scep/challenge-password.ts';
import { makeName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { buildCertificationRequest } from '#protocol/x509/request.ts';
import { messageSigner } from '#runtime/rsa.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { createPublicKey } from 'node:crypto';
import { type IdentityBench, openIdentityBench } from '../contract/identity-bench.ts';
import { newRsaKey, post, readAnswer, scepAttempt } from '../contract/scep-client.ts';

const hour = 3_600_000;

onEveryEngine('SCEP of profiles that are installed by hand (section 10.1)', (store) => {
  let bench: IdentityBench;
  let app: FastifyInstance;
  let authority: Uint8Array;
  const key = newRsaKey();

  before(async () => {
    bench = await openIdentityBench(store.one());
    [authority = assert.fail()] = bench.identities.authorityCertificates();
    app = fastify({ http: { maxHeaderSize: 32 * 1024 } });
    bench.identities.mount(app);
  });
  after(() => app.close());

  const mint = (macs: number) =>
    bench.identities.mintManualChallenge({ macs, expiresAt: bench.clock.time + hour }, 'admin');

  function newMac() {
    const udid = randomUUID().toUpperCase();
    return { udid, serialNumber: `C02${udid.slice(0, 8)}` };
  }

  let transactions = 0;
  /** Asks as mdmb and macOS do with the profile; the code of the refusal, or whose certificate came. */
  async function ask(challenge: string, mac: { udid: string; serialNumber?: string }): Promise<string> {
    transactions += 1;
    const publicKey = parsePublicKey(new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' })));
    const unit = mac.serialNumber === undefined ? [] : [['organizationalUnitName', mac.serialNumber] as const];
    const subject = makeName([['organizationName', 'Example'], ...unit, ['commonName', mac.udid]]);
    const attributes = [challengePasswordAttribute(challenge)];
    const sign = (data: Uint8Array) => messageSigner(key).sign('sha256', data);
    const content = buildCertificationRequest({ subject, publicKey, attributes }, { alg: 'RS256', sign });
    const request = scepAttempt(authority, { key, content, transactionId: `M${transactions}` });
    const reply = await post(app, request);
    const { answer } = readAnswer(new Uint8Array(reply.rawPayload), request);
    if (answer.kind !== 'success') return bench.events.at(-1)?.code ?? answer.kind;
    const verdict = await bench.identities.verifyIdentity(answer.certificates[0] ?? new Uint8Array());
    return verdict.kind === 'valid' ? `${verdict.enrollmentId} ${verdict.serialNumber}` : verdict.code;
  }

  test('give an identity to the Mac that the request names, as often as it asks', async () => {
    const challenge = await mint(1);
    const mac = newMac();
    for (let count = 0; count < 2; count += 1) {
      assert.equal(await ask(challenge, mac), `${mac.udid} ${mac.serialNumber}`);
    }
  });

  test('are good for so many Macs and no more', async () => {
    const challenge = await mint(2);
    const [one, two, three] = [newMac(), newMac(), newMac()];
    await ask(challenge, one);
    await ask(challenge, two);
    assert.equal(await ask(challenge, three), 'manual_challenge_spent');
    assert.equal(await ask(challenge, one), `${one.udid} ${one.serialNumber}`);
  });

  test('end when the administrator said', async () => {
    const challenge = await mint(1);
    bench.clock.time += hour;
    assert.equal(await ask(challenge, newMac()), 'manual_challenge_expired');
  });

  test('never pass for a Mac whose identity came another way, by UDID or by serial number', async () => {
    const challenge = await mint(9);
    const managed = newMac();
    await bench.issue({ ...managed, enrollmentId: managed.udid });
    assert.equal(await ask(challenge, managed), 'manual_challenge_mac_known');
    assert.equal(
      await ask(challenge, { ...newMac(), serialNumber: managed.serialNumber }),
      'manual_challenge_mac_known',
    );
    assert.equal(
      await ask(challenge, { ...managed, serialNumber: newMac().serialNumber }),
      'manual_challenge_mac_known',
    );
    await bench.identities.revoke(managed.serialNumber, 'superseded', 'admin');
    assert.equal(await ask(challenge, managed), `${managed.udid} ${managed.serialNumber}`);
  });

  test('need a request that names a UDID and a serial number', async () => {
    const challenge = await mint(9);
    assert.equal(await ask(challenge, { udid: newMac().udid }), 'manual_request_nameless');
    assert.equal(await ask(challenge, { ...newMac(), udid: 'a Mac' }), 'manual_request_nameless');
  });
});
