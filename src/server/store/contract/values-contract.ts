import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoreUnderTest } from './database-contract.ts';

interface Note {
  readonly text: string | null;
  readonly number: number | null;
  readonly bytes: Uint8Array | null;
}

const insert = 'INSERT INTO note (id, text, number, bytes) VALUES (?, ?, ?, ?)';
const select = 'SELECT text, number, bytes FROM note WHERE id = ?';

const examples: readonly (readonly [string, Note])[] = [
  ['empty', { text: '', number: 0, bytes: new Uint8Array() }],
  ['null', { text: null, number: null, bytes: null }],
  ['largest', { text: 'ß \u{1F512} \u200D \\x41 \'"', number: Number.MAX_SAFE_INTEGER, bytes: everyByte() }],
  ['smallest', { text: '5', number: Number.MIN_SAFE_INTEGER, bytes: Uint8Array.of(0) }],
  ['part of a buffer', { text: ' x\n', number: -1, bytes: everyByte().subarray(100, 110) }],
];

/** Values go in and come out the same on every engine. */
export function valuesContract(store: StoreUnderTest): void {
  for (const [title, note] of examples) {
    it(`gives back the ${title} values as they were stored, as plain objects`, async () => {
      const id = `value ${title}`;
      await store.one().write((writer) => writer.run(insert, id, note.text, note.number, note.bytes));
      const expected = { ...note, bytes: note.bytes === null ? null : Uint8Array.from(note.bytes) };
      assert.deepStrictEqual(await store.one().get(select, id), expected);
      assert.deepStrictEqual(await store.one().all(select, id), [expected]);
      await store.one().write(async (writer) => assert.deepStrictEqual(await writer.get(select, id), expected));
    });
  }

  it('takes a bigint and gives back a number', async () => {
    await store.one().write((writer) => writer.run(insert, 'bigint', null, 2n ** 40n, null));
    assert.deepStrictEqual(await store.one().get('SELECT number FROM note WHERE id = ?', 'bigint'), {
      number: 2 ** 40,
    });
  });

  it('refuses to round a number that is not a safe integer', async () => {
    await store.one().write((writer) => writer.run(insert, 'unsafe', null, 2n ** 60n, null));
    await assert.rejects(store.one().get(select, 'unsafe'), { code: 'statement_failed' });
    await store.one().write((writer) => writer.run('DELETE FROM note WHERE id = ?', 'unsafe'));
  });

  it('counts, sums and compares in numbers', async () => {
    await store.one().write(async (writer) => {
      await writer.run(insert, 'sum 1', 'sum', 2, null);
      await writer.run(insert, 'sum 2', 'sum', 3, null);
    });
    const text = `SELECT COUNT(*) AS count, SUM(number) AS sum, MAX(number) AS largest,
      MIN(number) < 3 AS few, MIN(number) > 3 AS many FROM note WHERE text = ?`;
    assert.deepStrictEqual(await store.one().get(text, 'sum'), { count: 2, sum: 5, largest: 3, few: 1, many: 0 });
  });

  it('gives undefined or an empty list where there is no row', async () => {
    assert.equal(await store.one().get(select, 'nobody'), undefined);
    assert.deepStrictEqual(await store.one().all(select, 'nobody'), []);
  });

  it('keeps the order that the statement asks for', async () => {
    await store
      .one()
      .write((writer) =>
        writer.run('INSERT INTO note (id, text) VALUES (?, ?), (?, ?), (?, ?)', 'o b', 'o', 'o c', 'o', 'o a', 'o'),
      );
    const rows = await store
      .one()
      .all<{ id: string }>('SELECT id FROM note WHERE text = ? ORDER BY id DESC LIMIT ?', 'o', 2);
    assert.deepStrictEqual(rows, [{ id: 'o c' }, { id: 'o b' }]);
  });

  it('tells how many rows a statement changed, and nothing changed on a conflict left alone', async () => {
    await store.one().write(async (writer) => {
      const put = 'INSERT INTO note (id, number) VALUES (?, ?) ON CONFLICT (id) DO NOTHING';
      assert.equal(await writer.run(put, 'rows', 1), 1);
      assert.equal(await writer.run(put, 'rows', 2), 0);
      assert.equal(await writer.run('UPDATE note SET number = 3 WHERE id = ?', 'nobody'), 0);
      assert.equal(await writer.run('DELETE FROM note WHERE id = ?', 'rows'), 1);
    });
  });

  it('returns the rows that a statement wrote', async () => {
    await store.one().write(async (writer) => {
      const put = 'INSERT INTO note (id, number) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET number = note.number + 1';
      assert.deepStrictEqual(await writer.get(`${put} RETURNING number`, 'returned'), { number: 1 });
      assert.deepStrictEqual(await writer.all(`${put} RETURNING id, number`, 'returned'), [
        { id: 'returned', number: 2 },
      ]);
      assert.deepStrictEqual(await writer.get('DELETE FROM note WHERE id = ? RETURNING number', 'returned'), {
        number: 2,
      });
      assert.equal(await writer.get('DELETE FROM note WHERE id = ? RETURNING number', 'returned'), undefined);
    });
  });

  it('never repeats a value in an error', async () => {
    const secret = 'hunter2';
    const twice = store.one().write((writer) => writer.run('INSERT INTO note (id) VALUES (?), (?)', secret, secret));
    await assert.rejects(twice, (error: Error & { code?: unknown }) => {
      assert.equal(error.code, 'constraint_violated');
      assert.ok(!`${error.stack}${JSON.stringify(error)}${String(error.cause)}`.includes(secret));
      return true;
    });
  });
}

function everyByte(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, index) => index);
}
