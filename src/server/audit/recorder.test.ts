import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { StoreError } from '#server/store/store-error.ts';
import type { AuditEvent } from './audit-event.ts';
import { listAudit } from './listing.ts';
import { Recorder, type RecordingFailure } from './recorder.ts';

const away = new StoreError('store_unavailable', 'away');
const full = new StoreError('statement_failed', 'full');

describe('audit recorder', () => {
  let database: Database;
  let failures: RecordingFailure[];
  /** What the next writes are answered with, instead of being done. */
  let mishaps: Error[];

  beforeEach(async () => {
    database = openDatabase('sqlite::temporary:');
    await migrate(database);
    failures = [];
    mishaps = [];
  });
  afterEach(() => database.close());

  it('keeps events while the store is away and writes them when it is back, with their own time', async () => {
    mishaps = [away, away];
    let time = 0;
    const recorder = recorderOf({ now: () => (time += 1), pause: () => Promise.resolve() });
    recorder.record(event('a'));
    recorder.record(event('b'));
    await written(2);
    assert.deepEqual(
      failures,
      [away, away].map((error) => ({ kind: 'delayed', events: 2, error })),
    );
    const records = await listAudit(database, { after: 0, limit: 10 });
    assert.deepEqual(
      records.map((record) => [record.time, record.event.userId]),
      [
        [1, 'a'],
        [2, 'b'],
      ],
    );
  });

  it('does not wait for the store when it is closed while the store is away, and says what was lost', async () => {
    mishaps = Array.from({ length: 10 }, () => away);
    const paused = Promise.withResolvers<void>();
    const recorder = recorderOf({
      pause: () => {
        paused.resolve();
        return new Promise(() => undefined);
      },
    });
    recorder.record(event('a'));
    await paused.promise;
    await recorder.close();
    assert.deepEqual(
      failures.map(({ kind, events }) => [kind, events]),
      [
        ['delayed', 1],
        ['lost', 1],
      ],
    );
  });

  it('gives up what the store refuses, and owns up to it in the chain', async () => {
    mishaps = [full];
    const recorder = recorderOf({});
    recorder.record(event('a'));
    recorder.record(event('b'));
    await settled(() => failures.length === 1);
    assert.deepEqual(failures, [{ kind: 'lost', events: 2, error: full }]);
    recorder.record(event('c'));
    await recorder.close();
    const records = await listAudit(database, { after: 0, limit: 10 });
    assert.deepEqual(
      records.map((record) => record.event),
      [
        event('c'),
        { type: 'audit.lost', outcome: 'changed', code: 'audit_lost', actor: 'system', detail: { count: 2 } },
      ],
    );
  });

  it('keeps 10,000 events and counts the rest', async () => {
    const recorder = recorderOf({});
    for (let index = 0; index < 10_005; index += 1) recorder.record(event(`u${index}`));
    await recorder.close();
    const [lost] = await listAudit(database, { limit: 1, type: 'audit.lost' });
    assert.deepEqual(lost?.event.detail, { count: 5 });
    assert.deepEqual(await database.get('SELECT COUNT(*) AS count FROM audit_event'), { count: 10_001 });
  });

  it('shares commits with the units of the same moment', async () => {
    const recorder = recorderOf({});
    const before = database.activity().commits;
    const unit = database.write((writer) => writer.run("INSERT INTO meta (name, value) VALUES ('a', 'b')"));
    recorder.record(event('a'));
    await Promise.all([unit, recorder.close()]);
    assert.equal(database.activity().commits - before, 1);
  });

  function recorderOf(ports: { now?: () => number; pause?: () => Promise<void> }): Recorder {
    return new Recorder({
      database: { ...stub, write: (unit) => answered(mishaps.shift(), () => database.write(unit)) },
      clock: { now: ports.now ?? (() => 0) },
      pause: ports.pause ?? (() => assert.fail('nothing is to be waited for')),
      onFailure: (failure) => failures.push(failure),
    });
  }

  async function written(count: number): Promise<void> {
    const text = 'SELECT COUNT(*) AS count FROM audit_event';
    while ((await database.get<{ count: number }>(text))?.count !== count) await turn();
  }
});

/** The recorder needs `write` only. */
const stub = {
  get: () => assert.fail('not used'),
  all: () => assert.fail('not used'),
  exclusive: () => assert.fail('not used'),
  activity: () => assert.fail('not used'),
  close: () => assert.fail('not used'),
} satisfies Omit<Database, 'write'>;

function answered<T>(mishap: Error | undefined, work: () => Promise<T>): Promise<T> {
  return mishap === undefined ? work() : Promise.reject(mishap);
}

function event(userId: string): AuditEvent {
  return { type: 'login', outcome: 'refused', userId };
}

async function settled(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
