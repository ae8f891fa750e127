import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { systemRandom } from '#runtime/random.ts';
import { createDirectory } from '#server/directory/feature.ts';
import { createSealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { createFactors } from './feature.ts';

let people = 0;

async function openBench(database: Database, other: Database = database) {
  const clock = { time: Date.UTC(2026, 10, 25, 12), now: () => clock.time };
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => masterKey, nodeCrypto, systemRandom);
  const directory = createDirectory({ database, clock, random: systemRandom });
  const ports = { directory, sealer, clock, random: systemRandom, organisation: 'Example' };
  const factors = createFactors({ ...ports, database });
  const elsewhere = createFactors({ ...ports, database: other });
  people += 1;
  const userPrincipalName = `ada${people}@example.org`;
  const made = await directory.createUser({ accountName: `ada${people}`, fullName: 'Ada', userPrincipalName }, 'test');
  assert.equal(made.kind, 'created');
  const userId = made.kind === 'created' ? made.user.id : '';
  const added = await factors.addOneTimeCodes(userPrincipalName, 'test');
  const uri = added.kind === 'added' ? added.uri : assert.fail(added.kind);
  const secret = fromBase32(new URL(uri).searchParams.get('secret') ?? '') ?? assert.fail('there is a secret');
  const codeAt = (time: number) => totp(nodeHmac, secret, time);
  return { clock, masterKey, factors, elsewhere, directory, userId, userPrincipalName, secret, uri, codeAt };
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
    const { factors, clock, masterKey, userId, secret, codeAt } = await openBench(store.one());
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
    assert.ok((await factors.reseal()) >= 1);
    assert.equal(await factors.reseal(), 0);
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
});
