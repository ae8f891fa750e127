import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { userList } from '#protocol/mdm/commands/user-list.ts';
import type { Database, Reader, Writer } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { stageManagement, type TestMac } from './contract/management-stage.ts';

/** Notes the statements that a feature runs. */
class StatementLog {
  readonly reads: string[] = [];
  readonly writes: string[] = [];

  over(database: Database): Database {
    return new Proxy(database, {
      get: (target, name) => {
        if (name === 'get' || name === 'all') return noting(target, name, this.reads);
        if (name === 'write')
          return (unit: (writer: Writer) => unknown) => target.write((w) => unit(this.#noted(w)) as Promise<unknown>);
        return Reflect.get(target, name).bind(target) as unknown;
      },
    });
  }

  #noted(writer: Writer): Writer {
    return new Proxy(writer, {
      get: (target, name) =>
        name === 'get' || name === 'all' || name === 'run'
          ? noting(target, name, this.writes)
          : (Reflect.get(target, name).bind(target) as unknown),
    });
  }

  clear(): void {
    this.reads.length = 0;
    this.writes.length = 0;
  }
}

function noting<Target extends Reader>(target: Target, name: keyof Target, texts: string[]) {
  return (sql: string, ...params: unknown[]) => {
    texts.push(sql);
    return (target[name] as (...all: unknown[]) => unknown).call(target, sql, ...params);
  };
}

/** How SQLite carries a statement out. */
async function planOf(database: Database, sql: string): Promise<string[]> {
  const params = Array.from(sql.matchAll(/\?/g), () => 'x');
  const steps = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params);
  return steps.map(({ detail }) => detail);
}

describe('what a Mac costs that looks in', () => {
  const database = openDatabase('sqlite::temporary:');
  const log = new StatementLog();
  after(() => database.close());

  async function macWithHistory(): Promise<{ mac: TestMac; enqueue: () => Promise<string> }> {
    await migrate(database);
    const stage = await stageManagement(database, { database: log.over(database) });
    const mac = await stage.enrolled();
    await finishCommands(database, mac.udid, 20_000);
    assert.equal((await mac.idle()).status, 200);
    log.clear();
    return { mac, enqueue: () => stage.management.enqueue(database, mac.udid, userList.build({})) };
  }

  test('checklist 23: after 20,000 finished commands Idle is one read and its command another, both by index', async () => {
    const { mac, enqueue } = await macWithHistory();
    assert.equal((await mac.idle()).body.length, 0);
    assert.deepEqual([log.reads.length, log.writes.length], [1, 0]);
    const command = await enqueue();
    log.clear();
    assert.equal((await mac.idle()).command?.CommandUUID, command);
    assert.deepEqual([log.reads.length, log.writes.length], [2, 0]);
    const reads = [...log.reads];
    log.clear();
    assert.equal((await mac.acknowledge(command, { Users: [] })).body.length, 0);
    assert.equal(log.writes.length, 4, 'the end of the command and the empty queue');
    for (const sql of [...reads, ...log.reads, ...log.writes.filter((text) => !text.startsWith('INSERT'))]) {
      const plan = await planOf(database, sql);
      assert.ok(plan.length > 0);
      for (const step of plan) assert.doesNotMatch(step, /SCAN (?!CONSTANT)|TEMP B-TREE|mdm_command_result/, sql);
    }
  });
});

async function finishCommands(store: Database, enrollmentId: string, count: number): Promise<void> {
  await store.write((writer) =>
    writer.run(
      `INSERT INTO mdm_command_result (enrollment_id, uuid, request_type, status, error_chain, created_at, finished_at)
        WITH RECURSIVE n(i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i - 1 FROM n WHERE i > 1)
        SELECT CAST(? AS TEXT), 'finished-' || i, 'UserList', 'Acknowledged', '[]', 0, 0 FROM n`,
      count,
      enrollmentId,
    ),
  );
}
