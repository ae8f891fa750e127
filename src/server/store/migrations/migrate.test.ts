import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { migrations } from './index.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration.ts';

const everyId = migrations.map(({ id }) => id);

/** A list that goes on after the released one. */
function withNext(...statements: string[]): readonly Migration[] {
  const id = String(migrations.length + 1).padStart(4, '0');
  return [...migrations, { id, title: 'next', statements }];
}

onEveryEngine('migrate', (store) => {
  it('finds nothing to do on a schema that is up to date', async () => {
    assert.deepEqual(await migrate(store.one()), []);
    const rows = await store.one().all<{ id: string }>('SELECT id FROM schema_migration ORDER BY id');
    assert.deepEqual(
      rows.map(({ id }) => id),
      everyId,
    );
  });

  it('writes nothing of a migration whose statement fails', async () => {
    const failing = withNext('CREATE TABLE half_done (id TEXT NOT NULL)', 'CREATE TABLE meta (again TEXT)');
    await assert.rejects(migrate(store.one(), failing), { code: 'statement_failed' });
    await assert.rejects(store.one().get('SELECT id FROM half_done'), { code: 'statement_failed' });
    assert.deepEqual(await migrate(store.one()), []);
  });

  it('applies a migration once, however many nodes start at the same time', async () => {
    const known = withNext('CREATE TABLE later (id TEXT NOT NULL)', "INSERT INTO later (id) VALUES ('one')");
    const starts = await Promise.all([...store.pair(), ...store.pair()].map((node) => migrate(node, known)));
    assert.deepEqual(starts.flat(), [known.at(-1)?.id]);
    assert.deepEqual(await store.one().all('SELECT id FROM later'), [{ id: 'one' }]);
  });

  it('refuses a database that a newer version has been at, and says what to do', async () => {
    await assert.rejects(migrate(store.one()), {
      code: 'migration_unknown',
      message: /newer one, or restore a backup/,
    });
  });

  it('refuses a migration that was applied from another text, and says what to do', async () => {
    const changed = withNext('CREATE TABLE later (id BIGINT NOT NULL)');
    await assert.rejects(migrate(store.one(), changed), {
      code: 'migration_changed',
      message: /Install an unmodified release/,
    });
  });

  it('refuses a list with a hole', () => {
    const [first] = migrations;
    assert.ok(first);
    const hole = [first, { ...first, id: '0003' }];
    assert.throws(() => migrate(store.one(), hole), { code: 'migration_out_of_order', message: /0003.*0002/ });
  });
});
