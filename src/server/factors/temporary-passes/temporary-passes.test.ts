import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { openFactorBench } from '../contract/factor-bench.ts';
import type { PassWish } from './temporary-passes.ts';

type Bench = Awaited<ReturnType<typeof openFactorBench>>;

const hour = 3_600_000;

async function give({ factors, userId }: Bench, wish: Partial<PassWish> = {}): Promise<string> {
  const given = await factors.temporaryPasses.give(userId, { uses: 1, minutes: 60, ...wish }, 'admin');
  return given.kind === 'given' ? given.pass : assert.fail(given.kind);
}

onEveryEngine('Temporary access passes', (store) => {
  it('count as often as they were given for, and no more', async () => {
    const bench = await openFactorBench(store.one());
    const { temporaryPasses } = bench.factors;
    const pass = await give(bench, { uses: 2 });
    assert.match(pass, /^(?:[2-9a-hjkmnp-z]{4}-){2}[2-9a-hjkmnp-z]{4}$/);
    assert.equal(await temporaryPasses.isGiven(bench.userId), true);
    assert.equal(await temporaryPasses.check(bench.userId, pass), 'accepted');
    assert.equal(await temporaryPasses.check(bench.userId, pass.toUpperCase().replaceAll('-', ' ')), 'accepted');
    assert.equal(await temporaryPasses.check(bench.userId, pass), 'used-up');
    assert.equal(await temporaryPasses.isGiven(bench.userId), false);
  });

  it('count from their start until their end', async () => {
    const bench = await openFactorBench(store.one());
    const { temporaryPasses } = bench.factors;
    const start = bench.clock.time;
    const pass = await give(bench, { uses: 10, minutes: 60, startsAt: start + hour });
    const at = (time: number) => {
      bench.clock.time = time;
      return temporaryPasses.check(bench.userId, pass);
    };
    assert.equal(await at(start), 'wrong');
    assert.equal(await temporaryPasses.isGiven(bench.userId), false);
    assert.equal(await at(start + hour - 1), 'wrong');
    assert.equal(await at(start + hour), 'accepted');
    assert.equal(await at(start + 2 * hour - 1), 'accepted');
    assert.equal(await at(start + 2 * hour), 'expired');
    assert.equal(await temporaryPasses.isGiven(bench.userId), false);
  });

  it('are wrong for somebody without one, in another form, or of somebody else', async () => {
    const one = await openFactorBench(store.one());
    const two = await openFactorBench(store.one());
    const pass = await give(one);
    await give(two);
    const { temporaryPasses } = one.factors;
    assert.equal(await temporaryPasses.check('nobody', pass), 'wrong');
    assert.equal(await temporaryPasses.check(two.userId, pass), 'wrong');
    for (const wrong of ['', '-', `${pass}2`, pass.slice(1), `${pass}\u0000`, pass.repeat(20_000)]) {
      assert.equal(await temporaryPasses.check(one.userId, wrong), 'wrong', wrong.slice(0, 20));
    }
    assert.equal(await temporaryPasses.check(one.userId, pass), 'accepted');
  });

  it('let exactly as many of simultaneous uses through as are left, on two nodes', async () => {
    const bench = await openFactorBench(...store.pair());
    const pass = await give(bench, { uses: 2 });
    const nodes = [bench.factors, bench.elsewhere, bench.factors, bench.elsewhere];
    const verdicts = await Promise.all(nodes.map((node) => node.temporaryPasses.check(bench.userId, pass)));
    assert.deepEqual(
      verdicts.toSorted((a, b) => a.localeCompare(b)),
      ['accepted', 'accepted', 'used-up', 'used-up'],
    );
  });

  it('are one a person: a new one ends the former', async () => {
    const bench = await openFactorBench(store.one());
    const [former, present] = [await give(bench), await give(bench)];
    assert.equal(await bench.factors.temporaryPasses.check(bench.userId, former), 'wrong');
    assert.equal(await bench.factors.temporaryPasses.check(bench.userId, present), 'accepted');
  });

  it('are given within bounds, to people only', async () => {
    const { factors, userId, clock } = await openFactorBench(store.one());
    const wishes: readonly [keyof PassWish, Partial<PassWish>][] = [
      ['uses', { uses: 0 }],
      ['uses', { uses: 11 }],
      ['uses', { uses: 1.5 }],
      ['minutes', { minutes: 9 }],
      ['minutes', { minutes: 43_201 }],
      ['minutes', { minutes: Number.NaN }],
      ['startsAt', { startsAt: clock.time + 721 * hour }],
    ];
    for (const [member, wish] of wishes) {
      const given = await factors.temporaryPasses.give(userId, { uses: 1, minutes: 60, ...wish }, 'admin');
      assert.deepEqual(given, { kind: 'out-of-bounds', member });
    }
    const nobody = await factors.temporaryPasses.give('nobody', { uses: 1, minutes: 60 }, 'admin');
    assert.deepEqual(nobody, { kind: 'not-found' });
    assert.equal(await factors.temporaryPasses.isGiven(userId), false);
  });

  it('end when they are revoked', async () => {
    const bench = await openFactorBench(store.one());
    const { temporaryPasses } = bench.factors;
    const pass = await give(bench);
    assert.deepEqual(await temporaryPasses.revoke(bench.userPrincipalName, 'admin'), { kind: 'done' });
    assert.equal(await temporaryPasses.check(bench.userId, pass), 'wrong');
    assert.deepEqual(await temporaryPasses.revoke(bench.userId, 'admin'), { kind: 'already' });
    assert.deepEqual(await temporaryPasses.revoke('nobody', 'admin'), { kind: 'not-found' });
  });

  it('are listed with their state, and forgotten a week after their end', async () => {
    const bench = await openFactorBench(store.one());
    const { factors, clock, userId } = bench;
    const mine = async () => (await factors.temporaryPasses.list('', 500)).find((pass) => pass.userId === userId);
    const pass = await give(bench, { startsAt: clock.time + hour });
    assert.equal((await mine())?.state, 'waiting');
    clock.time += hour;
    assert.equal((await mine())?.state, 'usable');
    await factors.temporaryPasses.check(userId, pass);
    const { state, used, uses, givenBy } = (await mine()) ?? assert.fail('it is listed');
    assert.deepEqual({ state, used, uses, givenBy }, { state: 'used-up', used: 1, uses: 1, givenBy: 'admin' });
    await give(bench);
    clock.time += hour;
    assert.equal((await mine())?.state, 'expired');
    await factors.keepHouse();
    assert.equal((await mine())?.state, 'expired');
    clock.time += 7 * 24 * hour;
    await factors.keepHouse();
    assert.equal(await mine(), undefined);
  });

  it('stand in the store as a hash under a sealed key, and leave a trace without the pass', async () => {
    const bench = await openFactorBench(store.one());
    const pass = await give(bench, { uses: 3 });
    bench.masterKey.versions.set(2, new Uint8Array(32).fill(8));
    bench.masterKey.current = 2;
    assert.ok((await bench.factors.reseal()) >= 1);
    assert.equal(await bench.factors.reseal(), 0);
    assert.equal(await bench.factors.temporaryPasses.check(bench.userId, pass), 'accepted');
    await bench.factors.temporaryPasses.revoke(bench.userId, 'admin');
    const text = (await bench.eventsOf(bench.userId)).join('\n');
    for (const what of ['given', 'used', 'revoked']) assert.ok(text.includes(`factors.temporary-pass.${what}`), what);
    assert.ok(!text.includes(pass) && !text.includes(pass.replaceAll('-', '')));
    await give(bench);
    await bench.factors.forget(bench.userId, 'test');
    assert.equal(await bench.factors.temporaryPasses.isGiven(bench.userId), false);
  });
});
