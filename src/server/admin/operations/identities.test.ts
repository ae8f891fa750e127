import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type IdentityBench, openIdentityBench } from '#server/authority/device-identities/contract/identity-bench.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { identityHandlers } from './identities.ts';

let database: Database;
let bench: IdentityBench;
let handlers: ReturnType<typeof identityHandlers>;
before(async () => {
  database = openDatabase('sqlite::temporary:');
  await migrate(database);
  bench = await openIdentityBench(database);
  handlers = identityHandlers(bench);
});
after(() => database.close());

const origin = { address: '127.0.0.1', requestId: 'r' };
const caller = { actor: 'ada', role: 'admin', tokenId: 't', userId: undefined } as never;

async function list(query: { search?: string; expiringWithinDays?: number }) {
  const answer = await handlers.listIdentities({ ...origin, caller, query: { limit: 10, ...query } });
  return answer.kind === 'done' ? answer.value.items : assert.fail(answer.code);
}

function revoke(identity: string, reason?: 'keyCompromise') {
  const body = reason === undefined ? {} : { reason };
  return handlers.revokeIdentity({ ...origin, caller, params: { identity }, body });
}

test('certificates of Macs are listed and revoked, by their own serial number or that of the Mac', async () => {
  const { certificateSerial } = await bench.issue();
  await bench.issue();
  const items = await list({ search: 'c02test' });
  assert.deepEqual(
    items.map(({ serialNumber, revokedAt }) => [serialNumber, revokedAt]),
    Array.from({ length: 2 }, () => ['C02TEST00001', null]),
  );
  const outcome = (word: string) => ({ kind: 'done', value: { outcome: word } });
  assert.deepEqual(await revoke(certificateSerial.toUpperCase(), 'keyCompromise'), outcome('done'));
  assert.deepEqual(await revoke(certificateSerial), outcome('already'));
  const revoked = (await list({})).find((one) => one.certificateSerial === certificateSerial);
  assert.equal(revoked?.revocationReason, 'keyCompromise');
  assert.deepEqual(await revoke('C02TEST00001'), outcome('done'));
  assert.deepEqual(await revoke('nobody'), { kind: 'refused', code: 'identity_not_found' });
  assert.deepEqual(await list({ expiringWithinDays: 3650 }), []);
});
