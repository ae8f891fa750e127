import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { type Audit, appendAudit, type AuditEvent, createAudit } from './audit.ts';

const start = 1_800_000_000_000;
const minute = 60_000;

const events: readonly AuditEvent[] = [
  { type: 'directory.user.created', outcome: 'changed', actor: 'marie', userId: 'ada' },
  { type: 'platform-sso.login', outcome: 'allowed', userId: 'ada', deviceId: 'mac-1' },
  { type: 'platform-sso.login.refused', outcome: 'refused', code: 'nonce_unknown', deviceId: 'mac-1' },
  { type: 'platform-sso.login', outcome: 'allowed', userId: 'bob', detail: { note: '100%_sure', outcome: 'refused' } },
  { type: 'directory.user.disabled', outcome: 'changed', actor: 'marie', userId: 'ada' },
];

/** A chain with one event a minute, and `more` of no interest before them. */
async function chainIn(database: Database, more = 0): Promise<Audit> {
  await migrate(database);
  const clock = { now: () => start + 24 * 60 * minute };
  const audit = createAudit({
    database,
    clock,
    pause: async () => {},
    onFailure: ({ error }) => assert.fail(String(error)),
  });
  for (let done = 0; done < more; done += 500) {
    const some = Array.from(
      { length: Math.min(500, more - done) },
      () => ({ type: 'x.y', outcome: 'changed' }) as const,
    );
    await database.write(async (writer) => appendAudit(writer, start - minute, some));
  }
  for (const [place, event] of events.entries()) {
    await database.write(async (writer) => appendAudit(writer, start + place * minute, [event]));
  }
  return audit;
}

onEveryEngine('Searching the audit chain', (store) => {
  it('finds by type, person, Mac, outcome, code, actor, words and time, the newest first; and counts', async () => {
    const before = 1200;
    const audit = await chainIn(store.one(), before);
    const find = async (search: object) =>
      (await audit.search({ limit: 10, ...search })).records.map(({ sequence }) => sequence - before);
    assert.deepEqual(await find({ since: start }), [5, 4, 3, 2, 1]);
    assert.deepEqual(await find({ type: 'platform-sso.login' }), [4, 2]);
    assert.deepEqual(await find({ type: 'platform-sso.' }), [4, 3, 2]);
    assert.deepEqual(await find({ userId: 'ada' }), [5, 2, 1]);
    assert.deepEqual(await find({ deviceId: 'mac-1', outcome: 'refused' }), [3]);
    assert.deepEqual(await find({ code: 'nonce_unknown' }), [3]);
    assert.deepEqual(await find({ actor: 'marie' }), [5, 1]);
    assert.deepEqual(await find({ text: 'NONCE_unk' }), [3]);
    assert.deepEqual(await find({ text: '100%_sure' }), [4]);
    assert.deepEqual(await find({ text: '100xxsure' }), [], 'signs of patterns stand for themselves');
    assert.deepEqual(await find({ since: start + minute, until: start + 3 * minute }), [3, 2]);
    assert.deepEqual(await find({ since: start + 60 * minute }), []);
    assert.deepEqual(await find({ type: "x' OR 1=1 --" }), []);

    const first = await audit.search({ limit: 2 });
    assert.deepEqual([first.records.length, first.next], [2, before + 4]);
    const second = await audit.search({ limit: 3, before: before + 4, since: start });
    assert.deepEqual([second.records.length, second.next], [3, undefined]);

    const edges = [start - 5 * minute, start, start + 2 * minute, start + 60 * minute];
    const types = ['platform-sso.login', 'x.y', 'none'];
    for (const look of ['first', 'second']) {
      const counts = await audit.count(types, edges);
      assert.deepEqual(
        [...counts.values()],
        [
          [0, 1, 1],
          [before, 0, 0],
          [0, 0, 0],
        ],
        look,
      );
    }
    await audit.close();
  });
});
