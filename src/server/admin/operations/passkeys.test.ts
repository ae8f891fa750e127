import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { passkeyOperations } from '#api/passkeys.ts';
import { virtualMacAaguid } from '#protocol/webauthn/aaguids.ts';
import type { Caller } from '#server/admin/access/access.ts';
import { openBench } from '#server/passkeys/testing/bench.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openTemporarySqlite } from '#server/store/sqlite/temporary-sqlite.ts';
import { passkeyHandlers } from './passkeys.ts';

const from = { caller: { actor: 'admin' } as Caller, address: '127.0.0.1', requestId: '1' };
let database: Database;
let bench: Awaited<ReturnType<typeof openBench>>;
let handlers: ReturnType<typeof passkeyHandlers>;

before(async () => {
  database = openTemporarySqlite();
  await migrate(database);
  bench = await openBench(database, { model: { aaguid: virtualMacAaguid, synced: true } });
  handlers = passkeyHandlers(bench);
});

after(() => database.close());

test('passkeys of a person are listed and removed, without their keys', async () => {
  const { id } = await bench.added();
  const params = { user: bench.userId };
  const listed = await handlers.listPasskeys({ ...from, params });
  const value = listed.kind === 'done' ? listed.value : assert.fail(listed.code);
  assert.deepEqual(passkeyOperations.listPasskeys.response.parse(value), value);
  const [one] = value.items;
  assert.deepEqual(
    [one?.id, one?.model, one?.backedUp, one?.lockedAt, one?.lastUsedAt],
    [id, 'Virtual Mac', true, null, null],
  );
  assert.ok(!JSON.stringify(value).includes('publicKey'));
  const gone = { kind: 'refused', code: 'passkey_not_found' };
  assert.deepEqual(await handlers.removePasskey({ ...from, params: { ...params, passkey: 'nothing' } }), gone);
  const removed = await handlers.removePasskey({ ...from, params: { ...params, passkey: id } });
  assert.deepEqual(removed, { kind: 'done', value: undefined });
  assert.deepEqual(await handlers.removePasskey({ ...from, params: { ...params, passkey: id } }), gone);
});

test('nobody has no passkeys', async () => {
  const missing = { kind: 'refused', code: 'user_not_found' };
  assert.deepEqual(await handlers.listPasskeys({ ...from, params: { user: 'nobody' } }), missing);
  assert.deepEqual(await handlers.removePasskey({ ...from, params: { user: 'nobody', passkey: 'x' } }), missing);
});

test('the rules are shown and replaced', async () => {
  const rules = { mode: 'allow', aaguids: [virtualMacAaguid], attestation: 'optional', roots: [] } as const;
  const body = { ...rules, aaguids: [...rules.aaguids], roots: [] };
  const usual = await handlers.getPasskeyPolicy(from);
  assert.equal(usual.kind === 'done' && usual.value.policy.mode, 'any');
  const set = await handlers.setPasskeyPolicy({ ...from, body });
  const value = set.kind === 'done' ? set.value : assert.fail(set.code);
  assert.deepEqual(value.policy, rules);
  assert.deepEqual(value.models, ['Virtual Mac']);
  assert.equal(value.changedBy, 'admin');
  assert.deepEqual(await handlers.getPasskeyPolicy(from), set);
  const wrong = await handlers.setPasskeyPolicy({ ...from, body: { ...body, aaguids: ['x'] } });
  assert.equal(wrong.kind === 'refused' && wrong.problems?.[0]?.member, 'aaguids.0');
});
