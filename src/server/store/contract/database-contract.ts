import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import type { Database } from '../database.ts';
import { batchContract } from './batch-contract.ts';
import { valuesContract } from './values-contract.ts';
import { writersContract } from './writers-contract.ts';

/**
 * Opens an empty store as a node does; several instances that share one store where the engine has that, one where not.
 */
export type OpenStore = () => Promise<readonly [Database, ...Database[]]>;

/** What the parts of the contract run on; usable inside tests only, when the store has been opened. */
export interface StoreUnderTest {
  /** Any one instance. */
  one(): Database;
  /** All instances; when there is only one, it stands for two. */
  pair(): readonly [Database, Database];
}

/** Proves that an engine keeps the promises of the `Database` port. Each engine's test file calls it once. */
export function databaseContract(engine: string, open: OpenStore): void {
  describe(`database contract on ${engine}`, () => {
    let instances: readonly Database[] = [];
    const store: StoreUnderTest = {
      one: () => instanceAt(instances, 0),
      pair: () => [instanceAt(instances, 0), instanceAt(instances, instances.length - 1)],
    };

    before(async () => {
      instances = await open();
      await store.one().exclusive(async (writer) => {
        await writer.run('CREATE TABLE note (id TEXT NOT NULL PRIMARY KEY, text TEXT, number BIGINT, bytes BYTEA)');
      });
    });

    valuesContract(store);
    batchContract(store);
    writersContract(store);

    after(async () => {
      for (const instance of instances) await instance.close();
      const refused = instanceAt(instances, 0);
      const closed = { code: 'store_closed' };
      await assert.rejects(refused.get('SELECT id FROM note'), closed);
      await assert.rejects(refused.all('SELECT id FROM note'), closed);
      await assert.rejects(
        refused.write(async () => undefined),
        closed,
      );
      await assert.rejects(
        refused.exclusive(async () => undefined),
        closed,
      );
      await refused.close();
    });
  });
}

function instanceAt(instances: readonly Database[], index: number): Database {
  const instance = instances[index];
  assert.ok(instance, 'the store has been opened');
  return instance;
}
