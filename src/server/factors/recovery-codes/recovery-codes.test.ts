import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { openFactorBench } from '../contract/factor-bench.ts';

type Bench = Awaited<ReturnType<typeof openFactorBench>>;

async function make({ factors, userId }: Bench): Promise<readonly string[]> {
  const made = await factors.recoveryCodes.make(userId, 'test');
  return made.kind === 'made' ? made.codes : assert.fail(made.kind);
}

onEveryEngine('Recovery codes', (store) => {
  it('are ten, all different, of letters that nobody takes for others', async () => {
    const codes = await make(await openFactorBench(store.one()));
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.match(code, /^[2-9a-hjkmnp-z]{5}-[2-9a-hjkmnp-z]{5}$/);
  });

  it('are accepted once each, however they are typed', async () => {
    const bench = await openFactorBench(store.one());
    const { recoveryCodes } = bench.factors;
    const [one = '', two = '', three = ''] = await make(bench);
    assert.equal(await recoveryCodes.check(bench.userId, one), 'accepted');
    assert.equal(await recoveryCodes.check(bench.userId, one), 'wrong');
    assert.equal(await recoveryCodes.check(bench.userId, ` ${two.toUpperCase().replace('-', '')} `), 'accepted');
    assert.equal(await recoveryCodes.check(bench.userId, three.replace('-', ' – ')), 'accepted');
    assert.equal(await recoveryCodes.left(bench.userId), 7);
  });

  it('are wrong for somebody without codes, in another form, or of somebody else', async () => {
    const one = await openFactorBench(store.one());
    const two = await openFactorBench(store.one());
    const [code = ''] = await make(one);
    await make(two);
    const { recoveryCodes } = one.factors;
    assert.equal(await recoveryCodes.check('nobody', code), 'wrong');
    assert.equal(await recoveryCodes.check(two.userId, code), 'wrong');
    const malformed = [
      '',
      '-',
      code.slice(1),
      `${code}2`,
      `${code}\u0000`,
      'ÿ'.repeat(10),
      code.repeat(20_000),
      '0ilo1-0ilo1',
    ];
    for (const wrong of malformed)
      assert.equal(await recoveryCodes.check(one.userId, wrong), 'wrong', wrong.slice(0, 20));
    assert.equal(await recoveryCodes.left(one.userId), 10);
  });

  it('let exactly one of two simultaneous uses through, on two nodes', async () => {
    const bench = await openFactorBench(...store.pair());
    const [code = ''] = await make(bench);
    const { factors, elsewhere, userId } = bench;
    const verdicts = await Promise.all([
      factors.recoveryCodes.check(userId, code),
      elsewhere.recoveryCodes.check(userId, code),
    ]);
    assert.deepEqual(
      verdicts.toSorted((a, b) => a.localeCompare(b)),
      ['accepted', 'wrong'],
    );
    assert.equal(await factors.recoveryCodes.left(userId), 9);
  });

  it('end those that there were, also when two sets are made at the same time', async () => {
    const bench = await openFactorBench(...store.pair());
    const { factors, elsewhere, userId } = bench;
    const [old = ''] = await make(bench);
    const sets = await Promise.all([
      factors.recoveryCodes.make(userId, 'test'),
      elsewhere.recoveryCodes.make(userId, 'test'),
    ]);
    assert.equal(await factors.recoveryCodes.check(userId, old), 'wrong');
    assert.equal(await factors.recoveryCodes.left(userId), 10);
    const counting = await Promise.all(
      sets.map(async (set) => set.kind === 'made' && factors.recoveryCodes.check(userId, set.codes[0] ?? '')),
    );
    assert.deepEqual(
      counting.map(String).toSorted((a, b) => a.localeCompare(b)),
      ['accepted', 'wrong'],
    );
  });

  it('are made for people only', async () => {
    const { factors, userPrincipalName } = await openFactorBench(store.one());
    assert.deepEqual(await factors.recoveryCodes.make('nobody', 'test'), { kind: 'not-found' });
    assert.equal((await factors.recoveryCodes.make(userPrincipalName, 'test')).kind, 'made');
    assert.equal(await factors.recoveryCodes.left('nobody'), 0);
  });

  it('stand in the store as hashes under a sealed key, which a newer master key seals anew', async () => {
    const bench = await openFactorBench(store.one());
    const codes = await make(bench);
    const rows = await store.one().all<{ digest: Uint8Array }>('SELECT digest FROM factor_recovery_code');
    const text = rows.map(({ digest }) => Buffer.from(digest).toString('latin1')).join('\n');
    for (const code of codes) assert.ok(!text.includes(code) && !text.includes(code.replace('-', '')));
    bench.masterKey.versions.set(2, new Uint8Array(32).fill(8));
    bench.masterKey.current = 2;
    assert.ok((await bench.factors.reseal()) >= 1);
    assert.equal(await bench.factors.reseal(), 0);
    assert.equal(await bench.factors.recoveryCodes.check(bench.userId, codes[0] ?? ''), 'accepted');
  });

  it('leave a trace when they are made and used, without the codes, and none when their person is forgotten', async () => {
    const bench = await openFactorBench(store.one());
    const [code = '', other = ''] = await make(bench);
    await bench.factors.recoveryCodes.check(bench.userId, code);
    const text = (await bench.eventsOf(bench.userId)).join('\n');
    assert.match(text, /"left":9.*factors\.recovery-codes\.used/);
    assert.match(text, /factors\.recovery-codes\.made/);
    assert.ok(!text.includes(code));
    await bench.factors.forget(bench.userId, 'test');
    assert.equal(await bench.factors.recoveryCodes.left(bench.userId), 0);
    assert.equal(await bench.factors.recoveryCodes.check(bench.userId, other), 'wrong');
  });
});
