import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compactVerify, importJWK } from 'jose';
import { onEveryEngine } from '#test/support/engines.ts';
import { answerResult, type PendingRequest } from '#api/authenticator.ts';
import { answerText, signingInputOf } from '#api/authenticator-signatures.ts';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { jwkFromPoint } from '#protocol/jose/jwk.ts';
import { sendSigned } from '#phone/exchange.ts';
import { contextOf } from './answers.ts';
import { beginFor, enrolledPhone, makePhone, openBench, refusalOf, sendTo, wishFor } from './contract/phone-bench.ts';
import { findRequest } from './requests.ts';

const second = 1000;

onEveryEngine('The answer to a request', (store) => {
  it('stands in the audit chain, signed over the whole context, and is verified by jose', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, number } = await beginFor(bench, userId, phone, authenticatorId);
    await phone.approve(authenticatorId, request, number, 'passkey');
    const [approved] = await bench.events('authenticator.request.approved');
    const enrolled = (await bench.events('authenticator.enrolled')).find((event) => event.userId === userId);
    const point = fromBase64url(String(enrolled?.detail?.['key']));
    assert.ok(point);
    const key = await importJWK({ ...jwkFromPoint(point) }, 'ES256');
    const { payload } = await compactVerify(String(approved?.detail?.['jws']), key);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(payload)), {
      aud: 'https://id.porchlight.example',
      request: request.id,
      sub: userId,
      purpose: 'application',
      target: 'Notes',
      mac: null,
      address: '192.0.2.7',
      begun: request.begunAt,
      expires: request.expiresAt,
      decision: 'approve',
      number,
      unlock: 'passkey',
      answered: new Date(bench.clock.time).toISOString(),
    });
    assert.equal((await bench.audit.verify()).kind, 'intact');
    await bench.close();
  });

  it('can be checked again from the chain, also when its phone is gone; a forged one is found', async () => {
    const bench = await openBench(store.one());
    const before = (await bench.feature.verifyApprovals()).approvals;
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, number } = await beginFor(bench, userId, phone, authenticatorId);
    await phone.approve(authenticatorId, request, number, 'pin');
    await phone.remove(authenticatorId);
    const [approved] = await bench.events('authenticator.request.approved');
    assert.deepEqual(await bench.feature.verifyApprovals(), { approvals: before + 1, faults: [] });
    assert.ok(approved?.detail);
    const { detail } = approved;
    bench.audit.record({ ...approved, userId: 'somebody else' });
    bench.audit.record({ ...approved, detail: { ...detail, authenticator: 'unknown' } });
    bench.audit.record({ ...approved, detail: { ...detail, jws: `${String(detail['jws']).slice(0, -4)}AAAA` } });
    bench.audit.record({ ...approved, detail: { ...detail, jws: 'none' } });
    await bench.events('authenticator.request.approved');
    const { faults } = await bench.feature.verifyApprovals();
    assert.deepEqual(
      faults.slice(-4).map(({ fault }) => fault),
      ['context-differs', 'key-unknown', 'signature-invalid', 'signature-invalid'],
    );
    await bench.close();
  });

  it('with a wrong number may be tried three times, then the request is over', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { requestId, request, number, wrong } = await beginFor(bench, userId, phone, authenticatorId);
    for (const left of [2, 1]) {
      const error: unknown = await phone
        .approve(authenticatorId, request, wrong, 'pin')
        .catch((reason: unknown) => reason);
      assert.deepEqual(
        [(error as { code: string }).code, (error as { triesLeft: number }).triesLeft],
        ['number_wrong', left],
      );
      assert.equal((await phone.requests(authenticatorId))[0]?.triesLeft, left);
    }
    assert.equal(await refusalOf(phone.approve(authenticatorId, request, wrong, 'pin')), 'numbers_exhausted');
    assert.equal(await bench.feature.numberMatching.outcome(requestId), 'wrong-number');
    assert.equal(await refusalOf(phone.approve(authenticatorId, request, number, 'pin')), 'numbers_exhausted');
    assert.equal(
      await refusalOf(Promise.resolve().then(() => phone.approve(authenticatorId, request, '1', 'pin'))),
      'number_malformed',
    );
    const codes = (await bench.events('authenticator.answer.refused')).map(({ code }) => code).slice(0, 4);
    assert.deepEqual(codes, ['numbers_exhausted', 'numbers_exhausted', 'number_wrong', 'number_wrong']);
    await bench.close();
  });

  it('counts one decision when two come at the same time', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const offer = await bench.feature.offer(userId, userId);
    const other = makePhone(() => bench);
    const { authenticatorId: otherId } = await other.enroll(offer.address, { name: 'Other', unlock: 'pin' });
    const { request, number, requestId } = await beginFor(bench, userId, phone, authenticatorId);
    const outcomes = await Promise.all([
      refusalOf(phone.approve(authenticatorId, request, number, 'pin')),
      refusalOf(other.deny(otherId, request, 'pin')),
    ]);
    assert.deepEqual(outcomes.toSorted(), ['none', 'request_over']);
    assert.match(await bench.feature.numberMatching.outcome(requestId), /^(?:approved|denied)$/);
    await bench.close();
  });

  it('of another person, or to no request, is refused alike', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const stranger = await enrolledPhone(bench);
    const { request, number, requestId } = await beginFor(bench, userId, phone, authenticatorId);
    const theirs = stranger.phone.approve(stranger.authenticatorId, request, number, 'pin');
    assert.equal(await refusalOf(theirs), 'request_unknown');
    const nothing = phone.approve(authenticatorId, { ...request, id: 'none' }, number, 'pin');
    assert.equal(await refusalOf(nothing), 'request_unknown');
    assert.deepEqual(await stranger.phone.requests(stranger.authenticatorId), []);
    assert.equal(await bench.feature.numberMatching.outcome(requestId), 'waiting');
    await bench.close();
  });

  it('to anything but exactly what was asked is refused', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, number, requestId } = await beginFor(bench, userId, phone, authenticatorId);
    const shown: Partial<PendingRequest>[] = [
      { target: 'Bank' },
      { purpose: 'login' },
      { macSerialNumber: 'C02X' },
      { address: '198.51.100.9' },
      { begunAt: '2026-11-29T12:00:00.001Z' },
      { expiresAt: '2026-11-29T13:00:00.000Z' },
    ];
    for (const other of shown) {
      const answer = phone.approve(authenticatorId, { ...request, ...other }, number, 'pin');
      assert.equal(await refusalOf(answer), 'answer_invalid', JSON.stringify(other));
    }
    assert.equal(await bench.feature.numberMatching.outcome(requestId), 'waiting');
    assert.equal((await phone.requests(authenticatorId))[0]?.triesLeft, 3);
    await bench.close();
  });

  it('replayed in another request is refused, and so is one by another key', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, number } = await beginFor(bench, userId, phone, authenticatorId);
    await phone.approve(authenticatorId, request, number, 'pin');
    const answered = JSON.parse(phone.sent.at(-1)?.body ?? '') as { readonly answer: string };
    const next = await beginFor(bench, userId, phone, authenticatorId, 'attempt-2');
    const path = `/authenticator/api/requests/${next.requestId}/answer`;
    const replay = sendSigned(phone.ports, authenticatorId, { method: 'POST', path, body: answered }, answerResult);
    assert.equal(await refusalOf(replay), 'answer_invalid');
    const asked = await findRequest(store.one(), next.requestId);
    assert.ok(asked);
    const own = {
      decision: 'approve',
      number: next.number,
      unlock: 'pin',
      answeredAt: new Date(bench.clock.time).toISOString(),
    } as const;
    const input = signingInputOf(
      answerText({ ...contextOf('https://id.porchlight.example', authenticatorId, asked), ...own }),
    );
    const { key } = await phone.ports.crypto.newKey();
    const signature = toBase64url(await phone.ports.crypto.sign(key, new TextEncoder().encode(input)));
    const body = { answer: `${input}.${signature}` };
    const foreign = sendSigned(phone.ports, authenticatorId, { method: 'POST', path, body }, answerResult);
    assert.equal(await refusalOf(foreign), 'answer_invalid');
    await bench.close();
  });

  it('must say that the app was unlocked, where the phone was enrolled so', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench, 'pin');
    const { request, number } = await beginFor(bench, userId, phone, authenticatorId);
    assert.equal(await refusalOf(phone.approve(authenticatorId, request, number, 'none')), 'unlock_required');
    assert.equal(await phone.approve(authenticatorId, request, number, 'pin'), 'approved');
    const script = await enrolledPhone(bench, 'none');
    const other = await beginFor(bench, script.userId, script.phone, script.authenticatorId);
    assert.equal(await script.phone.approve(script.authenticatorId, other.request, other.number, 'none'), 'approved');
    await bench.close();
  });

  it('"deny" ends the request and no more', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, requestId } = await beginFor(bench, userId, phone, authenticatorId);
    assert.equal(await phone.deny(authenticatorId, request, 'none'), 'denied');
    assert.equal(await bench.feature.numberMatching.outcome(requestId), 'denied');
    assert.equal(await bench.feature.alarmOf(userId), undefined);
    await bench.close();
  });

  it('"not me" alarms, and nobody is asked for a while, by that attempt never again', async () => {
    const bench = await openBench(store.one());
    const { numberMatching } = bench.feature;
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, requestId } = await beginFor(bench, userId, phone, authenticatorId);
    assert.equal(await phone.notMe(authenticatorId, request, 'none'), 'not-me');
    const raisedAt = bench.clock.time;
    assert.equal(await numberMatching.outcome(requestId), 'not-me');
    const [event] = await bench.events('authenticator.request.not-me');
    assert.deepEqual([event?.code, event?.outcome, event?.userId], ['person_alarmed', 'refused', userId]);
    const alerts = (await bench.feature.alerts()).filter((alert) => alert.raisedAt === raisedAt);
    assert.ok(alerts.some(({ code }) => code === 'authenticator_disowned'));
    const until = raisedAt + 900 * second;
    assert.deepEqual(await numberMatching.begin(wishFor(userId, 'other')), { kind: 'busy', retryAt: until });
    bench.clock.time = until;
    assert.equal((await numberMatching.begin(wishFor(userId))).kind, 'busy');
    assert.equal((await numberMatching.begin(wishFor(userId, 'other'))).kind, 'begun');
    assert.deepEqual(await bench.feature.clearAlarm(userId, 'admin'), { kind: 'done' });
    assert.deepEqual(await bench.feature.clearAlarm(userId, 'admin'), { kind: 'already' });
    assert.equal(await bench.feature.alarmOf(userId), undefined);
    await bench.close();
  });

  it('of the wrong types, oversized or of a strange time is refused', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, number } = await beginFor(bench, userId, phone, authenticatorId);
    const path = `/authenticator/api/requests/${request.id}/answer`;
    const send = (body: object) =>
      refusalOf(sendSigned(phone.ports, authenticatorId, { method: 'POST', path, body }, answerResult));
    for (const body of [
      {},
      { answer: 1 },
      { answer: ['a.b.c', 'a.b.c'] },
      { answer: 'a.b.c', more: 1 },
      { answer: 'x' },
    ]) {
      assert.equal(await send(body), 'phone_message_malformed', JSON.stringify(body));
    }
    assert.equal(await send({ answer: 'a.b.c' }), 'answer_invalid');
    assert.equal(await send({ answer: 'a'.repeat(20_000) }), 'phone_message_too_large');
    const [account] = phone.stored;
    assert.ok(account);
    phone.stored[0] = { ...account, clockOffset: -120 * second };
    assert.equal(await refusalOf(phone.approve(authenticatorId, request, number, 'pin')), 'answer_invalid');
    assert.equal(phone.stored[0].clockOffset, 0);
    assert.equal(await phone.approve(authenticatorId, request, number, 'pin'), 'approved');
    const unsigned = {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      body: '{"answer":"a.b.c"}',
    };
    assert.equal((await sendTo(bench, unsigned)).code, 'signature_missing');
    await bench.close();
  });
});
