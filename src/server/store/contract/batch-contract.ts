import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Statements, Writer } from '../database.ts';
import type { StoreUnderTest } from './database-contract.ts';

const insert = 'INSERT INTO note (id, number) VALUES (?, ?)';
const select = 'SELECT number FROM note WHERE id = ?';

/** Units share commits, and yet none suffers for another. */
export function batchContract(store: StoreUnderTest): void {
  it('shows a unit what it has written, and others only what is committed', async () => {
    const database = store.one();
    await database.write(async (writer) => {
      await writer.run(insert, 'own', 1);
      assert.deepStrictEqual(await writer.get(select, 'own'), { number: 1 });
      assert.equal(await database.get(select, 'own'), undefined);
    });
    assert.deepStrictEqual(await database.get(select, 'own'), { number: 1 });
  });

  it('commits units of one moment together', async () => {
    const before = store.one().activity();
    const units = Array.from({ length: 200 }, (_, index) =>
      store.one().write((writer) => writer.run(insert, `together ${index}`, index)),
    );
    await Promise.all(units);
    const { units: answered, commits } = store.one().activity();
    assert.equal(answered - before.units, 200);
    assert.ok(commits - before.commits <= 8, `${commits - before.commits} commits`);
  });

  it('runs the units of a batch in the order of their calls, each seeing those before it', async () => {
    const seen = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        store.one().write(async (writer) => {
          await writer.run(insert, `order ${index}`, index);
          return (await writer.all("SELECT id FROM note WHERE id LIKE 'order %'")).length;
        }),
      ),
    );
    assert.deepStrictEqual(seen, [1, 2, 3, 4]);
  });

  it('answers no unit before the commit that it shares', async () => {
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    let answered = false;
    const first = store
      .one()
      .write((writer) => writer.run(insert, 'early', 1))
      .then(() => (answered = true));
    const second = store.one().write(async () => {
      entered.resolve();
      await gate.promise;
    });
    await entered.promise;
    assert.equal(await store.one().get(select, 'early'), undefined);
    assert.equal(answered, false);
    gate.resolve();
    await Promise.all([first, second]);
    assert.deepStrictEqual(await store.one().get(select, 'early'), { number: 1 });
  });

  it('gives a unit that throws its own error, and undoes that unit alone', async () => {
    const mine = new Error('mine');
    const outcomes = await Promise.allSettled([
      store.one().write((writer) => writer.run(insert, 'alone 1', 1)),
      store.one().write(async (writer) => {
        await writer.run(insert, 'alone 2', 2);
        throw mine;
      }),
      store.one().write((writer) => writer.run(insert, 'alone 3', 3)),
    ]);
    assert.deepStrictEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(outcomes[1].status === 'rejected' && outcomes[1].reason, mine);
    const rows = await store.one().all("SELECT id FROM note WHERE id LIKE 'alone %' ORDER BY id");
    assert.deepStrictEqual(rows, [{ id: 'alone 1' }, { id: 'alone 3' }]);
  });

  it('fails a unit whose statement failed, even when the unit swallows the error', async () => {
    const swallowing = store.one().write(async (writer) => {
      await writer.run(insert, 'swallowed', 1);
      await writer.run(insert, 'swallowed', 2).catch(() => undefined);
    });
    await assert.rejects(swallowing, { code: 'constraint_violated' });
    assert.equal(await store.one().get(select, 'swallowed'), undefined);
  });

  it('fails a unit whose statement makes no sense', async () => {
    await assert.rejects(
      store.one().write((writer) => writer.run('INSERT INTO nowhere (id) VALUES (?)', 'x')),
      {
        code: 'statement_failed',
      },
    );
    await assert.rejects(store.one().get('SELECT id FROM nowhere'), { code: 'statement_failed' });
  });

  it('refuses to write outside a unit', async () => {
    await assert.rejects(store.one().get(`${insert} RETURNING id`, 'outside', 1), { code: 'statement_failed' });
    assert.equal(await store.one().get(select, 'outside'), undefined);
  });

  it('refuses a writer whose unit is over', async () => {
    let kept: Writer | undefined;
    await store.one().write(async (writer) => {
      kept = writer;
    });
    assert.ok(kept);
    const late = kept;
    await assert.rejects(late.run(insert, 'late', 1), { code: 'unit_over' });
    await assert.rejects(late.get(select, 'late'), { code: 'unit_over' });
    await assert.rejects(late.all(select, 'late'), { code: 'unit_over' });
    assert.throws(() => late.atBatchEnd(async () => undefined, 1), { code: 'unit_over' });
  });

  it('runs a batch step once, last, with the items of every unit but the one that threw', async () => {
    const calls: (readonly string[])[] = [];
    const step = async (statements: Statements, items: readonly string[]): Promise<void> => {
      const rows = await statements.all("SELECT id FROM note WHERE id LIKE 'step %' ORDER BY id");
      assert.deepStrictEqual(
        rows,
        items.map((item) => ({ id: `step ${item}` })),
      );
      calls.push(items);
    };
    const unit = async (writer: Writer, item: string): Promise<void> => {
      writer.atBatchEnd(step, item);
      await writer.run(insert, `step ${item}`, 1);
    };
    await Promise.all(['a', 'b', 'c'].map((item) => store.one().write((writer) => unit(writer, item))));
    assert.deepStrictEqual(calls, [['a', 'b', 'c']]);
    const throwing = store.one().write(async (writer) => {
      await unit(writer, 'never');
      throw new Error('mine');
    });
    await assert.rejects(throwing, { message: 'mine' });
    assert.equal(calls.length, 1);
  });

  it('fails a unit whose batch step throws, and writes nothing of it', async () => {
    const failing = store.one().write(async (writer) => {
      await writer.run(insert, 'no step', 1);
      writer.atBatchEnd(async () => {
        throw new Error('the step failed');
      }, 1);
    });
    await assert.rejects(failing, { message: 'the step failed' });
    assert.equal(await store.one().get(select, 'no step'), undefined);
  });
}
