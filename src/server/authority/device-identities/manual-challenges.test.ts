import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type FastifyInstance, fastify } from 'fastify';
import { toHex } from '#protocol/encoding/bytes.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { type IdentityBench, openIdentityBench } from './contract/identity-bench.ts';
import { newRsaKey, post, readAnswer, type ScepAttempt, scepAttempt, type ScepWish } from './contract/scep-client.ts';
import { type ScepRefusalCode, scepRefusals } from './refusals.ts';

const hour = 3_600_000;

onEveryEngine('challenges of exported profiles', (store) => {
  let bench: IdentityBench;
  let app: FastifyInstance;
  let authority: Uint8Array;
  const key = newRsaKey();

  before(async () => {
    bench = await openIdentityBench(store.one());
    [authority = assert.fail()] = bench.identities.authorityCertificates();
    app = fastify();
    bench.identities.mount(app);
  });
  after(() => app.close());

  const mint = (macs: number) =>
    bench.identities.mintManualChallenge({ macs, expiresAt: bench.clock.now() + hour }, 'ada');

  let transactions = 0;
  function attempt(challenge: string, wish: ScepWish = {}): ScepAttempt {
    transactions += 1;
    return scepAttempt(authority, { key, challenge, transactionId: `S${transactions}`, commonName: 'any', ...wish });
  }

  async function exchange(request: ScepAttempt) {
    return readAnswer(new Uint8Array((await post(app, request)).rawPayload), request).answer;
  }

  async function issued(request: ScepAttempt): Promise<Uint8Array> {
    const answer = await exchange(request);
    return answer.kind === 'success' ? (answer.certificates[0] ?? assert.fail()) : assert.fail(answer.kind);
  }

  async function refused(code: ScepRefusalCode, request: ScepAttempt): Promise<void> {
    const { failInfo } = scepRefusals[code];
    assert.deepEqual(await exchange(request), { kind: 'failure', failInfo });
    assert.equal(bench.events.at(-1)?.code, code);
  }

  const listed = async (id: string) => (await bench.identities.manualChallenges()).find((one) => one.id === id);

  async function verdictOf(certificate: Uint8Array) {
    const verdict = await bench.identities.verifyIdentity(certificate);
    return verdict.kind === 'valid' ? verdict : assert.fail(verdict.code);
  }

  async function bind(certificate: Uint8Array, name: string, replaceable?: string) {
    const { fingerprint } = await verdictOf(certificate);
    const binding = {
      fingerprint,
      enrollmentId: `UDID-${name}`,
      serialNumber: `C02${name}`,
      replaceable: async () => replaceable,
    };
    return store.one().write((writer) => bench.identities.bindIdentity(writer, binding));
  }

  test('as many Macs are bound as the challenge is for; identities that nobody uses are not counted', async () => {
    const { id, challenge } = await mint(2);
    const first = attempt(challenge);
    const certificate = await issued(first);
    assert.deepEqual(await issued(first), certificate, 'a resent request gets the same answer');
    assert.equal((await listed(id))?.macsLeft, 2);
    assert.deepEqual(await bind(certificate, 'A1'), { kind: 'bound' });
    assert.deepEqual(await bind(await issued(attempt(challenge)), 'A2'), { kind: 'bound' });
    assert.equal((await listed(id))?.macsLeft, 0);
    const third = await issued(attempt(challenge));
    assert.deepEqual(await bind(third, 'A3'), { kind: 'refused', code: 'manual_challenge_spent' });
    const { fingerprint } = await verdictOf(certificate);
    assert.deepEqual(await bind(third, 'A1', fingerprint), { kind: 'bound' }, 'a Mac that begins again is no other');
  });

  test('Macs that come at once are not more than there may be', async () => {
    const { id, challenge } = await mint(3);
    const certificates = await Promise.all(Array.from({ length: 6 }, () => issued(attempt(challenge))));
    const outcomes = await Promise.all(certificates.map((one, index) => bind(one, `B${index}`)));
    assert.equal(outcomes.filter(({ kind }) => kind === 'bound').length, 3);
    assert.equal((await listed(id))?.macsLeft, 0);
  });

  test('a challenge that ended or was revoked is refused, each with its own code', async () => {
    const { id, challenge } = await mint(5);
    const other = await mint(5);
    const [early, late] = [await issued(attempt(challenge)), await issued(attempt(other.challenge))];
    assert.deepEqual(await bench.identities.revokeManualChallenge(id, 'ada'), { kind: 'done' });
    assert.deepEqual(await bench.identities.revokeManualChallenge(id, 'ada'), { kind: 'already' });
    assert.deepEqual(await bench.identities.revokeManualChallenge('x', 'ada'), { kind: 'not-found' });
    await refused('manual_challenge_revoked', attempt(challenge));
    assert.deepEqual(await bind(early, 'C1'), { kind: 'refused', code: 'manual_challenge_revoked' });
    bench.clock.time += hour;
    await refused('manual_challenge_expired', attempt(other.challenge));
    assert.deepEqual(await bind(late, 'C2'), { kind: 'refused', code: 'manual_challenge_expired' });
    assert.equal((await listed(other.id))?.macsLeft, 5);
    bench.clock.time += 31 * 24 * hour;
    await bench.identities.keepHouse();
    assert.equal(await listed(other.id), undefined);
  });

  test('an identity names no Mac, cannot renew itself, and is bound once', async () => {
    const certificate = await issued(attempt((await mint(1)).challenge, { commonName: 'C02TEST00009' }));
    const unbound = await verdictOf(certificate);
    assert.deepEqual([unbound.enrollmentId, unbound.serialNumber, unbound.isManual], [undefined, '', true]);
    const { subject } = parseCertificate(certificate);
    assert.ok(!JSON.stringify(subject.relativeNames).includes('C02TEST00009'));
    const renewal = { messageType: 'RenewalReq', signer: { certificate, privateKey: key } } as const;
    await refused('renewal_refused', attempt('', renewal));
    assert.deepEqual(await bind(certificate, 'D9'), { kind: 'bound' });
    assert.deepEqual(await bind(certificate, 'D9'), { kind: 'bound' });
    assert.deepEqual(await bind(certificate, 'D8'), { kind: 'bound-elsewhere' });
    const bound = await verdictOf(certificate);
    assert.deepEqual([bound.enrollmentId, bound.serialNumber], ['UDID-D9', 'C02D9']);
    const renewed = await verdictOf(await issued(attempt('', renewal)));
    assert.deepEqual([renewed.enrollmentId, renewed.isManual, renewed.isRenewal], ['UDID-D9', true, true]);
    const serial = toHex(parseCertificate(certificate).serial);
    assert.equal((await bench.identities.revokeCertificate(serial, 'superseded', 'ada')).kind, 'done');
    assert.equal((await bench.identities.verifyIdentity(certificate)).kind, 'refused');
  });
});
