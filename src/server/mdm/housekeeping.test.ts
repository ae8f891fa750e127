import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { userList } from '#protocol/mdm/commands/user-list.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSealer } from '#server/keys/sealer.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { stageManagement } from './contract/management-stage.ts';
import { resealRows } from './housekeeping.ts';

onEveryEngine('the house of device management', (store) => {
  test('commands, results and bootstrap tokens are sealed under a new master key, once, and open with it alone', async () => {
    const { management, enrolled } = await stageManagement(store.one());
    const mac = await enrolled();
    await mac.checkIn({ MessageType: 'SetBootstrapToken', UDID: mac.udid, BootstrapToken: utf8('secret') });
    const done = await management.enqueue(store.one(), mac.udid, userList.build({}));
    await mac.acknowledge(done, { Users: [] });
    await management.enqueue(store.one(), mac.udid, userList.build({}));
    const [old, fresh] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)];
    const both = new Map([
      [1, old],
      [2, fresh],
    ]);
    const sealer = createSealer(() => ({ current: 2, versions: both }), nodeCrypto, systemRandom);
    assert.equal(await resealRows(store.one(), sealer), 3);
    assert.equal(await resealRows(store.one(), sealer), 0);
    const alone = createSealer(() => ({ current: 2, versions: new Map([[2, fresh]]) }), nodeCrypto, systemRandom);
    const row = await store
      .one()
      .get<{ bootstrap_token: Uint8Array }>('SELECT bootstrap_token FROM mdm_enrollment WHERE id = ?', mac.udid);
    const context = `mdm_enrollment.bootstrap_token:${mac.udid}`;
    assert.deepEqual(Buffer.from(alone.open(row?.bootstrap_token ?? new Uint8Array(), context)), Buffer.from('secret'));
  });

  test('results go when their time is over, and not before', async () => {
    const { management, enrolled, clock } = await stageManagement(store.one(), { settings: { resultLife: 60 } });
    const mac = await enrolled();
    const id = await management.enqueue(store.one(), mac.udid, userList.build({}));
    await mac.acknowledge(id, { Users: [] });
    clock.time += 59_000;
    await management.keepHouse();
    assert.equal((await management.commands(mac.udid, 10)).length, 1);
    clock.time += 2000;
    await management.keepHouse();
    assert.equal((await management.commands(mac.udid, 10)).length, 0);
  });

  test('sightings are written by housekeeping, not by the message', async () => {
    const { management, enrolled, clock } = await stageManagement(store.one());
    const mac = await enrolled();
    clock.time += 5000;
    await mac.idle();
    assert.equal((await management.enrollment(mac.udid))?.lastSeenAt, undefined);
    await management.keepHouse();
    assert.equal((await management.enrollment(mac.udid))?.lastSeenAt, clock.time);
  });
});
