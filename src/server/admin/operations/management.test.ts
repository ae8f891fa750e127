import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '#server/admin/access/access.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { stageManagement } from '#server/mdm/contract/management-stage.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import type { AdminPorts } from '../ports.ts';
import { managementHandlers } from './management.ts';

const from = { caller: { actor: 'admin' } as Caller, address: '127.0.0.1', requestId: '1' };

onEveryEngine('the administration of managed Macs', (store) => {
  test('Macs are found by id and by serial number, and listed in pages', async () => {
    const { management, enrolled } = await stageManagement(store.one());
    const handlers = managementHandlers({ management } as AdminPorts);
    const macs = [await enrolled(), await enrolled()];
    for (const mac of macs) {
      for (const enrollment of [mac.udid, mac.serialNumber.toLowerCase()]) {
        const answer = await handlers.getEnrollment({ ...from, params: { enrollment } });
        assert.equal(answer.kind === 'done' && answer.value.id, mac.udid);
        assert.deepEqual(answer.kind === 'done' && answer.value.declarations, []);
      }
    }
    const first = await handlers.listEnrollments({ ...from, query: { limit: 1 } });
    assert.ok(first.kind === 'done' && first.value.next !== null && first.value.items.length === 1);
    const rest = await handlers.listEnrollments({ ...from, query: { limit: 1, after: first.value.next } });
    assert.ok(rest.kind === 'done' && rest.value.next === null);
    const nobody = await handlers.getEnrollment({ ...from, params: { enrollment: 'NOBODY' } });
    assert.equal(nobody.kind === 'refused' && nobody.code, 'enrollment_not_found');
  });

  test('a command is sent by its name and a property list, and its end is shown', async () => {
    const { management, enrolled } = await stageManagement(store.one());
    const handlers = managementHandlers({ management } as AdminPorts);
    const mac = await enrolled();
    const params = { enrollment: mac.udid };
    const plist =
      '<plist version="1.0"><dict><key>Queries</key><array><string>OSVersion</string></array></dict></plist>';
    const wrong = await handlers.sendCommand({ ...from, params, body: { requestType: 'DeviceInformation' } });
    assert.equal(wrong.kind === 'refused' && wrong.code, 'command_malformed');
    const sent = await handlers.sendCommand({ ...from, params, body: { requestType: 'DeviceInformation', plist } });
    assert.ok(sent.kind === 'done');
    assert.deepEqual((await mac.idle()).command?.Command['Queries'], ['OSVersion']);
    await mac.report({
      Status: 'Error',
      CommandUUID: sent.value.id,
      ErrorChain: [{ ErrorCode: 12_021, ErrorDomain: 'MCMDMErrorDomain', USEnglishDescription: 'unknown' }],
    });
    const listed = await handlers.listCommands({ ...from, params, query: { limit: 10 } });
    assert.ok(listed.kind === 'done');
    assert.deepEqual(
      listed.value.items.map(({ status, errors }) => [status, errors]),
      [['Error', ['MCMDMErrorDomain 12021: unknown']]],
    );
    await mac.checkIn({ MessageType: 'CheckOut', UDID: mac.udid });
    const late = await handlers.sendCommand({ ...from, params, body: { requestType: 'UserList' } });
    assert.equal(late.kind === 'refused' && late.code, 'enrollment_ended');
  });

  test('what a Mac answered is shown as it sent it, and that it was shown is recorded', async () => {
    const { management, enrolled } = await stageManagement(store.one());
    const events: AuditEvent[] = [];
    const audit = { record: (event: AuditEvent) => void events.push(event) } as AdminPorts['audit'];
    const handlers = managementHandlers({ management, audit });
    const mac = await enrolled();
    const sent = await handlers.sendCommand({
      ...from,
      params: { enrollment: mac.udid },
      body: { requestType: 'ProfileList' },
    });
    const command = sent.kind === 'done' ? sent.value.id : assert.fail(sent.code);
    const params = { enrollment: mac.serialNumber, command };
    const early = await handlers.getCommandResult({ ...from, params });
    assert.equal(early.kind === 'refused' && early.code, 'command_result_not_found');
    await mac.idle();
    await mac.acknowledge(command, { ProfileList: [] });
    const shown = await handlers.getCommandResult({ ...from, params });
    assert.ok(shown.kind === 'done');
    assert.equal(shown.value.requestType, 'ProfileList');
    assert.match(shown.value.plist, /<key>ProfileList<\/key>\s*<array\/>/);
    assert.deepEqual(
      events.map(({ type, actor }) => [type, actor]),
      [['management.command-result.shown', 'admin']],
    );
    const nobody = await handlers.getCommandResult({ ...from, params: { ...params, enrollment: 'NOBODY' } });
    assert.equal(nobody.kind === 'refused' && nobody.code, 'enrollment_not_found');
  });

  test('the push certificate is imported, shown, and a push rings a Mac', async () => {
    const { management, enrolled, sender } = await stageManagement(store.one());
    const handlers = managementHandlers({ management } as AdminPorts);
    const none = await handlers.getPushCertificate(from);
    assert.equal(none.kind === 'refused' && none.code, 'push_certificate_not_found');
    const imported = await handlers.importPushCertificate({ ...from, body: makePushCertificate() });
    assert.deepEqual(await handlers.getPushCertificate(from), imported);
    const other = await handlers.importPushCertificate({ ...from, body: makePushCertificate('com.apple.other') });
    assert.equal(other.kind === 'refused' && other.code, 'push_topic_changed');
    const mac = await enrolled();
    await handlers.pushEnrollment({ ...from, params: { enrollment: mac.serialNumber } });
    assert.equal(sender.countOf(mac.token), 1);
  });
});
