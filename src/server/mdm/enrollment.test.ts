import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { deviceConfigured } from '#protocol/mdm/commands/device-configured.ts';
import { parseBootstrapTokenAnswer } from '#protocol/mdm/check-in/get-bootstrap-token.ts';
import { parseTokenAnswer } from '#protocol/mdm/check-in/get-token.ts';
import { parseDigestChallenge } from '#protocol/mdm/check-in/user-authenticate.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { stageManagement } from './contract/management-stage.ts';
import type { ManagementObserver } from './management.ts';

onEveryEngine('enrollments', (store) => {
  test('a Mac authenticates, gives its push token and is enabled (Apple, Check-in)', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.mac('rsa');
    const begun = await mac.authenticate();
    assert.deepEqual([begun.status, begun.body.length], [200, 0]);
    assert.equal((await stage.management.enrollment(mac.udid))?.state, 'enrolling');
    const enabled = await mac.tokenUpdate({ AwaitingConfiguration: true });
    assert.deepEqual([enabled.status, enabled.body.length], [200, 0]);
    const enrollment = await stage.management.enrollment(mac.udid);
    assert.equal(enrollment?.state, 'enabled');
    assert.equal(enrollment.awaitingConfiguration, true);
    assert.equal(enrollment.serialNumber, mac.serialNumber);
    assert.equal((await stage.management.enrollmentBySerialNumber(mac.serialNumber))?.id, mac.udid);
    const listed = await stage.management.enrollments({ limit: 10, search: mac.serialNumber.toLowerCase() });
    assert.deepEqual(
      listed.map(({ id }) => id),
      [mac.udid],
    );
  });

  test('a message of the mdmb client is taken: no model, no content type, 9 bytes of token, POST', async () => {
    const stage = await stageManagement(store.one(), { settings: { anyTokenLength: true } });
    const mac = await stage.mac('rsa');
    const style = { encoding: 'der', digest: 'sha1', signingTime: stage.clock.time } as const;
    const bare = { MessageType: 'Authenticate', Topic: 't', UDID: mac.udid, DeviceName: 'm', SerialNumber: 's' };
    assert.equal((await mac.send(bare, { style, method: 'POST' })).status, 200);
    assert.equal((await mac.tokenUpdate({ Token: utf8('fakeToken') }, { style, contentType: undefined })).status, 200);
    assert.equal((await mac.idle({}, { contentType: undefined, style })).status, 200);
    const attached = { encoding: 'der', attached: true } as const;
    assert.equal((await mac.idle({}, { contentType: 'text/plain', style: attached })).status, 200);
  });

  test('checklist 2: a signature made 5 seconds before the certificate begins is accepted', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.mac('rsa');
    const { notBefore } = certificateOf(mac.identity.certificate);
    const style = { encoding: 'der', signingTime: notBefore - 5000 } as const;
    assert.equal((await mac.authenticate({}, { style })).status, 200);
  });

  test('checklist 4: the certificate of one Mac with the UDID of another is refused with 403', async () => {
    const stage = await stageManagement(store.one());
    const [one, other] = [await stage.enrolled(), await stage.enrolled()];
    for (const reply of [
      await one.idle({}, { identity: other.identity }),
      await one.tokenUpdate({}, { identity: other.identity }),
      await one.authenticate({}, { identity: other.identity }),
    ]) {
      assert.deepEqual([reply.status, reply.code], [403, 'identity_of_another_device']);
    }
  });

  test('only Authenticate pins a new identity of the same Mac; until then it is refused', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const subject = { enrollmentId: mac.udid, serialNumber: mac.serialNumber, udid: mac.udid };
    const old = mac.identity;
    mac.identity = await stage.bench.issue(subject, 'ec');
    assert.deepEqual([(await mac.idle()).status, (await mac.tokenUpdate()).code], [403, 'identity_not_pinned']);
    assert.equal((await mac.authenticate()).status, 200);
    assert.equal((await mac.tokenUpdate()).status, 200);
    assert.equal((await mac.idle({}, { identity: old })).code, 'identity_not_pinned');
    assert.equal((await mac.authenticate({}, { identity: old })).code, 'identity_replaced');
    assert.equal((await mac.idle()).status, 200, 'and nothing was lost by that');
  });

  test('an identity that is pinned elsewhere cannot begin an enrollment', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.mac();
    const { fingerprint } = certificateOf(mac.identity.certificate);
    await store.one().write(async (writer) => {
      const text = 'INSERT INTO mdm_identity (fingerprint, enrollment_id, pinned_at) VALUES (?, ?, ?)';
      await writer.run(text, fingerprint, 'ANOTHER', 1);
    });
    const reply = await mac.authenticate();
    assert.deepEqual([reply.status, reply.code], [403, 'identity_pinned_elsewhere']);
  });

  test('checklist 5: Authenticate clears queue, bootstrap token, push token and users', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const UserID = 'A1B2';
    assert.equal((await mac.tokenUpdate({ UserID, UserShortName: 'ada' })).status, 200);
    await mac.checkIn({ MessageType: 'SetBootstrapToken', UDID: mac.udid, BootstrapToken: utf8('secret') });
    const id = await stage.management.enqueue(store.one(), mac.udid, deviceConfigured.build({}));
    assert.equal((await mac.authenticate()).status, 200);
    const enrollment = await stage.management.enrollment(mac.udid);
    assert.deepEqual(
      [enrollment?.state, enrollment?.isReachable, enrollment?.hasBootstrapToken, enrollment?.hasPending],
      ['enrolling', false, false, false],
    );
    const commands = await stage.management.commands(mac.udid, 10);
    assert.deepEqual(
      commands.map((command) => [command.id, command.status]),
      [[id, 'Cleared']],
    );
    assert.equal((await stage.management.enrollment(`${mac.udid}:${UserID}`))?.state, 'ended');
    assert.equal((await mac.idle()).body.length, 0);
  });

  test('the user channel is signed by the identity of the Mac and has a queue of its own', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const user = { UserID: 'A1B2', UserShortName: 'ada', UserLongName: 'Ada' };
    assert.equal((await mac.idle(user)).code, 'enrollment_unknown');
    assert.equal((await mac.tokenUpdate(user)).status, 200);
    const id = `${mac.udid}:A1B2`;
    const command = await stage.management.enqueue(store.one(), id, deviceConfigured.build({}));
    assert.equal((await mac.idle()).body.length, 0);
    assert.equal((await mac.idle(user)).command?.CommandUUID, command);
    const enrollment = await stage.management.enrollment(id);
    assert.deepEqual([enrollment?.deviceId, enrollment?.userShortName], [mac.udid, 'ada']);
  });

  test('CheckOut ends the enrollment and those of its users; only Authenticate begins it again', async () => {
    const ended: string[] = [];
    const observer: ManagementObserver = {
      checkedOut: async (_writer, { enrollment }) => {
        ended.push(enrollment.id);
      },
    };
    const stage = await stageManagement(store.one(), { observers: [observer] });
    const mac = await stage.enrolled();
    await mac.tokenUpdate({ UserID: 'U' });
    assert.equal((await mac.checkIn({ MessageType: 'CheckOut', UDID: mac.udid })).status, 200);
    assert.deepEqual(ended.toSorted(), [mac.udid, `${mac.udid}:U`]);
    assert.equal((await mac.idle()).code, 'enrollment_ended');
    assert.equal((await mac.tokenUpdate()).code, 'enrollment_ended');
    await assert.rejects(stage.management.enqueue(store.one(), mac.udid, deviceConfigured.build({})), {
      code: 'enrollment_ended',
    });
    assert.equal((await mac.authenticate()).status, 200);
    assert.equal((await mac.tokenUpdate()).status, 200);
  });

  test('a bootstrap token is kept sealed, given back to its Mac, and removed by an empty one', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const get = async () =>
      parseBootstrapTokenAnswer((await mac.checkIn({ MessageType: 'GetBootstrapToken', UDID: mac.udid })).body);
    assert.equal(await get(), undefined);
    const token = utf8('a bootstrap token');
    await mac.checkIn({ MessageType: 'SetBootstrapToken', UDID: mac.udid, BootstrapToken: token });
    assert.deepEqual(await get(), token);
    assert.deepEqual(Buffer.from((await stage.management.bootstrapToken(mac.udid)) ?? []), Buffer.from(token));
    const row = await store
      .one()
      .get<{ bootstrap_token: Uint8Array }>('SELECT bootstrap_token FROM mdm_enrollment WHERE id = ?', mac.udid);
    assert.equal(Buffer.from(row?.bootstrap_token ?? []).includes('a bootstrap token'), false);
    await mac.checkIn({ MessageType: 'SetBootstrapToken', UDID: mac.udid, BootstrapToken: new Uint8Array() });
    assert.equal(await get(), undefined);
  });

  test('UserAuthenticate is answered with an empty challenge, or with 410 where users are not managed', async () => {
    const message = (udid: string) => ({ MessageType: 'UserAuthenticate', UDID: udid, UserID: 'U' });
    const accepting = await stageManagement(store.one());
    const mac = await accepting.enrolled();
    const challenge = await mac.checkIn(message(mac.udid));
    assert.equal(parseDigestChallenge(challenge.body), '');
    const refusing = await stageManagement(store.one(), { settings: { userAuthentication: 'refused' } });
    const other = await refusing.enrolled();
    const refused = await other.checkIn(message(other.udid));
    assert.deepEqual([refused.status, refused.code], [410, 'user_not_managed']);
  });

  test('GetToken is answered with the token of a service, on either channel (macOS 14)', async () => {
    const serviceTokens = { tokenFor: async (service: string) => utf8(`token for ${service}`) };
    const stage = await stageManagement(store.one(), { serviceTokens });
    const mac = await stage.enrolled();
    const message = { MessageType: 'GetToken', UDID: mac.udid, TokenServiceType: 'com.apple.maid' };
    const reply = await mac.checkIn(message);
    assert.equal(reply.status, 200);
    assert.deepEqual(parseTokenAnswer(reply.body), utf8('token for com.apple.maid'));
    const given = stage.events.find(({ type }) => type === 'management.service-token.given');
    assert.equal(given?.detail?.['service'], 'com.apple.maid');
    assert.ok(!JSON.stringify(given).includes('token for'), 'the chain holds no token');
    const ofUser = { ...message, UserID: 'U', UserShortName: 'jappleseed', UserLongName: 'Johnny Appleseed' };
    await mac.tokenUpdate({ UserID: 'U', UserShortName: 'jappleseed', UserLongName: 'Johnny Appleseed' });
    assert.deepEqual(parseTokenAnswer((await mac.checkIn(ofUser)).body), utf8('token for com.apple.maid'));
  });

  test('a failing observer undoes what it was told of, and the Mac is answered 500, not 401', async () => {
    const observer: ManagementObserver = {
      tokenUpdated: () => Promise.reject(new Error('not today')),
    };
    const stage = await stageManagement(store.one(), { observers: [observer] });
    const mac = await stage.mac();
    await mac.authenticate();
    const reply = await mac.tokenUpdate();
    assert.deepEqual([reply.status, reply.code], [500, 'internal_error']);
    assert.equal((await stage.management.enrollment(mac.udid))?.state, 'enrolling');
  });
});

function certificateOf(der: Uint8Array) {
  return { notBefore: parseCertificate(der).notBefore, fingerprint: toHex(nodeCrypto.sha256(der)) };
}
