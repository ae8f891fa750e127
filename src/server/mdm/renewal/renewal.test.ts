import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';
import { userList } from '#protocol/mdm/commands/user-list.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { type ManagementStage, stageManagement, type TestMac } from '../contract/management-stage.ts';
import type { ManagementObserver, RenewingMac } from '../management.ts';

const day = 86_400_000;

/** An identity that the Mac got by the profile of a renewal. */
async function renewed(stage: ManagementStage, mac: TestMac) {
  const subject = { enrollmentId: mac.udid, serialNumber: mac.serialNumber, udid: mac.udid };
  return stage.bench.issue({ ...subject, isRenewal: true }, 'ec');
}

async function endOf(stage: ManagementStage, mac: TestMac): Promise<number> {
  return (await stage.management.enrollment(mac.udid))?.identityEndsAt ?? assert.fail();
}

/** Request types of open commands. */
async function open(stage: ManagementStage, mac: TestMac): Promise<readonly string[]> {
  const commands = await stage.management.commands(mac.udid, 20);
  return commands.filter(({ finishedAt }) => finishedAt === undefined).map(({ requestType }) => requestType);
}

function withProfiles() {
  const made: RenewingMac[] = [];
  const profileFor = async (mac: RenewingMac) => {
    made.push(mac);
    const count = made.filter(({ enrollmentId }) => enrollmentId === mac.enrollmentId).length;
    return utf8(`profile ${count} of ${mac.serialNumber}`);
  };
  return { made, renewalProfiles: { profileFor } };
}

onEveryEngine('renewal of identities', (store) => {
  test('a Mac is asked by a fresh enrollment profile 46 to 60 days before its identity ends, and once (section 3.2)', async () => {
    const { made, renewalProfiles } = withProfiles();
    const stage = await stageManagement(store.one(), { renewalProfiles });
    const mac = await stage.enrolled();
    const end = await endOf(stage, mac);
    stage.clock.time = end - 60 * day - 1;
    await stage.management.keepHouse();
    assert.deepEqual(await open(stage, mac), []);
    stage.clock.time = end - 46 * day;
    await stage.management.keepHouse();
    await stage.management.keepHouse();
    assert.deepEqual(await open(stage, mac), ['InstallProfile']);
    assert.deepEqual(
      made.filter(({ enrollmentId }) => enrollmentId === mac.udid).map(({ serialNumber }) => serialNumber),
      [mac.serialNumber],
    );
    const { command } = await mac.idle();
    assert.deepEqual(installProfile.parse(command?.Command ?? {}).Payload, utf8(`profile 1 of ${mac.serialNumber}`));
  });

  test('Macs that enrolled on one day are asked on different days', async () => {
    const { renewalProfiles } = withProfiles();
    const stage = await stageManagement(store.one(), { renewalProfiles });
    const macs: TestMac[] = [];
    for (let count = 0; count < 12; count += 1) macs.push(await stage.enrolled());
    const end = await endOf(stage, macs[0] ?? assert.fail());
    const days = new Map<string, number>();
    for (let before = 60; before >= 45; before -= 1) {
      stage.clock.time = end - before * day;
      await stage.management.keepHouse();
      for (const mac of macs) {
        if (!days.has(mac.udid) && (await open(stage, mac)).length > 0) days.set(mac.udid, before);
      }
    }
    assert.equal(days.size, 12);
    assert.ok(new Set(days.values()).size >= 4, 'twelve places in fourteen days do not fall on three');
  });

  test('a Mac that does not renew is asked again after 14 days, by one request in place of the other', async () => {
    const { renewalProfiles } = withProfiles();
    const stage = await stageManagement(store.one(), { renewalProfiles });
    const mac = await stage.enrolled();
    stage.clock.time = (await endOf(stage, mac)) - 46 * day;
    await stage.management.keepHouse();
    stage.clock.time += 14 * day;
    await stage.management.keepHouse();
    assert.deepEqual(await open(stage, mac), ['InstallProfile']);
    const [, cleared] = await stage.management.commands(mac.udid, 5);
    assert.equal(cleared?.status, 'Cleared');
    assert.deepEqual(
      installProfile.parse((await mac.idle()).command?.Command ?? {}).Payload,
      utf8(`profile 2 of ${mac.serialNumber}`),
    );
  });

  test('identities in use are counted by their end, the first to end first; those of Macs that left are not', async () => {
    const stage = await stageManagement(store.one());
    const before = await stage.management.endingIdentities(stage.clock.time + 400 * day);
    const mac = await stage.enrolled();
    const end = await endOf(stage, mac);
    const ending = await stage.management.endingIdentities(end);
    assert.equal(ending.count, before.count + 1);
    assert.ok(ending.serialNumbers.includes(mac.serialNumber));
    assert.ok((ending.firstEnd ?? 0) <= end);
    await mac.checkIn({ MessageType: 'CheckOut', UDID: mac.udid });
    assert.equal((await stage.management.endingIdentities(end)).count, before.count);
    assert.deepEqual(await stage.management.endingIdentities(0), { count: 0, serialNumbers: [], firstEnd: undefined });
  });

  test('a profile that cannot be made for one Mac holds up no other, and somebody is told', async () => {
    let broken = '';
    const profileFor = async ({ enrollmentId }: RenewingMac) => {
      if (enrollmentId === broken) throw new Error('not today');
      return utf8('profile');
    };
    const stage = await stageManagement(store.one(), { renewalProfiles: { profileFor } });
    const [mac, other] = [await stage.enrolled(), await stage.enrolled()];
    broken = mac.udid;
    stage.clock.time = (await endOf(stage, mac)) - 10 * day;
    await assert.rejects(stage.management.keepHouse(), AggregateError);
    assert.deepEqual([await open(stage, mac), await open(stage, other)], [[], ['InstallProfile']]);
    broken = '';
    await stage.management.keepHouse();
    assert.deepEqual(await open(stage, mac), ['InstallProfile']);
  });

  test('a Mac in Setup Assistant is left alone, and so is every Mac while no profile can be made', async () => {
    const { renewalProfiles } = withProfiles();
    const stage = await stageManagement(store.one(), { renewalProfiles });
    const mac = await stage.mac();
    await mac.authenticate();
    await mac.tokenUpdate({ AwaitingConfiguration: true });
    stage.clock.time = (await endOf(stage, mac)) - 10 * day;
    await stage.management.keepHouse();
    assert.deepEqual(await open(stage, mac), []);
    await mac.tokenUpdate();
    await stage.management.keepHouse();
    assert.deepEqual(await open(stage, mac), ['InstallProfile']);

    const without = await stageManagement(store.one());
    const other = await without.enrolled();
    without.clock.time = (await endOf(without, other)) - 10 * day;
    await without.management.keepHouse();
    assert.deepEqual(await open(without, other), []);
  });

  test('the Authenticate of a renewal loses neither commands, tokens, users nor the bootstrap token, and begins nothing', async () => {
    const begun: string[] = [];
    const observer: ManagementObserver = {
      authenticated: async (_writer, { enrollment }) => void begun.push(enrollment.id),
    };
    const stage = await stageManagement(store.one(), { observers: [observer] });
    const mac = await stage.enrolled();
    await mac.tokenUpdate({ UserID: 'A1B2', UserShortName: 'ada' });
    await mac.checkIn({ MessageType: 'SetBootstrapToken', UDID: mac.udid, BootstrapToken: utf8('secret') });
    const waiting = await stage.management.send(mac.udid, userList.build({}));
    mac.identity = await renewed(stage, mac);
    assert.equal((await mac.authenticate()).status, 200);
    assert.equal((await mac.tokenUpdate()).status, 200);
    const enrollment = await stage.management.enrollment(mac.udid);
    assert.deepEqual(
      [enrollment?.state, enrollment?.isReachable, enrollment?.hasBootstrapToken, enrollment?.hasPending],
      ['enabled', true, true, true],
    );
    assert.equal((await stage.management.enrollment(`${mac.udid}:A1B2`))?.state, 'enabled');
    assert.deepEqual(begun, [mac.udid]);
    assert.equal((await mac.idle()).command?.CommandUUID, waiting);
  });

  test('both identities count until the new one is used for a command; then the old one is refused', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const old = mac.identity;
    const next = await renewed(stage, mac);
    assert.equal((await mac.idle({}, { identity: next })).code, 'identity_not_pinned');
    await mac.authenticate({}, { identity: next });
    assert.equal((await mac.idle({}, { identity: old })).status, 200, 'a Mac that failed goes back to the old one');
    await mac.tokenUpdate({}, { identity: next });
    stage.clock.time += day;
    const before = await endOf(stage, mac);
    assert.equal((await mac.idle({}, { identity: next })).status, 200);
    assert.equal((await mac.idle({}, { identity: old })).code, 'identity_not_pinned');
    assert.ok((await endOf(stage, mac)) >= before);
    assert.equal((await mac.authenticate({}, { identity: old })).code, 'identity_replaced');
    // The answer to Authenticate was lost, and it comes once more: nothing is lost by it.
    await stage.management.send(mac.udid, userList.build({}));
    await mac.authenticate({}, { identity: next });
    assert.deepEqual(await open(stage, mac), ['UserList']);
  });

  test('a Mac that was erased enrolls anew although it had been asked to renew: everything of before is forgotten', async () => {
    const { renewalProfiles } = withProfiles();
    const stage = await stageManagement(store.one(), { renewalProfiles });
    const mac = await stage.enrolled();
    stage.clock.time = (await endOf(stage, mac)) - 10 * day;
    await stage.management.keepHouse();
    const subject = { enrollmentId: mac.udid, serialNumber: mac.serialNumber, udid: mac.udid };
    mac.identity = await stage.bench.issue(subject, 'ec');
    await mac.authenticate();
    assert.deepEqual(await open(stage, mac), []);
    assert.equal((await stage.management.enrollment(mac.udid))?.state, 'enrolling');
  });
});
