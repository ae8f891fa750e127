import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { openFactorBench } from '../contract/factor-bench.ts';

async function openBench(...stores: Parameters<typeof openFactorBench>) {
  const bench = await openFactorBench(...stores);
  const { factors, elsewhere, userPrincipalName } = bench;
  const added = await factors.oneTimeCodes.addOneTimeCodes(userPrincipalName, 'test');
  const uri = added.kind === 'added' ? added.uri : assert.fail(added.kind);
  const secret = secretOf(uri);
  const codeAt = (time: number) => totp(nodeHmac, secret, time);
  const nodes = { factors: factors.oneTimeCodes, elsewhere: elsewhere.oneTimeCodes };
  return { ...bench, ...nodes, reseal: () => factors.reseal(), secret, uri, codeAt };
}

function secretOf(uri: string): Uint8Array {
  return fromBase32(new URL(uri).searchParams.get('secret') ?? '') ?? assert.fail('there is a secret');
}

onEveryEngine('One-time codes of people (RFC 6238)', (store) => {
  it('are accepted once each, and never a code of before the last', async () => {
    const { factors, clock, userId, codeAt } = await openBench(store.one());
    const [before, present] = [codeAt(clock.time - 30_000), codeAt(clock.time)];
    assert.equal(await factors.check(userId, present), 'accepted');
    assert.equal(await factors.check(userId, present), 'replayed');
    assert.equal(await factors.check(userId, before), 'replayed');
    clock.time += 30_000;
    assert.equal(await factors.check(userId, codeAt(clock.time)), 'accepted');
  });

  it('count a step early or late, and no further', async () => {
    const { factors, clock, userId, codeAt } = await openBench(store.one());
    assert.equal(await factors.check(userId, codeAt(clock.time - 60_000)), 'wrong');
    assert.equal(await factors.check(userId, codeAt(clock.time + 60_000)), 'wrong');
    assert.equal(await factors.check(userId, codeAt(clock.time - 30_000)), 'accepted');
    assert.equal(await factors.check(userId, codeAt(clock.time + 30_000)), 'accepted');
  });

  it('are wrong for somebody without codes, in another form, or of somebody else', async () => {
    const one = await openBench(store.one());
    const two = await openBench(store.one());
    const code = one.codeAt(one.clock.time);
    assert.equal(await one.factors.check('nobody', code), 'wrong');
    for (const wrong of ['', `${code}0`, ` ${code}`, code.slice(1)]) {
      assert.equal(await one.factors.check(one.userId, wrong), 'wrong', wrong);
    }
    assert.equal(await two.factors.check(two.userId, code), 'wrong');
  });

  it('let exactly one of two simultaneous uses through, on two nodes', async () => {
    const { factors, elsewhere, clock, userId, codeAt } = await openBench(...store.pair());
    const code = codeAt(clock.time);
    const verdicts = await Promise.all([factors.check(userId, code), elsewhere.check(userId, code)]);
    assert.deepEqual(
      verdicts.toSorted((a, b) => a.localeCompare(b)),
      ['accepted', 'replayed'],
    );
  });

  it('are given to a person once, and taken away', async () => {
    const { factors, userId, userPrincipalName, uri } = await openBench(store.one());
    assert.ok(uri.startsWith(`otpauth://totp/Example:${encodeURIComponent(userPrincipalName)}?`));
    assert.deepEqual(await factors.addOneTimeCodes(userId, 'test'), { kind: 'already' });
    assert.deepEqual(await factors.addOneTimeCodes('nobody', 'test'), { kind: 'not-found' });
    assert.equal(await factors.isEnrolled(userId), true);
    assert.deepEqual(await factors.removeOneTimeCodes(userPrincipalName, 'test'), { kind: 'done' });
    assert.deepEqual(await factors.removeOneTimeCodes(userId, 'test'), { kind: 'already' });
    assert.deepEqual(await factors.removeOneTimeCodes('nobody', 'test'), { kind: 'not-found' });
    assert.equal(await factors.isEnrolled(userId), false);
  });

  it('have secrets that are sealed at rest, and sealed again under a newer master key', async () => {
    const { factors, reseal, clock, masterKey, userId, secret, codeAt } = await openBench(store.one());
    const sealed = async () =>
      (
        await store
          .one()
          .get<{ sealed: Uint8Array }>('SELECT sealed FROM factor_one_time_code WHERE user_id = ?', userId)
      )?.sealed ?? assert.fail('there is a secret');
    const before = await sealed();
    assert.ok(!Buffer.from(before).includes(Buffer.from(secret)));
    masterKey.versions.set(2, new Uint8Array(32).fill(8));
    masterKey.current = 2;
    assert.ok((await reseal()) >= 1);
    assert.equal(await reseal(), 0);
    assert.notDeepEqual(await sealed(), before);
    assert.equal(await factors.check(userId, codeAt(clock.time)), 'accepted');
  });

  it('leave a trace when they are given and taken, without the secret', async () => {
    const { factors, userId, uri } = await openBench(store.one());
    await factors.removeOneTimeCodes(userId, 'test');
    const rows = await store.one().all<{ event: string }>('SELECT event FROM audit_event');
    const text = rows
      .map(({ event }) => event)
      .filter((event) => event.includes(userId))
      .join('\n');
    assert.match(text, /factors\.one-time-codes\.added/);
    assert.match(text, /factors\.one-time-codes\.removed/);
    assert.ok(!text.includes(new URL(uri).searchParams.get('secret') ?? ''));
  });

  it('are added by the person with a first code, which is used up then', async () => {
    const { factors, clock, userId } = await openBench(store.one());
    await factors.removeOneTimeCodes(userId, 'test');
    const proposed = await factors.propose(userId);
    const { uri, proposal } = proposed.kind === 'proposed' ? proposed : assert.fail(proposed.kind);
    assert.equal(await factors.isEnrolled(userId), false);
    assert.deepEqual(await factors.reopen(userId, proposal), proposed);
    const code = totp(nodeHmac, secretOf(uri), clock.time);
    assert.deepEqual(await factors.accept(userId, proposal, ''), { kind: 'wrong' });
    assert.deepEqual(await factors.accept(userId, proposal, `${code}0`), { kind: 'wrong' });
    assert.deepEqual(await factors.accept(userId, proposal, code), { kind: 'added' });
    assert.equal(await factors.check(userId, code), 'replayed');
    assert.deepEqual(await factors.accept(userId, proposal, code), { kind: 'already' });
    assert.deepEqual(await factors.propose(userId), { kind: 'already' });
    assert.deepEqual(await factors.propose('nobody'), { kind: 'not-found' });
  });

  it('are not added by a proposal to another person, one that is over, or none at all', async () => {
    const [one, two] = [await openBench(store.one()), await openBench(store.one())];
    for (const { factors, userId } of [one, two]) await factors.removeOneTimeCodes(userId, 'test');
    const proposed = await one.factors.propose(one.userId);
    const { uri, proposal } = proposed.kind === 'proposed' ? proposed : assert.fail(proposed.kind);
    const code = () => totp(nodeHmac, secretOf(uri), one.clock.time);
    assert.deepEqual(await two.factors.accept(two.userId, proposal, code()), { kind: 'late' });
    for (const none of ['', '!', 'AAAA', `${proposal.slice(0, -2)}AA`, proposal.repeat(100)]) {
      assert.deepEqual(await one.factors.accept(one.userId, none, code()), { kind: 'late' }, none.slice(0, 20));
      assert.deepEqual(await one.factors.reopen(one.userId, none), { kind: 'late' });
    }
    one.clock.time += 900_000;
    assert.deepEqual(await one.factors.accept(one.userId, proposal, code()), { kind: 'late' });
    assert.equal(await one.factors.isEnrolled(one.userId), false);
  });
});
