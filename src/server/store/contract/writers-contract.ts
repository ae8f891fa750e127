import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Database } from '../database.ts';
import type { StoreUnderTest } from './database-contract.ts';

const insert = 'INSERT INTO note (id, number) VALUES (?, ?)';
const select = 'SELECT number FROM note WHERE id = ?';

/** Many writers at once, on every instance there is. */
export function writersContract(store: StoreUnderTest): void {
  it('shows what one instance has acknowledged to every other', async () => {
    const [left, right] = store.pair();
    for (let round = 0; round < 10; round += 1) {
      await left.write((writer) => writer.run(insert, `acknowledged ${round}`, round));
      assert.deepStrictEqual(await right.get(select, `acknowledged ${round}`), { number: round });
    }
  });

  it('lets exactly one of many concurrent writers consume a single-use row', async () => {
    const rounds = Array.from({ length: 20 }, (_, round) => `single ${round}`);
    for (const id of rounds) await store.one().write((writer) => writer.run(insert, id, 0));
    const winners = await Promise.all(rounds.map((id) => countWinners(store.pair(), id)));
    assert.deepStrictEqual(
      winners,
      rounds.map(() => 1),
    );
  });

  it('loses no update of one row', async () => {
    await store.one().write((writer) => writer.run(insert, 'counter', 0));
    const raise = 'UPDATE note SET number = number + 1 WHERE id = ?';
    const units = store
      .pair()
      .flatMap((database) =>
        Array.from({ length: 200 }, () => database.write((writer) => writer.run(raise, 'counter'))),
      );
    await Promise.all(units);
    assert.deepStrictEqual(await store.one().get(select, 'counter'), { number: 400 });
  });

  it('gets units through that lock the same rows in opposite order', async () => {
    const [left, right] = store.pair();
    await left.write((writer) => writer.run('INSERT INTO note (id, number) VALUES (?, 0), (?, 0)', 'row a', 'row b'));
    await Promise.all([raiseBoth(left, 'row a', 'row b'), raiseBoth(right, 'row b', 'row a')]);
    const sum = "SELECT SUM(number) AS sum FROM note WHERE id IN ('row a', 'row b')";
    assert.deepStrictEqual(await left.get(sum), { sum: 4 });
  });

  it('runs one exclusive unit at a time, among all instances', async () => {
    let inside = 0;
    const turn = async (database: Database): Promise<void> =>
      database.exclusive(async (writer) => {
        inside += 1;
        assert.equal(inside, 1);
        await writer.get('SELECT COUNT(*) AS count FROM note');
        await writer.get('SELECT COUNT(*) AS count FROM note');
        inside -= 1;
      });
    await Promise.all([...store.pair(), ...store.pair()].map(turn));
  });

  it('gives an exclusive unit that throws its own error, and writes nothing of it', async () => {
    const failing = store.one().exclusive(async (writer) => {
      await writer.run(insert, 'exclusive', 1);
      throw new Error('mine');
    });
    await assert.rejects(failing, { message: 'mine' });
    assert.equal(await store.one().get(select, 'exclusive'), undefined);
  });
}

async function countWinners(databases: readonly Database[], id: string): Promise<number> {
  const consume = 'UPDATE note SET number = 1 WHERE id = ? AND number = 0';
  const attempts = databases.flatMap((database) =>
    Array.from({ length: 10 }, () => database.write((writer) => writer.run(consume, id))),
  );
  return (await Promise.all(attempts)).reduce((sum, changed) => sum + changed, 0);
}

function raiseBoth(database: Database, first: string, second: string): Promise<void> {
  const raise = 'UPDATE note SET number = number + 1 WHERE id = ?';
  return database.write(async (writer) => {
    await writer.run(raise, first);
    // Long enough for the other one to have its first row, so that each waits for the other.
    for (let turn = 0; turn < 20; turn += 1) await writer.get(select, first);
    await writer.run(raise, second);
  });
}
