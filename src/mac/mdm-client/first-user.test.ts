import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { checkInTables } from '#protocol/schema/check-in-tables.ts';
import { type Finding, checkAgainst } from '#protocol/schema/check.ts';
import { generatedUid } from '../local-accounts/generated-uid.ts';
import { macosVersions } from '../macos/versions.ts';
import { platformSsoPayloads, profileOf } from '../testing/enrollment-profile.ts';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { answer, boxedMac, enrolledMac, portsOf, toRemoteManagement } from '../testing/managed-mac.ts';
import { type VirtualMac, openVirtualMac } from '../virtual-mac.ts';

let organisation: FakeOrganisation;
let mac: VirtualMac;
beforeEach(async () => {
  organisation = new FakeOrganisation();
  mac = await enrolledMac(organisation);
  await mac.logout();
});

/** Not all of Apple's tables have the keys that say whose a message is. */
const isNoIdentity = ({ kind, path }: Finding) =>
  kind !== 'unknown_key' || !/^(UDID|User(ID|ShortName|LongName))$/.test(path);
const kinds = () => organisation.messages.map(({ kind }) => kind);
const local = { kind: 'password', password: 'local' } as const;
const tokens = () =>
  organisation.messages
    .filter(({ kind }) => kind === 'SetBootstrapToken')
    .map(({ message }) => message['BootstrapToken']);

test('a login hands over the bootstrap token once, begins the user channel and asks for work on it (4.2, 4.6)', async () => {
  await mac.login('ada', local);
  assert.deepEqual(kinds(), ['SetBootstrapToken', 'TokenUpdate', 'Idle']);
  const [bootstrap, token, idle] = organisation.messages.map(({ message }) => message);
  assert.equal(bootstrap?.['UserID'], undefined);
  const { udid } = mac.state().hardware;
  for (const message of [token, idle]) {
    assert.equal(message?.['UDID'], udid);
    assert.equal(message?.['UserID'], generatedUid(udid, 'ada'));
    assert.equal(message?.['UserShortName'], 'ada');
    assert.equal(message?.['UserLongName'], 'Ada Lovelace');
    assert.equal(message?.['UserConfiguration'], undefined);
  }
  assert.equal(token?.['NotOnConsole'], false);
  assert.notEqual(token?.['PushMagic'], mac.state().management?.device.magic);
  await mac.logout();
  await mac.login('ada', local);
  assert.deepEqual(kinds().slice(3), ['TokenUpdate', 'Idle']);
  assert.equal(organisation.messages.at(-2)?.message['PushMagic'], token?.['PushMagic']);
});

test('a token that the server did not take is handed over again at the next login, the same (10.3)', async () => {
  organisation.reply('SetBootstrapToken', { status: 500 }, { unreachable: true });
  await mac.login('ada', local);
  mac = openVirtualMac(JSON.parse(JSON.stringify(mac.state())), portsOf(organisation));
  for (const _ of [1, 2, 3]) {
    await mac.logout();
    await mac.login('ada', local);
  }
  const [first, ...others] = tokens();
  assert.equal(others.length, 2);
  for (const other of others) assert.deepEqual(other, first);
  assert.ok(mac.state().management?.bootstrapToken?.escrowed);
});

test('a login goes well though the server or Apple is away; the channel is there once the server took it', async () => {
  organisation.isAppleInReach = false;
  assert.equal((await mac.login('ada', local)).outcome.kind, 'unlocked');
  assert.deepEqual(mac.state().management?.users, {});
  organisation.isAppleInReach = true;
  await mac.logout();
  organisation.reply('TokenUpdate', { status: 503 });
  assert.equal((await mac.login('ada', local)).outcome.kind, 'unlocked');
  assert.deepEqual(mac.state().management?.users, {});
  assert.deepEqual((await mac.connectToMdm('ada')).outcome, { kind: 'not-enrolled' });
  await mac.logout();
  await mac.login('ada', local);
  assert.deepEqual((await mac.connectToMdm('ada')).outcome, { kind: 'idle', executed: 0, notNow: 0 });
});

test('the server chooses both by ServerCapabilities', async () => {
  mac = await enrolledMac(organisation, ({ management }) => {
    if (management) Object.assign(management.settings, { serverCapabilities: [] });
  });
  await mac.logout();
  await mac.login('ada', local);
  assert.deepEqual(kinds(), []);
});

test('a wrong password, or the lock screen, begins nothing', async () => {
  await mac.login('ada', { kind: 'password', password: 'wrong' });
  assert.deepEqual(kinds(), []);
  await mac.login('ada', local);
  const after = kinds().length;
  await mac.lock();
  await mac.unlock(local);
  assert.equal(kinds().length, after);
});

test('a user channel takes profiles at the desktop and puts them off elsewhere; commands for the device are errors there', async () => {
  await mac.login('ada', local);
  const install = { RequestType: 'InstallProfile', Payload: profileOf('org.example.sso', platformSsoPayloads()) };
  await mac.logout();
  const putOff = organisation.enqueue(install, 'ada');
  const device = organisation.enqueue({ RequestType: 'EraseDevice' }, 'ada');
  assert.deepEqual((await mac.connectToMdm('ada')).outcome, { kind: 'idle', executed: 1, notNow: 1 });
  assert.equal(organisation.reportsOf(putOff)[0]?.['Status'], 'NotNow');
  assert.equal(organisation.reportsOf(device)[0]?.['Status'], 'Error');
  const done = organisation.enqueue(install, 'ada');
  await mac.login('ada', local);
  assert.equal(organisation.reportsOf(done)[0]?.['Status'], 'Acknowledged');
  const { magic = '', token = '' } = mac.state().management?.users['ada'] ?? {};
  organisation.pushes.set(Buffer.from(token, 'base64').toString('hex'), magic);
  assert.deepEqual((await mac.takePushes()).outcome, [{ kind: 'idle', executed: 0, notNow: 0 }]);
  assert.equal(organisation.messages.at(-1)?.message['UserShortName'], 'ada');
});

test('Setup Assistant ends with the token and a user channel whose connection says UserConfiguration (section 4.6)', async () => {
  organisation.cloudConfiguration = { url: `${base}/enroll`, skip_setup_items: Object.keys(skipSetupItems) };
  const boxed = boxedMac(organisation);
  await answer(boxed, ...toRemoteManagement, { kind: 'continue' });
  const before = organisation.messages.length;
  const command = organisation.enqueue({ RequestType: 'DeviceConfigured' }, 'grace');
  const account = { shortName: 'grace', fullName: 'Grace Hopper', password: 'local' };
  await answer(boxed, { kind: 'account', account });
  assert.deepEqual(kinds().slice(before), ['SetBootstrapToken', 'TokenUpdate', 'Idle', 'report']);
  assert.equal(organisation.messages[before + 2]?.message['UserConfiguration'], true);
  assert.equal(organisation.reportsOf(command)[0]?.['Status'], 'Acknowledged');
  // The device's own connection does not belong to a user.
  await boxed.connectToMdm();
  assert.equal(organisation.messages.at(-1)?.message['UserID'], undefined);
});

test('every check-in message is as Apple’s tables have it, on each macOS', async () => {
  for (const macos of macosVersions) {
    organisation = new FakeOrganisation();
    mac = await enrolledMac(organisation, (state) => (state.macos = macos));
    await mac.logout();
    await mac.login('ada', local);
    organisation.declarations.set('tokens', {
      SyncTokens: { Timestamp: '2026-11-01T12:00:00Z', DeclarationsToken: 't' },
    });
    organisation.enqueue({ RequestType: 'DeclarativeManagement' });
    organisation.enqueue({ RequestType: 'InstallProfile', Payload: organisation.enrollmentProfile });
    await mac.connectToMdm();
    await mac.unenroll();
    const types = new Set<string>();
    for (const { message } of organisation.messages.filter(({ message: one }) => 'MessageType' in one)) {
      const type = typeof message['MessageType'] === 'string' ? message['MessageType'] : '';
      const channel = 'UserID' in message ? 'user' : 'device';
      const table = checkInTables.find(({ name }) => name === type) ?? assert.fail(type);
      const findings = checkAgainst(table, message, { macos, channel });
      assert.deepEqual(findings.filter(isNoIdentity), [], `${type} on ${macos}`);
      types.add(type);
    }
    assert.deepEqual([...types].toSorted(), [
      'Authenticate',
      'CheckOut',
      'DeclarativeManagement',
      'SetBootstrapToken',
      'TokenUpdate',
    ]);
  }
});
