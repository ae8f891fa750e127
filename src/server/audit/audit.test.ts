import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import type { Clock } from '#runtime/clock.ts';
import type { Database } from '#server/store/database.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { appendAudit, type Audit, type AuditEvent, createAudit } from './audit.ts';

const login: AuditEvent = { type: 'login', outcome: 'allowed', userId: 'u1', deviceId: 'd1', detail: { tries: 1 } };
const refusal: AuditEvent = { type: 'login', outcome: 'refused', code: 'nonce_replayed', userId: 'u2', address: '::1' };

onEveryEngine('audit', (store) => {
  beforeEach(() =>
    store.one().write(async (writer) => {
      await writer.run('DELETE FROM audit_event');
      await writer.run('DELETE FROM audit_head');
      await writer.run('DELETE FROM meta');
    }),
  );

  it('keeps the events of a unit, in their order, with their time and content', async () => {
    const audit = auditOf(store.one());
    await store.one().write(async (writer) => appendAudit(writer, 1_700_000_000_000.7, [login, refusal]));
    const records = await audit.list({ after: 0, limit: 10 });
    assert.deepEqual(
      records.map(({ sequence, time, event }) => ({ sequence, time, event })),
      [
        { sequence: 1, time: 1_700_000_000_000, event: login },
        { sequence: 2, time: 1_700_000_000_000, event: refusal },
      ],
    );
    assert.deepEqual(await audit.verify(), {
      kind: 'intact',
      events: 2,
      head: { sequence: 2, hash: records[1]?.hash },
    });
  });

  it('writes an event if and only if its unit is written (rule 13)', async () => {
    const put = 'INSERT INTO meta (name, value) VALUES (?, ?)';
    const unit = (name: string, fails: boolean): Promise<void> =>
      store.one().write(async (writer) => {
        appendAudit(writer, 1, [{ ...login, userId: name }]);
        await writer.run(put, name, '');
        if (fails) throw new Error('mine');
      });
    const outcomes = await Promise.allSettled([unit('a', false), unit('b', true), unit('c', false)]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const records = await auditOf(store.one()).list({ after: 0, limit: 10 });
    assert.deepEqual(
      records.map(({ event }) => event.userId),
      ['a', 'c'],
    );
    assert.deepEqual(await store.one().all('SELECT name FROM meta ORDER BY name'), [{ name: 'a' }, { name: 'c' }]);
  });

  it('extends the chain once for a whole batch', async () => {
    const head = 'SELECT sequence FROM audit_head';
    const before = store.one().activity().commits;
    await Promise.all(
      Array.from({ length: 4 }, () =>
        store.one().write(async (writer) => {
          appendAudit(writer, 1, [login]);
          assert.equal(await writer.get(head), undefined);
        }),
      ),
    );
    assert.equal(store.one().activity().commits - before, 1);
    assert.deepEqual(await store.one().get(head), { sequence: 4 });
  });

  it('makes one unbroken chain of what several nodes write at once', async () => {
    const units = store
      .pair()
      .flatMap((database, node) =>
        Array.from({ length: 300 }, (_, index) =>
          database.write(async (writer) =>
            appendAudit(writer, index, [{ ...login, userId: `${node} ${index}` }, refusal]),
          ),
        ),
      );
    await Promise.all(units);
    const result = await auditOf(store.one()).verify();
    assert.equal(result.kind, 'intact');
    assert.equal(result.events, 1200);
    const numbers = await store
      .one()
      .get('SELECT COUNT(DISTINCT user_id) AS users, MAX(sequence) AS last FROM audit_event');
    assert.deepEqual(numbers, { users: 601, last: 1200 });
  });

  it('takes more events from one unit than one statement holds', async () => {
    const events = Array.from({ length: 150 }, (_, index) => ({ ...login, userId: `u${index}` }));
    await store.one().write(async (writer) => appendAudit(writer, 1, events));
    const records = await auditOf(store.one()).list({ after: 0, limit: 1000 });
    assert.deepEqual(
      records.map(({ event }) => event.userId),
      events.map(({ userId }) => userId),
    );
  });

  it('keeps and finds text that PostgreSQL cannot store as it is', async () => {
    const odd = { ...login, userId: 'a\0b', deviceId: '\ud800', type: 'odd\0', detail: { '\0': '\udfff' } };
    await store.one().write(async (writer) => appendAudit(writer, 1, [odd]));
    const audit = auditOf(store.one());
    const query = { limit: 1, type: odd.type, userId: odd.userId, deviceId: odd.deviceId };
    assert.deepEqual((await audit.list(query))[0]?.event, odd);
    assert.equal((await audit.verify()).kind, 'intact');
  });

  it('records what belongs to no unit, with the time of the decision, and has it durable once closed', async () => {
    let time = 5;
    const audit = auditOf(store.one(), { now: () => time });
    assert.equal(audit.record(refusal), undefined);
    time = 9;
    audit.record(login);
    await audit.close();
    const records = await audit.list({ after: 0, limit: 10 });
    assert.deepEqual(
      records.map((record) => [record.time, record.event]),
      [
        [5, refusal],
        [9, login],
      ],
    );
  });

  it('lists by type, user, device and place, newest first unless what comes after is asked for', async () => {
    const events: AuditEvent[] = ['a', 'b', 'a', 'b', 'a'].map((type, index) => {
      return { type, outcome: 'allowed', userId: `u${index % 3}`, deviceId: `d${index % 2}` };
    });
    await store.one().write(async (writer) => appendAudit(writer, 1, events));
    const audit = auditOf(store.one());
    const numbers = async (query: object): Promise<number[]> =>
      (await audit.list({ limit: 10, ...query })).map(({ sequence }) => sequence);
    assert.deepEqual(await numbers({}), [5, 4, 3, 2, 1]);
    assert.deepEqual(await numbers({ limit: 2 }), [5, 4]);
    assert.deepEqual(await numbers({ limit: 2, before: 4 }), [3, 2]);
    assert.deepEqual(await numbers({ limit: 2, after: 2 }), [3, 4]);
    assert.deepEqual(await numbers({ after: 1, before: 4 }), [2, 3]);
    assert.deepEqual(await numbers({ type: 'a' }), [5, 3, 1]);
    assert.deepEqual(await numbers({ userId: 'u0' }), [4, 1]);
    assert.deepEqual(await numbers({ deviceId: 'd1' }), [4, 2]);
    assert.deepEqual(await numbers({ type: 'b', userId: 'u1', deviceId: 'd1', after: 1, before: 3 }), [2]);
    assert.deepEqual(await numbers({ type: 'c' }), []);
    assert.deepEqual(await numbers({ limit: 0 }), [5]);
  });

  it('says which event cannot be read', async () => {
    await store.one().write(async (writer) => appendAudit(writer, 1, [login]));
    await store.one().write((writer) => writer.run('UPDATE audit_event SET event = ?', '{}'));
    await assert.rejects(auditOf(store.one()).list({ limit: 1 }), {
      code: 'audit_event_unreadable',
      message: /event 1 /,
    });
  });
});

function auditOf(database: Database, clock: Clock = { now: () => 0 }): Audit {
  return createAudit({ database, clock, pause: neverNeeded, onFailure: ({ error }) => assert.fail(String(error)) });
}

function neverNeeded(): Promise<void> {
  return Promise.reject(new Error('nothing failed, so nothing waits'));
}
