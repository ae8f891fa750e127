import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceConfigured } from '#protocol/mdm/commands/device-configured.ts';
import { deviceInformation } from '#protocol/mdm/commands/device-information.ts';
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';
import { securityInfo } from '#protocol/mdm/commands/security-info.ts';
import { userList } from '#protocol/mdm/commands/user-list.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { stageManagement } from './contract/management-stage.ts';
import { withPushCertificate } from './contract/push-certificate.ts';
import type { FinishedCommand, Management, ManagementObserver } from './management.ts';

/** Writes down what it is told. */
function listener(): ManagementObserver & { readonly heard: FinishedCommand[] } {
  const heard: FinishedCommand[] = [];
  return {
    heard,
    commandFinished: async (_writer, event) => {
      heard.push(event);
    },
  };
}

onEveryEngine('the command loop', (store) => {
  test('commands go one by one, the highest priority first, then the oldest (Apple, command loop)', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const { management } = stage;
    const [first, second] = await store
      .one()
      .write(async (writer) => [
        await management.enqueue(writer, mac.udid, userList.build({})),
        await management.enqueue(writer, mac.udid, securityInfo.build({})),
      ]);
    const urgent = await management.enqueue(store.one(), mac.udid, deviceConfigured.build({}), { priority: 5 });
    assert.ok(first && second);
    assert.equal((await mac.idle()).command?.CommandUUID, urgent);
    assert.equal((await mac.acknowledge(urgent)).command?.CommandUUID, first);
    assert.equal((await mac.acknowledge(first, { Users: [] })).command?.Command.RequestType, 'SecurityInfo');
    const end = await mac.acknowledge(second, { SecurityInfo: {} });
    assert.deepEqual([end.status, end.body.length, end.command], [200, 0, undefined]);
    assert.equal((await management.enrollment(mac.udid))?.hasPending, false);
    const activity = store.one().activity().commits;
    assert.equal((await mac.idle()).body.length, 0);
    assert.equal(store.one().activity().commits, activity, 'an Idle with an empty queue writes nothing');
  });

  test('results are read, kept sealed, and told once inside the unit', async () => {
    const observer = listener();
    const stage = await stageManagement(store.one(), { observers: [observer] });
    const mac = await stage.enrolled();
    const command = deviceInformation.build({ Queries: ['SerialNumber'] });
    const id = await stage.management.enqueue(store.one(), mac.udid, command);
    await mac.idle();
    await mac.acknowledge(id, { QueryResponses: { SerialNumber: mac.serialNumber } });
    const expected = {
      kind: 'known',
      RequestType: 'DeviceInformation',
      result: { QueryResponses: { SerialNumber: mac.serialNumber } },
    };
    assert.deepEqual(await stage.management.commandResult(mac.udid, id), expected);
    assert.deepEqual(observer.heard[0]?.result, expected);
    const row = await store
      .one()
      .get<{ result: Uint8Array }>('SELECT result FROM mdm_command_result WHERE uuid = ?', id);
    assert.equal(Buffer.from(row?.result ?? []).includes(mac.serialNumber), false);
  });

  test('DeviceConfigured, once acknowledged, ends the waiting in Setup Assistant (Apple, DeviceConfiguredCommand)', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    await mac.tokenUpdate({ AwaitingConfiguration: true });
    const awaiting = async () => (await stage.management.enrollment(mac.udid))?.awaitingConfiguration;
    assert.equal(await awaiting(), true);
    const id = await stage.management.enqueue(store.one(), mac.udid, deviceConfigured.build({}));
    await mac.idle();
    assert.equal(await awaiting(), true);
    await mac.acknowledge(id);
    assert.equal(await awaiting(), false);
  });

  test('a command at rest shows nothing of its body', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const command = installProfile.build({ Payload: utf8('a challenge of SCEP') });
    const id = await stage.management.enqueue(store.one(), mac.udid, command);
    const row = await store.one().get<{ command: Uint8Array }>('SELECT command FROM mdm_command WHERE uuid = ?', id);
    const stored = Buffer.from(row?.command ?? []).toString('latin1');
    assert.equal(stored.includes(Buffer.from('a challenge of SCEP').toString('base64')), false);
    const sent = (await mac.idle()).command?.Command['Payload'];
    assert.deepEqual(Buffer.from(sent instanceof Uint8Array ? sent : []), Buffer.from('a challenge of SCEP'));
  });

  test('checklist 6: what was put off is not sent again in this connection, and a push follows a later success', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const { management, clock, sender } = stage;
    await withPushCertificate(stage);
    const first = await management.enqueue(store.one(), mac.udid, userList.build({}));
    const second = await management.enqueue(store.one(), mac.udid, securityInfo.build({}));
    await management.push(mac.udid);
    const before = sender.countOf(mac.token);
    assert.equal((await mac.idle()).command?.CommandUUID, first);
    assert.equal((await mac.notNow(first)).command?.CommandUUID, second);
    assert.equal((await mac.acknowledge(second, { SecurityInfo: {} })).body.length, 0);
    assert.equal((await management.enrollment(mac.udid))?.hasPending, true);
    await management.keepHouse();
    assert.equal(sender.countOf(mac.token), before, 'not at once');
    clock.time += 31_000;
    await management.keepHouse();
    assert.equal(sender.countOf(mac.token), before + 1);
    assert.equal((await mac.idle()).command?.CommandUUID, first);
    assert.equal((await mac.acknowledge(first, { Users: [] })).body.length, 0);
  });

  test('after a last NotNow the Mac comes back by itself: no push', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    await withPushCertificate(stage);
    const id = await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
    await stage.management.push(mac.udid);
    const before = stage.sender.countOf(mac.token);
    await mac.idle();
    assert.equal((await mac.notNow(id)).body.length, 0);
    assert.equal((await mac.notNow(id)).body.length, 0);
    stage.clock.time += 3_600_000;
    await stage.management.keepHouse();
    assert.equal(stage.sender.countOf(mac.token), before);
    const [command] = await stage.management.commands(mac.udid, 10);
    assert.equal(command?.status, 'not-now');
  });

  test('checklist 7: a report that comes twice is taken once', async () => {
    const observer = listener();
    const stage = await stageManagement(store.one(), { observers: [observer] });
    const mac = await stage.enrolled();
    const id = await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
    const next = await stage.management.enqueue(store.one(), mac.udid, securityInfo.build({}));
    await mac.idle();
    for (let turn = 0; turn < 2; turn += 1) {
      assert.equal((await mac.acknowledge(id, { Users: [] })).command?.CommandUUID, next);
    }
    assert.equal(observer.heard.length, 1);
  });

  test('an Error ends a command with its chain and is not tried again', async () => {
    const observer = listener();
    const stage = await stageManagement(store.one(), { observers: [observer] });
    const mac = await stage.enrolled();
    const id = await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
    await mac.idle();
    const ErrorChain = [{ ErrorCode: 12_021, ErrorDomain: 'MCMDMErrorDomain', USEnglishDescription: 'unknown' }];
    assert.equal((await mac.report({ Status: 'Error', CommandUUID: id, ErrorChain })).body.length, 0);
    const [command] = await stage.management.commands(mac.udid, 10);
    assert.deepEqual([command?.status, command?.errorChain], ['Error', ErrorChain]);
    assert.equal(observer.heard[0]?.result, undefined);
    assert.equal((await mac.idle()).body.length, 0);
  });

  test('a report of a command that nobody sent is answered with the next one', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const id = await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
    assert.equal((await mac.acknowledge('4711')).command?.CommandUUID, id);
  });

  test('a command that was sent and never reported is sent again when the Mac is idle', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const id = await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
    assert.equal((await mac.idle()).command?.CommandUUID, id);
    assert.equal((await mac.idle()).command?.CommandUUID, id);
  });

  test('a failing observer keeps the command open, so that the Mac reports again', async () => {
    let isBroken = true;
    const observer: ManagementObserver = {
      commandFinished: async () => {
        if (isBroken) throw new Error('not today');
      },
    };
    const stage = await stageManagement(store.one(), { observers: [observer] });
    const mac = await stage.enrolled();
    const id = await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
    await mac.idle();
    assert.equal((await mac.acknowledge(id, { Users: [] })).status, 500);
    isBroken = false;
    assert.equal((await mac.acknowledge(id, { Users: [] })).status, 200);
    assert.equal((await stage.management.commands(mac.udid, 10))[0]?.status, 'Acknowledged');
  });

  test('a poll is not enqueued twice, and nothing is enqueued for nobody', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const poll = () => stage.management.enqueue(store.one(), mac.udid, userList.build({}), { unlessOpen: true });
    assert.equal(await poll(), await poll());
    await assert.rejects(stage.management.enqueue(store.one(), 'NOBODY', userList.build({})), {
      code: 'enrollment_unknown',
    });
  });

  test('what an observer enqueues is there when the Mac asks next', async () => {
    let management: Management | undefined;
    const observer: ManagementObserver = {
      tokenUpdated: async (writer, { enrollment, isFirst }) => {
        if (isFirst) await management?.enqueue(writer, enrollment.id, deviceConfigured.build({}));
      },
    };
    const stage = await stageManagement(store.one(), { observers: [observer] });
    ({ management } = stage);
    const mac = await stage.enrolled();
    assert.equal((await mac.idle()).command?.Command.RequestType, 'DeviceConfigured');
  });

  test('checklist 23: with many finished rows an Idle reads its one row, and old results are pruned', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    await store.one().write((writer) =>
      writer.run(
        `INSERT INTO mdm_command_result (enrollment_id, uuid, request_type, status, error_chain, created_at, finished_at)
          SELECT CAST(? AS TEXT), m.id || '-' || n.id, 'UserList', 'Acknowledged', '[]', 0, 0
          FROM (SELECT name AS id FROM meta UNION SELECT 'a' UNION SELECT 'b' UNION SELECT 'c') m
          CROSS JOIN (SELECT id FROM mdm_enrollment UNION SELECT 'x' UNION SELECT 'y') n`,
        mac.udid,
      ),
    );
    const commits = store.one().activity().commits;
    assert.equal((await mac.idle()).body.length, 0);
    assert.equal(store.one().activity().commits, commits);
    assert.ok((await stage.management.commands(mac.udid, 100)).length > 8);
    await stage.management.keepHouse();
    assert.deepEqual(await stage.management.commands(mac.udid, 100), []);
  });
});
