import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createDatabase } from '#test/support/postgres.ts';
import { databaseContract } from '../contract/database-contract.ts';
import type { Database } from '../database.ts';
import { openPostgres } from './postgres-database.ts';

databaseContract('PostgreSQL', async () => {
  const { url } = await createDatabase();
  return [openPostgres(url), openPostgres(url)];
});

describe('PostgreSQL database', () => {
  let database: Database;
  before(async () => {
    const { url } = await createDatabase();
    database = openPostgres(url);
    await database.exclusive((writer) => writer.run('CREATE TABLE row (number BIGINT)'));
  });
  after(() => database.close());

  const processId = 'SELECT pg_backend_pid() AS id';

  it('bounds every wait on the connections of units and reads', async () => {
    const setting = (name: string): string => `SELECT current_setting('${name}') AS value`;
    const ofUnits = await database.write(async (writer) => [
      await writer.get(setting('statement_timeout')),
      await writer.get(setting('lock_timeout')),
      await writer.get(setting('idle_in_transaction_session_timeout')),
    ]);
    assert.deepStrictEqual(ofUnits, [{ value: '5s' }, { value: '3s' }, { value: '15s' }]);
    assert.deepStrictEqual(await database.get(setting('statement_timeout')), { value: '5s' });
    const ofExclusives = await database.exclusive((writer) => writer.get(setting('statement_timeout')));
    assert.deepStrictEqual(ofExclusives, { value: '0' });
  });

  it('rejects the units of a batch whose connection is lost, and connects again for the next', async () => {
    const lost = database.write(async (writer) => {
      await writer.run('INSERT INTO row (number) VALUES (1)');
      await terminate(await writer.get(processId));
      await writer.run('INSERT INTO row (number) VALUES (2)');
    });
    const shared = database.write((writer) => writer.run('INSERT INTO row (number) VALUES (3)'));
    await assert.rejects(lost, { code: 'store_unavailable' });
    await assert.rejects(shared, { code: 'store_unavailable' });
    assert.equal(await database.write((writer) => writer.run('INSERT INTO row (number) VALUES (4)')), 1);
    assert.deepStrictEqual(await database.all('SELECT number FROM row'), [{ number: 4 }]);
  });

  it('connects again for reads whose idle connection was lost', async () => {
    await terminate(await database.get(processId));
    const eventually = async (): Promise<unknown> => {
      try {
        return await database.get('SELECT 1 AS one');
      } catch {
        return eventually();
      }
    };
    assert.deepStrictEqual(await eventually(), { one: 1 });
  });

  it('says that the store is unavailable when there is no such server', async () => {
    const nowhere = openPostgres('postgres://nobody@127.0.0.1:1/nothing');
    const unavailable = { code: 'store_unavailable' };
    await assert.rejects(nowhere.get('SELECT 1 AS one'), unavailable);
    await assert.rejects(
      nowhere.write(async () => undefined),
      unavailable,
    );
    await assert.rejects(
      nowhere.exclusive(async () => undefined),
      unavailable,
    );
    await nowhere.close();
  });

  /** Ends a connection from another one, as an administrator does. */
  async function terminate(row: unknown): Promise<void> {
    assert.ok(typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'number');
    await database.exclusive((writer) =>
      writer.get('SELECT pg_terminate_backend(CAST(? AS INT)) AS done', row.id as number),
    );
  }
});
