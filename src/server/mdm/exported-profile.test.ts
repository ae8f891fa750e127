import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { deviceConfigured } from '#protocol/mdm/commands/device-configured.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { type ManagementStage, type MacReply, stageManagement, type TestMac } from './contract/management-stage.ts';
import { refusals } from './refusals.ts';
import type { RefusalCode } from './refusal.ts';

const shortToken = { Token: utf8('fakeToken') };

onEveryEngine('clients of an exported enrollment profile', (store) => {
  const refused = (reply: MacReply, code: RefusalCode) =>
    assert.deepEqual([reply.code, reply.status], [code, refusals[code].status]);

  async function enroll(client: TestMac): Promise<void> {
    assert.equal((await client.authenticate()).status, 200);
    assert.equal((await client.tokenUpdate(shortToken)).status, 200);
  }

  const stateOf = async ({ management }: ManagementStage, { udid }: TestMac) =>
    (await management.enrollment(udid))?.state;

  test('the first Authenticate binds the identity to the UDID that the client made up; commands are then run', async () => {
    const stage = await stageManagement(store.one());
    const client = await stage.client();
    await enroll(client);
    assert.equal(await stateOf(stage, client), 'enabled');
    assert.equal((await stage.management.enrollmentBySerialNumber(client.serialNumber))?.id, client.udid);
    const id = await stage.management.send(client.udid, deviceConfigured.build({}));
    assert.equal((await client.idle()).command?.CommandUUID, id);
    assert.equal((await client.acknowledge(id)).status, 200);
    assert.equal((await client.authenticate()).status, 200, 'the same client may begin again');
  });

  test('a client that names no serial number goes by its UDID', async () => {
    const stage = await stageManagement(store.one());
    const client = await stage.client();
    assert.equal((await client.authenticate({ SerialNumber: '' })).status, 200);
    assert.equal((await stage.management.enrollment(client.udid))?.serialNumber, client.udid);
  });

  test('nothing but Authenticate is taken before the identity is bound', async () => {
    const stage = await stageManagement(store.one());
    const client = await stage.client();
    refused(await client.tokenUpdate(), 'identity_not_pinned');
    refused(await client.idle(), 'identity_not_pinned');
    const mac = await stage.enrolled();
    refused(await mac.idle({}, { identity: client.identity }), 'identity_not_pinned');
  });

  test('a bound identity is never another UDID’s', async () => {
    const stage = await stageManagement(store.one());
    const [client, other] = [await stage.client(), await stage.client()];
    await enroll(client);
    refused(await other.authenticate({}, { identity: client.identity }), 'identity_of_another_device');
    refused(await other.idle({}, { identity: client.identity }), 'identity_of_another_device');
    assert.equal(await stateOf(stage, other), undefined);
  });

  test('two UDIDs with one identity at the same moment: one of them is bound', async () => {
    const [one, two] = await Promise.all(store.pair().map((database) => stageManagement(database)));
    assert.ok(one && two);
    const [client, other] = [await one.client(), await two.client()];
    const sending = { identity: client.identity };
    const replies = await Promise.all([client.authenticate(), other.authenticate({}, sending)]);
    assert.deepEqual(
      replies.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 403],
    );
  });

  test('two identities for one UDID at the same moment: one of them is bound', async () => {
    const [one, two] = await Promise.all(store.pair().map((database) => stageManagement(database)));
    assert.ok(one && two);
    const client = await one.client();
    const other = await two.client({ udid: client.udid, serialNumber: client.serialNumber });
    const replies = await Promise.all([client.authenticate(), other.authenticate()]);
    // The one that came second found an enrollment that was not completed, and may begin it anew.
    const statuses = replies.map(({ status }) => status).toSorted((a, b) => a - b);
    assert.ok(statuses[0] === 200 && (statuses[1] === 200 || statuses[1] === 403), String(statuses));
    const idle = await Promise.all([client.tokenUpdate(), other.tokenUpdate()]);
    assert.deepEqual(
      idle.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 403],
    );
  });

  test('the UDID or the serial number of a Mac whose identity counts cannot be taken; once revoked, it can', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const { udid, serialNumber } = mac;
    const claims = [{ udid }, { serialNumber }, { serialNumber: serialNumber.toLowerCase() }, { udid, serialNumber }];
    for (const claim of claims) {
      refused(await (await stage.client(claim)).authenticate(), 'device_of_another_identity');
    }
    assert.equal((await mac.idle()).status, 200);
    await stage.bench.identities.revoke(serialNumber, 'superseded', 'ada');
    await enroll(await stage.client({ udid, serialNumber }));
  });

  test('a Mac that has an identity by its own challenge ends what clients claimed of it before', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.mac();
    await stage.bench.identities.revoke(mac.serialNumber, 'superseded', 'ada');
    const client = await stage.client({ udid: mac.udid, serialNumber: 'C03OTHER' });
    const namesake = await stage.client({ serialNumber: mac.serialNumber });
    await enroll(client);
    await enroll(namesake);
    assert.equal((await stage.management.enrollment(mac.udid))?.isSerialNumberProven, false);
    const subject = { enrollmentId: mac.udid, serialNumber: mac.serialNumber, udid: mac.udid };
    mac.identity = await stage.bench.issue(subject, 'ec');
    assert.equal((await mac.authenticate()).status, 200);
    assert.equal((await stage.management.enrollment(mac.udid))?.isSerialNumberProven, true);
    for (const one of [client, namesake]) refused(await one.idle(), 'identity_revoked');
  });

  test('an enabled enrollment is not taken over by another identity of an exported profile', async () => {
    const stage = await stageManagement(store.one());
    const client = await stage.client();
    await enroll(client);
    const { udid, serialNumber } = client;
    refused(await (await stage.client({ udid, serialNumber })).authenticate(), 'device_of_another_identity');
    assert.equal((await client.idle()).status, 200);
  });

  test('an enrollment that failed half way, or was left, is begun again with a new identity (checklist 3)', async () => {
    const stage = await stageManagement(store.one());
    const client = await stage.client();
    assert.equal((await client.authenticate()).status, 200);
    const { udid, serialNumber } = client;
    const second = await stage.client({ udid, serialNumber });
    await enroll(second);
    refused(await client.idle(), 'identity_revoked');
    const leave = { MessageType: 'CheckOut', UDID: udid, Topic: 't' };
    assert.equal((await second.checkIn(leave)).status, 200);
    await enroll(await stage.client({ udid, serialNumber }));
  });

  test('a profile that was used up, revoked or has ended enrolls nobody who has not begun', async () => {
    const stage = await stageManagement(store.one());
    const { bench, clock } = stage;
    const expiresAt = clock.time + 60_000;
    const mint = async (macs: number) => (await bench.identities.mintManualChallenge({ macs, expiresAt }, 'ada')).id;
    const [one, many] = [await mint(1), await mint(9)];
    const first = await stage.client({ by: one });
    await enroll(first);
    refused(await (await stage.client({ by: one })).authenticate(), 'manual_challenge_spent');
    const [early, late] = [await stage.client({ by: many }), await stage.client()];
    await bench.identities.revokeManualChallenge(many, 'ada');
    refused(await early.authenticate(), 'manual_challenge_revoked');
    clock.time += 60_000;
    refused(await late.authenticate(), 'manual_challenge_expired');
    assert.equal((await first.authenticate()).status, 200, 'who is enrolled stays so');
  });

  test('push tokens of any length are taken of such clients alone', async () => {
    const stage = await stageManagement(store.one());
    await enroll(await stage.client());
    refused(await (await stage.enrolled()).tokenUpdate(shortToken), 'malformed_key');
  });
});
