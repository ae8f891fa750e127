import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { beginFor, benchClock, enrolledPhone, openBench, refusalOf, wishFor } from './contract/phone-bench.ts';

const second = 1000;

onEveryEngine('Number matching', (store) => {
  it('begins on one node, is approved on the other, and is used once for its attempt', async () => {
    const clock = benchClock();
    const [one, other] = await Promise.all(store.pair().map((database) => openBench(database, clock)));
    assert.ok(one && other);
    const { userId, phone, authenticatorId } = await enrolledPhone(other);
    const { numberMatching } = one.feature;
    const { requestId, number, request, expiresAt } = await beginFor(one, userId, phone, authenticatorId);
    assert.match(number, /^[1-9]\d$/);
    assert.equal(expiresAt, clock.time + 60 * second);
    const { begunAt, expiresAt: until, ...shown } = request;
    assert.deepEqual(shown, {
      id: requestId,
      userId,
      purpose: 'application',
      target: 'Notes',
      macSerialNumber: null,
      address: '192.0.2.7',
      triesLeft: 3,
    });
    assert.equal(Date.parse(until) - Date.parse(begunAt), 60 * second);
    assert.equal(await numberMatching.outcome(requestId), 'waiting');
    const waited = numberMatching.waitFor(requestId, AbortSignal.timeout(10_000));
    assert.equal(await phone.approve(authenticatorId, request, number, 'pin'), 'approved');
    assert.equal(await waited, 'approved');
    assert.equal(await numberMatching.consume(requestId, 'another attempt'), false);
    const used = await Promise.all(
      [one, other].map(({ feature }) => feature.numberMatching.consume(requestId, `attempt-1 of ${userId}`)),
    );
    assert.equal(used.filter(Boolean).length, 1);
    assert.equal(await numberMatching.consume(requestId, `attempt-1 of ${userId}`), false);
    assert.equal(await refusalOf(phone.approve(authenticatorId, request, number, 'pin')), 'request_over');
    await Promise.all([one.close(), other.close()]);
  });

  it('never tells the phone the number, nor the store', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { request, requestId } = await beginFor(bench, userId, phone, authenticatorId);
    assert.ok(!('number' in request));
    const row = await store
      .one()
      .get<{ sealed: Uint8Array }>('SELECT sealed FROM authenticator_request WHERE id = ?', requestId);
    assert.equal(row?.sealed.length, 32);
    await bench.close();
  });

  it('knows whether a person can be asked', async () => {
    const bench = await openBench(store.one());
    const { numberMatching } = bench.feature;
    const nobody = await bench.addPerson();
    assert.deepEqual(await numberMatching.begin(wishFor(nobody)), { kind: 'not-enrolled' });
    assert.equal(await numberMatching.outcome('none'), 'unknown');
    assert.equal(await numberMatching.waitFor('none', AbortSignal.timeout(10)), 'unknown');
    assert.equal(await numberMatching.consume('none', 'attempt-1'), false);
    await numberMatching.cancel('none');
    await bench.close();
  });

  it('asks one thing at a time: another attempt waits, the same one takes its place', async () => {
    const bench = await openBench(store.one());
    const { numberMatching } = bench.feature;
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const first = await beginFor(bench, userId, phone, authenticatorId);
    const busy = await numberMatching.begin(wishFor(userId, 'attempt-2'));
    assert.deepEqual(busy, { kind: 'busy', retryAt: first.expiresAt });
    const next = await beginFor(bench, userId, phone, authenticatorId);
    assert.equal(await numberMatching.outcome(first.requestId), 'expired');
    assert.equal(await refusalOf(phone.approve(authenticatorId, first.request, first.number, 'pin')), 'request_over');
    assert.equal(await phone.approve(authenticatorId, next.request, next.number, 'pin'), 'approved');
    await bench.close();
  });

  it('begins once when two sign-ins ask at the same time on two nodes', async () => {
    const clock = benchClock();
    const [one, other] = await Promise.all(store.pair().map((database) => openBench(database, clock)));
    assert.ok(one && other);
    const { userId } = await enrolledPhone(one);
    const kinds = await Promise.all(
      [one, other, one, other].map(async ({ feature }, index) => {
        const outcome = await feature.numberMatching.begin(wishFor(userId, `attempt-${index}`));
        return outcome.kind;
      }),
    );
    assert.deepEqual(kinds.toSorted(), ['begun', 'busy', 'busy', 'busy']);
    await Promise.all([one.close(), other.close()]);
  });

  it('ends after 60 seconds, for the sign-in and for the phone', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { requestId, request, number } = await beginFor(bench, userId, phone, authenticatorId);
    bench.clock.time += 60 * second;
    assert.equal(await bench.feature.numberMatching.outcome(requestId), 'expired');
    assert.deepEqual(await phone.requests(authenticatorId), []);
    assert.equal(await refusalOf(phone.approve(authenticatorId, request, number, 'pin')), 'request_expired');
    assert.equal(await bench.feature.numberMatching.consume(requestId, `attempt-1 of ${userId}`), false);
    const [ended] = await bench.events('authenticator.request.ended');
    assert.deepEqual([ended?.code, ended?.userId], ['expired', userId]);
    await bench.close();
  });

  it('pauses longer each time that a request led to nothing, until one is approved', async () => {
    const bench = await openBench(store.one());
    const { numberMatching } = bench.feature;
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    for (const [index, pause] of [0, 0, 10, 30, 120, 600, 600].entries()) {
      const { request } = await beginFor(bench, userId, phone, authenticatorId, `attempt-${index}`);
      await phone.deny(authenticatorId, request, 'pin');
      const until = bench.clock.time + pause * second;
      if (pause === 0) continue;
      assert.deepEqual(await numberMatching.begin(wishFor(userId, 'again')), { kind: 'busy', retryAt: until });
      bench.clock.time = until;
    }
    const { request, number } = await beginFor(bench, userId, phone, authenticatorId, 'last');
    await phone.approve(authenticatorId, request, number, 'pin');
    const after = await beginFor(bench, userId, phone, authenticatorId, 'after');
    await phone.deny(authenticatorId, after.request, 'pin');
    assert.equal((await numberMatching.begin(wishFor(userId, 'free again'))).kind, 'begun');
    await bench.close();
  });

  it('counts what was cancelled, replaced, or left to expire like what was denied', async () => {
    const bench = await openBench(store.one());
    const { numberMatching } = bench.feature;
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const first = await beginFor(bench, userId, phone, authenticatorId);
    await numberMatching.cancel(first.requestId);
    await numberMatching.cancel(first.requestId);
    assert.equal(await numberMatching.outcome(first.requestId), 'expired');
    await beginFor(bench, userId, phone, authenticatorId);
    await beginFor(bench, userId, phone, authenticatorId);
    bench.clock.time += 60 * second;
    await bench.feature.keepHouse();
    const retryAt = bench.clock.time + 10 * second;
    assert.deepEqual(await numberMatching.begin(wishFor(userId, 'other')), { kind: 'busy', retryAt });
    const ended = await bench.events('authenticator.request.ended');
    const codes = ended.filter((event) => event.userId === userId).map(({ code }) => code);
    assert.deepEqual(codes, ['expired', 'superseded', 'cancelled']);
    bench.clock.time += 86_400 * second;
    await bench.feature.keepHouse();
    assert.equal(await numberMatching.outcome(first.requestId), 'unknown');
    await bench.close();
  });

  it('does not let the same attempt ask over and over by replacing', async () => {
    const bench = await openBench(store.one());
    const { userId } = await enrolledPhone(bench);
    const kinds = [];
    for (let count = 0; count < 6; count += 1) {
      kinds.push((await bench.feature.numberMatching.begin(wishFor(userId))).kind);
    }
    assert.deepEqual(kinds, ['begun', 'begun', 'begun', 'begun', 'busy', 'busy']);
    await bench.close();
  });

  it('an approval counts for five minutes', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { requestId, request, number } = await beginFor(bench, userId, phone, authenticatorId);
    await phone.approve(authenticatorId, request, number, 'pin');
    bench.clock.time += 300 * second;
    assert.equal(await bench.feature.numberMatching.outcome(requestId), 'approved');
    assert.equal(await bench.feature.numberMatching.consume(requestId, `attempt-1 of ${userId}`), false);
    await bench.close();
  });

  it('waits no longer than it is asked to', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    const { requestId } = await beginFor(bench, userId, phone, authenticatorId);
    const stop = new AbortController();
    const waited = bench.feature.numberMatching.waitFor(requestId, stop.signal);
    stop.abort();
    assert.equal(await waited, 'waiting');
    await bench.close();
  });

  it('makes every number from 10 to 99', async () => {
    const bench = await openBench(store.one());
    const { userId } = await enrolledPhone(bench);
    const seen = new Set<string>();
    for (let count = 0; count < 40; count += 1) {
      const begun = await bench.feature.numberMatching.begin(wishFor(userId));
      assert.ok(begun.kind === 'begun');
      assert.ok(Number(begun.number) >= 10 && Number(begun.number) <= 99);
      seen.add(begun.number);
      await store.one().write((writer) => writer.run('DELETE FROM authenticator_person WHERE user_id = ?', userId));
    }
    assert.ok(seen.size > 20);
    await bench.close();
  });
});
