import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { factorOperations } from '#api/factors.ts';
import type { Caller } from '#server/admin/access/access.ts';
import { openFactorBench } from '#server/factors/contract/factor-bench.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openTemporarySqlite } from '#server/store/sqlite/temporary-sqlite.ts';
import { factorHandlers } from './factors.ts';

const from = { caller: { actor: 'admin' } as Caller, address: '127.0.0.1', requestId: '1' };
const nobody = { ...from, params: { user: 'nobody' } };
const missing = { kind: 'refused', code: 'user_not_found' };
let database: Database;
let bench: Awaited<ReturnType<typeof openFactorBench>>;
let handlers: ReturnType<typeof factorHandlers>;

before(async () => {
  database = openTemporarySqlite();
  await migrate(database);
  bench = await openFactorBench(database);
  handlers = factorHandlers(bench);
});

after(() => database.close());

test('recovery codes are made for a person, by name or id, and counted', async () => {
  const params = { user: bench.userPrincipalName };
  const made = await handlers.makeRecoveryCodes({ ...from, params });
  assert.ok(made.kind === 'done' && made.value.codes.length === 10);
  assert.deepEqual(await handlers.countRecoveryCodes({ ...from, params }), { kind: 'done', value: { left: 10 } });
  assert.deepEqual(await handlers.makeRecoveryCodes(nobody), missing);
  assert.deepEqual(await handlers.countRecoveryCodes(nobody), missing);
});

test('a temporary pass is given, listed without the pass, and ended', async () => {
  const params = { user: bench.userId };
  const startsAt = new Date(bench.clock.time + 60_000).toISOString();
  const given = await handlers.giveTemporaryPass({ ...from, params, body: { uses: 2, minutes: 60, startsAt } });
  const { pass, facts } = given.kind === 'done' ? given.value : assert.fail(given.code);
  assert.equal(facts.userPrincipalName, bench.userPrincipalName);
  assert.equal(facts.startsAt, startsAt);
  const listed = await handlers.listTemporaryPasses({ ...from, query: { limit: 1 } });
  assert.deepEqual(listed, { kind: 'done', value: { items: [facts], next: null } });
  assert.ok(!JSON.stringify(listed).includes(pass));
  assert.deepEqual(await handlers.revokeTemporaryPass({ ...from, params }), { kind: 'done', value: undefined });
  const again = await handlers.revokeTemporaryPass({ ...from, params });
  assert.deepEqual(again, { kind: 'refused', code: 'temporary_pass_not_found' });
  assert.deepEqual(await handlers.giveTemporaryPass({ ...nobody, body: { uses: 1, minutes: 60 } }), missing);
  assert.deepEqual(await handlers.revokeTemporaryPass(nobody), missing);
});

test('the list of passes goes on where a page ended', async () => {
  const other = await openFactorBench(database);
  for (const user of [bench.userId, other.userId]) {
    await handlers.giveTemporaryPass({ ...from, params: { user }, body: { uses: 1, minutes: 60 } });
  }
  const first = await handlers.listTemporaryPasses({ ...from, query: { limit: 1 } });
  const next = first.kind === 'done' ? (first.value.next ?? '') : assert.fail(first.code);
  const second = await handlers.listTemporaryPasses({ ...from, query: { limit: 1, after: next } });
  const ids = [first, second].map((page) => page.kind === 'done' && page.value.items[0]?.userId);
  assert.deepEqual(
    ids,
    [bench.userId, other.userId].toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test('a pass beyond its bounds is refused, by the contract or by the clock', async () => {
  const { body } = factorOperations.giveTemporaryPass;
  assert.deepEqual(body.parse({}), { uses: 1, minutes: 480 });
  const wrong = [{ uses: 0 }, { uses: 11 }, { uses: '1' }, { minutes: 9 }, { minutes: 43_201 }, { startsAt: 'now' }];
  for (const wish of wrong) assert.equal(body.safeParse(wish).success, false, JSON.stringify(wish));
  const startsAt = new Date(bench.clock.time + 31 * 86_400_000).toISOString();
  const params = { user: bench.userId };
  const late = await handlers.giveTemporaryPass({ ...from, params, body: { uses: 1, minutes: 60, startsAt } });
  assert.deepEqual(late, {
    kind: 'refused',
    code: 'request_invalid',
    problems: [{ in: 'body', member: 'startsAt', message: 'must be within 30 days' }],
  });
});
