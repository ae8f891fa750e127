import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Bench, day, minute, onBench } from '../contract/bench.ts';

async function serials({ ade }: Bench): Promise<readonly string[]> {
  return (await ade.devices('', 100)).map(({ serialNumber }) => serialNumber);
}

async function synced({ ade }: Bench, reason: 'administrator' | 'timer' = 'administrator') {
  const outcome = await ade.sync(reason);
  assert.ok(outcome.kind === 'synced', JSON.stringify(outcome));
  return outcome;
}

onBench('the list of devices (section 1.4)', (bench) => {
  it('is fetched whole, then kept by changes, and every Mac is given its profile', async () => {
    const { apple, ade, server } = bench();
    bench().give('A1', 'A2');
    assert.deepEqual(await synced(bench()), { kind: 'synced', devices: 2, fetched: true, assigned: 2, deferred: 0 });
    bench().give('A3');
    apple.organisation.assign('A1', undefined);
    assert.deepEqual(await synced(bench()), { kind: 'synced', devices: 2, fetched: false, assigned: 1, deferred: 0 });
    assert.deepEqual(await serials(bench()), ['A2', 'A3']);
    assert.notEqual((await ade.device('A1'))?.removedAt, undefined);
    assert.equal((await ade.device('A3'))?.profileStatus, 'assigned');
    assert.equal(await ade.device('none'), undefined);
    apple.organisation.assign('A1', server);
    await synced(bench());
    assert.deepEqual(await serials(bench()), ['A1', 'A2', 'A3']);
  });

  it('asks for the account once, and defines a profile once for its content', async () => {
    bench().calls();
    bench().advance(minute);
    await synced(bench());
    assert.deepEqual(bench().calls(), ['POST /devices/sync']);
    assert.equal((await bench().ade.status()).account?.org_name, 'Example Organisation');
  });

  for (const fault of ['cursor-expired', 'cursor-invalid'] as const)
    it(`is fetched whole again after ${fault} (section 13, 9)`, async () => {
      bench().apple.faults.set(fault, 1);
      bench().calls();
      assert.equal((await synced(bench())).fetched, true);
      assert.deepEqual(bench().calls(), ['POST /devices/sync', 'POST /server/devices', 'POST /devices/sync']);
    });

  it('is fetched whole again when there is no cursor any more: CURSOR_REQUIRED', async () => {
    await bench().database.write((writer) => writer.run('UPDATE ade_sync SET cursor = NULL'));
    assert.equal((await synced(bench())).fetched, true);
  });

  it('goes on where it was when Apple says EXHAUSTED_CURSOR to a fetch', async () => {
    const { cursor } = (await bench().database.get<{ cursor: string }>('SELECT cursor FROM ade_sync')) ?? assert.fail();
    await bench().database.write((writer) => writer.run(`UPDATE ade_sync SET phase = 'fetch', fetch_id = NULL`));
    await bench().database.write((writer) => writer.run(`UPDATE ade_sync SET fetch_id = 'f'`));
    await bench().database.write((writer) => writer.run(`UPDATE ade_device SET fetch_id = 'f'`));
    bench().calls();
    await synced(bench());
    assert.deepEqual(bench().calls(), ['POST /server/devices', 'POST /devices/sync']);
    assert.notEqual(cursor, '');
    assert.deepEqual(await serials(bench()), ['A1', 'A2', 'A3']);
  });

  it('does not go round and round when Apple loses every cursor', async () => {
    bench().apple.faults.set('cursor-expired');
    assert.deepEqual(await bench().ade.sync('administrator'), { kind: 'refused', status: 400, word: 'EXPIRED_CURSOR' });
    bench().apple.faults.clear();
    await synced(bench());
  });

  it('takes the greatest op_date of rows that repeat in any order', async () => {
    const { apple, server } = bench();
    bench().give('R1');
    bench().advance(1000);
    apple.organisation.assign('R1', undefined);
    bench().advance(1000);
    apple.organisation.assign('R1', server);
    bench().advance(1000);
    apple.organisation.assign('R1', undefined);
    apple.faults.set('rows-repeated', 1);
    await synced(bench());
    assert.ok(!(await serials(bench())).includes('R1'));
  });

  it('is fetched whole once a day, which finds what Apple dropped without telling', async () => {
    bench().advance(day + minute);
    assert.equal((await synced(bench())).fetched, true);
  });

  it('keeps each page with its cursor: a run that breaks off goes on from there', async () => {
    bench().give(...Array.from({ length: 5 }, (_unused, index) => `P${index}`));
    await bench().database.write((writer) =>
      writer.run(`UPDATE ade_sync SET phase = 'fetch', cursor = NULL, fetch_id = NULL`),
    );
    bench().apple.faults.set('answer-malformed', 1);
    assert.deepEqual(await bench().ade.sync('administrator'), { kind: 'malformed' });
    await synced(bench());
    assert.ok((await serials(bench())).includes('P4'));
  });
});

onBench('assignments (section 1.4)', (bench) => {
  const uuidOf = async (serialNumber: string) => (await bench().ade.device(serialNumber))?.profileUuid;

  it('are made again when an administrator assigned the device to the same server again (section 13, 9)', async () => {
    bench().give('A1', 'A2');
    await synced(bench());
    bench().apple.organisation.assign('A1', bench().server);
    assert.equal((await synced(bench())).assigned, 1);
    assert.equal((await bench().ade.device('A1'))?.profileStatus, 'assigned');
  });

  it('are made again for all when the content changes, with a profile defined once', async () => {
    const before = await uuidOf('A1');
    bench().settings = { profile_name: 'Example', department: 'IT' };
    bench().calls();
    assert.equal((await synced(bench())).assigned, 2);
    assert.equal(
      bench()
        .calls()
        .filter((call) => call === 'POST /profile').length,
      1,
    );
    assert.notEqual(await uuidOf('A1'), before);
    assert.equal(await uuidOf('A2'), await uuidOf('A1'));
  });

  it('may send each device somewhere else: then each content is a profile', async () => {
    bench().url = (serialNumber) => `https://mdm.example.org/enroll/${serialNumber}`;
    assert.equal((await synced(bench())).assigned, 2);
    assert.notEqual(await uuidOf('A1'), await uuidOf('A2'));
    assert.equal((await synced(bench())).assigned, 0);
  });

  it('define a profile anew that Apple no longer knows', async () => {
    await bench().database.write((writer) => writer.run(`UPDATE ade_profile SET profile_uuid = 'LOST'`));
    assert.equal((await synced(bench())).assigned, 2);
    assert.notEqual(await uuidOf('A1'), 'LOST');
  });

  for (const [fault, code, wait] of [
    ['assignment-throttled', 'THROTTLED', minute],
    ['assignment-failed', 'FAILED', 15 * minute],
    ['assignment-inaccessible', 'NOT_ACCESSIBLE', day],
  ] as const)
    it(`wait after ${code}, and are tried at once when an administrator asks`, async () => {
      bench().settings = { profile_name: `Example ${code}` };
      bench().apple.faults.set(fault, 2);
      const first = await synced(bench());
      assert.deepEqual([first.assigned, first.deferred], [0, 2]);
      assert.equal((await bench().ade.device('A1'))?.assignment.code, code);
      const second = await synced(bench());
      assert.deepEqual([second.assigned, second.deferred], [0, 0]);
      const events = await bench().events();
      assert.ok(events.includes(`ade.profile.not-assigned ${code}`));
      if (code === 'THROTTLED') {
        bench().advance(wait + 1);
        assert.equal((await synced(bench())).assigned, 2);
        return;
      }
      const asked = await bench().ade.sync('assignment');
      assert.ok(asked.kind === 'synced' && asked.assigned === 2);
    });

  it('are left alone while the plan has nothing to say', async () => {
    bench().settings = undefined;
    bench().give('A9');
    assert.equal((await synced(bench())).assigned, 0);
    assert.equal((await bench().ade.device('A9'))?.profileStatus, 'empty');
  });

  it('end when a device is disowned; Apple’s word against it is told', async () => {
    const { ade, apple } = bench();
    assert.deepEqual(await ade.disown('A9', 'admin'), { kind: 'disowned' });
    assert.deepEqual(await ade.disown('A9', 'admin'), { kind: 'not-found' });
    apple.organisation.remove('A2');
    assert.deepEqual(await ade.disown('A2', 'admin'), { kind: 'refused-by-apple', word: 'NOT_ACCESSIBLE' });
    assert.ok((await bench().events()).includes('ade.device.disowned'));
  });
});
