import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { createDatabase } from './postgres.ts';

/** A migrated store of its own; usable inside tests and hooks only. */
export interface MigratedStore {
  /** Any one instance. */
  one(): Database;
  /** Two nodes on the same data; on SQLite, which serves one process, the same instance twice. */
  pair(): readonly [Database, Database];
}

/** Declares the same tests for SQLite and for PostgreSQL, each on an empty store with all migrations. */
export function onEveryEngine(title: string, declareTests: (store: MigratedStore) => void): void {
  onEngine(`${title} on SQLite`, async () => [openDatabase('sqlite::temporary:')], declareTests);
  onEngine(`${title} on PostgreSQL`, openTwoNodes, declareTests);
}

function onEngine(
  title: string,
  open: () => Promise<readonly Database[]>,
  declareTests: (store: MigratedStore) => void,
): void {
  describe(title, () => {
    let instances: readonly Database[] = [];
    const instanceAt = (index: number): Database => {
      const instance = instances.at(index);
      assert.ok(instance, 'the store is open while tests run');
      return instance;
    };

    before(async () => {
      instances = await open();
      await migrate(instanceAt(0));
    });
    declareTests({ one: () => instanceAt(0), pair: () => [instanceAt(0), instanceAt(-1)] });
    after(() => Promise.all(instances.map((instance) => instance.close())));
  });
}

async function openTwoNodes(): Promise<readonly Database[]> {
  const { url } = await createDatabase();
  return [openDatabase(url), openDatabase(url)];
}
