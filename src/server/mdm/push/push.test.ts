import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { type PushReason, pushErrorBody, pushReasons, readPushResponse } from '#protocol/apns/push-response.ts';
import type { PushResponse } from '#protocol/apns/push-response.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { userList } from '#protocol/mdm/commands/user-list.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { type ManagementStage, stageManagement, type TestMac, topic } from '../contract/management-stage.ts';
import { makePushCertificate, withPushCertificate } from '../contract/push-certificate.ts';

function response(reason: PushReason, timestamp?: number): PushResponse {
  return readPushResponse(pushReasons[reason].status, utf8(pushErrorBody(reason, timestamp)));
}

/** Answers the pushes of one Mac so; those of Macs of other tests are accepted. */
function answerTo(stage: ManagementStage, mac: TestMac, answer: PushResponse): void {
  stage.sender.answer = ({ token }) => ({
    kind: 'answered',
    response: Buffer.from(token).equals(Buffer.from(mac.token)) ? answer : readPushResponse(200, new Uint8Array()),
  });
}

onEveryEngine('pushes', (store) => {
  test('ten commands in a row are one push, with the magic and the topic of the Mac (Apple, MDM push)', async () => {
    const stage = await stageManagement(store.one());
    await withPushCertificate(stage);
    const mac = await stage.enrolled();
    await store.one().write(async (writer) => {
      for (let turn = 0; turn < 10; turn += 1) await stage.management.enqueue(writer, mac.udid, userList.build({}));
    });
    await stage.management.settled();
    await stage.management.keepHouse();
    assert.equal(stage.sender.countOf(mac.token), 1);
    const request = stage.sender.sent.find(({ token }) => Buffer.from(token).equals(Buffer.from(mac.token)));
    assert.deepEqual([request?.pushMagic, request?.topic], ['MAGIC', topic]);
    assert.equal(request?.expiration, stage.clock.time / 1000 + 7 * 86_400);
    assert.equal((await stage.management.enrollment(mac.udid))?.pushedAt, stage.clock.time);
  });

  test('a Mac that is due by the store is rung after a restart', async () => {
    const before = await stageManagement(store.one());
    await withPushCertificate(before);
    before.sender.answer = () => ({ kind: 'unreachable', reason: 'ECONNREFUSED' });
    const mac = await before.enrolled();
    await before.management.enqueue(store.one(), mac.udid, userList.build({}));
    await before.management.push(mac.udid);
    const after = await stageManagement(store.one());
    after.clock.time += 60_000;
    await after.management.keepHouse();
    assert.equal(after.sender.countOf(mac.token), 1);
  });

  test('checklist 8: 400 and 403 raise an alert and retire nothing; the next success ends it', async () => {
    const stage = await stageManagement(store.one());
    await withPushCertificate(stage);
    const mac = await stage.enrolled();
    for (const reason of ['BadDeviceToken', 'DeviceTokenNotForTopic', 'BadCertificate'] as const) {
      answerTo(stage, mac, response(reason));
      await stage.management.push(mac.udid);
      const record = await stage.management.pushCertificates.show();
      assert.equal(record?.alert?.reason, 'BadDeviceToken', 'the first one stands');
      const enrollment = await stage.management.enrollment(mac.udid);
      assert.deepEqual([enrollment?.state, enrollment?.isReachable], ['enabled', true]);
    }
    answerTo(stage, mac, readPushResponse(200, new Uint8Array()));
    await stage.management.push(mac.udid);
    assert.equal((await stage.management.pushCertificates.show())?.alert, undefined);
  });

  test('checklist 8: 410 retires the token, unless a newer one came since; TokenUpdate brings it back', async () => {
    const stage = await stageManagement(store.one());
    await withPushCertificate(stage);
    const mac = await stage.enrolled();
    answerTo(stage, mac, response('Unregistered', stage.clock.time - 60_000));
    await stage.management.push(mac.udid);
    assert.equal((await stage.management.enrollment(mac.udid))?.isReachable, true, 'it is older than the token');
    answerTo(stage, mac, response('Unregistered', stage.clock.time + 60_000));
    await stage.management.push(mac.udid);
    const retired = await stage.management.enrollment(mac.udid);
    assert.deepEqual([retired?.state, retired?.isReachable], ['enabled', false]);
    assert.equal((await mac.idle()).status, 200, 'a Mac that comes by itself is served');
    await mac.tokenUpdate();
    assert.equal((await stage.management.enrollment(mac.udid))?.isReachable, true);
  });

  for (const reason of ['TooManyRequests', 'ServiceUnavailable', 'InternalServerError'] as const) {
    test(`after ${reason} nothing is sent for a while, and then again`, async () => {
      const stage = await stageManagement(store.one());
      await withPushCertificate(stage);
      const mac = await stage.enrolled();
      answerTo(stage, mac, response(reason));
      await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
      await stage.management.push(mac.udid);
      await stage.management.push(mac.udid);
      assert.equal(stage.sender.countOf(mac.token), 1);
      stage.clock.time += 16_000;
      await stage.management.keepHouse();
      assert.equal(stage.sender.countOf(mac.token), 2);
    });
  }

  test('checklist 24: a push to many Macs is spread over time', async () => {
    const stage = await stageManagement(store.one());
    await withPushCertificate(stage);
    await store.one().write(async (writer) => {
      for (let index = 0; index < 200; index += 1) {
        await writer.run(
          `INSERT INTO mdm_enrollment (id, device_id, state, topic, push_token, push_magic, push_token_at, push_due_at,
            awaiting_configuration, enqueued, pending, created_at, authenticated_at)
            VALUES (?, ?, 'enabled', ?, ?, 'm', 0, 0, 0, 1, 1, 0, 0)`,
          `MANY-${index}`,
          `MANY-${index}`,
          topic,
          new Uint8Array(32).fill(index),
        );
      }
    });
    await stage.management.keepHouse();
    assert.ok(stage.sender.sent.length >= 200);
    const spread = stage.pauses.filter((milliseconds) => milliseconds !== 100);
    assert.ok(spread.length > 190);
    assert.ok(Math.max(...spread) <= 5 * stage.sender.sent.length, 'five seconds for a thousand');
    assert.ok(new Set(spread).size > 50, 'at many different moments');
    const sent = stage.sender.sent.length;
    await stage.management.keepHouse();
    assert.equal(stage.sender.sent.length, sent, 'nobody is due now');
  });

  test('without a push certificate nothing is sent and nothing is lost', async () => {
    await store.one().write((writer) => writer.run('DELETE FROM mdm_push_certificate'));
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    await stage.management.enqueue(store.one(), mac.udid, userList.build({}));
    await stage.management.push(mac.udid);
    await stage.management.keepHouse();
    assert.equal(stage.sender.countOf(mac.token), 0);
    await withPushCertificate(stage);
    stage.clock.time += 21_000;
    await stage.management.keepHouse();
    assert.equal(stage.sender.countOf(mac.token), 1);
  });
});

onEveryEngine('the push certificate', (store) => {
  test('is kept with its key sealed, and shows its topic (Apple, subject UID)', async () => {
    const { management } = await stageManagement(store.one());
    const upload = makePushCertificate();
    const outcome = await management.pushCertificates.import(upload, 'admin');
    assert.equal(outcome.kind === 'imported' && outcome.record.topic, topic);
    assert.equal(await management.pushCertificates.topic(), topic);
    const row = await store.one().get<{ sealed_key: Uint8Array }>('SELECT sealed_key FROM mdm_push_certificate');
    assert.equal(Buffer.from(row?.sealed_key ?? []).includes('PRIVATE KEY'), false);
    const identity = await management.pushCertificates.identity();
    assert.match(identity?.keyPem ?? '', /BEGIN PRIVATE KEY/);
  });

  test('checklist 21: a renewal with another UID is refused, one with the same is taken', async () => {
    const { management } = await stageManagement(store.one());
    const { pushCertificates } = management;
    await withPushCertificate({ management });
    const other = await pushCertificates.import(makePushCertificate('com.apple.mgmt.External.other'), 'admin');
    assert.deepEqual(other, { kind: 'refused', code: 'topic_changed' });
    assert.equal((await pushCertificates.show())?.topic, topic);
    assert.equal((await pushCertificates.import(makePushCertificate(), 'admin')).kind, 'imported');
  });

  test('each other way to be wrong has its code', async () => {
    const { management, clock } = await stageManagement(store.one());
    const { pushCertificates } = management;
    const [one, two] = [makePushCertificate(), makePushCertificate()];
    const codeOf = async (upload: typeof one) => {
      const outcome = await pushCertificates.import(upload, 'admin');
      return outcome.kind === 'refused' ? outcome.code : outcome.kind;
    };
    assert.equal(await codeOf({ ...one, certificatePem: 'no PEM' }), 'certificate_unreadable');
    assert.equal(await codeOf({ ...one, keyPem: 'no PEM' }), 'key_unreadable');
    assert.equal(await codeOf({ ...one, keyPem: two.keyPem }), 'key_mismatch');
    assert.equal(await codeOf(makePushCertificate('')), 'topic_missing');
    // OpenSSL dates it by the clock of the machine, which the clock of the test knows nothing of.
    clock.time = Date.parse(new X509Certificate(one.certificatePem).validTo) + 1;
    assert.equal(await codeOf(one), 'certificate_expired');
  });
});
