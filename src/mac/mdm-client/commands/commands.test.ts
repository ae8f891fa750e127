import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { checkAgainst, checkResponse } from '#protocol/schema/check.ts';
import { commandTables } from '#protocol/schema/command-tables.ts';
import type { MacState } from '../../mac-state.ts';
import { type MacosVersion, macosVersions } from '../../macos/versions.ts';
import { passwordHash } from '../../testing/password-hash.ts';
import { type Writable, profileOf } from '../../testing/enrollment-profile.ts';
import { FakeOrganisation } from '../../testing/fake-organisation.ts';
import { enrolledMac } from '../../testing/managed-mac.ts';
import { type VirtualMac, openVirtualMac } from '../../virtual-mac.ts';
import { portsOf } from '../../testing/managed-mac.ts';
import { generatedUid } from '../../local-accounts/generated-uid.ts';
import { newSetup } from '../../setup-assistant/setup-state.ts';
import { executors } from './index.ts';

let organisation: FakeOrganisation;
beforeEach(() => {
  organisation = new FakeOrganisation();
});

async function ordered(mac: VirtualMac, command: Writable): Promise<PlistDictionary> {
  const uuid = organisation.enqueue(command);
  await mac.connectToMdm();
  return organisation.reportsOf(uuid)[0] ?? assert.fail();
}

const application = {
  identifier: 'org.example.app',
  name: 'Example',
  version: '12',
  shortVersion: '1.2',
  size: 1000,
  managed: true,
  removedOnUnenroll: true,
  extensionIdentifiers: [],
};

function furnished(state: MacState): void {
  state.applications = [application, { ...application, identifier: 'org.example.other', managed: false }];
  state.managedAdministrators = ['ada'];
  state.setup = newSetup();
  if (state.management) state.management.awaitingConfiguration = true;
}

const allQueries = (commandTables.find(({ name }) => name === 'DeviceInformation')?.response?.['QueryResponses']
  ?.keys ?? assert.fail()) as Readonly<Record<string, unknown>>;
const udid = 'E2C6F5C4-0000-4000-8000-000000000000';
const recipient = makeTestSigner(2048);

/** A good command of each request type. */
const commands: Readonly<Record<string, Writable>> = {
  AccountConfiguration: { PrimaryAccountUserName: 'ada' },
  CertificateList: {},
  DeclarativeManagement: {},
  DeviceConfigured: {},
  DeviceInformation: { Queries: Object.keys(allQueries) },
  DeviceLock: { PIN: '123456', Message: 'Lost' },
  EraseDevice: {},
  InstallEnterpriseApplication: { ManifestURL: 'https://mdm.example/nothing' },
  InstallProfile: { Payload: profileOf('wifi', []) },
  InstalledApplicationList: {},
  ManagedApplicationList: {},
  ProfileList: {},
  RemoveProfile: { Identifier: 'wifi' },
  RestartDevice: {},
  RotateFileVaultKey: {
    KeyType: 'personal',
    FileVaultUnlock: { Password: 'local' },
    ReplyEncryptionCertificate: recipient.certificate.raw,
  },
  SecurityInfo: {},
  SetAutoAdminPassword: { GUID: generatedUid(udid, 'ada'), passwordHash: passwordHash('new') },
  Settings: { Settings: [{ Item: 'DeviceName', DeviceName: 'Ada 1' }] },
  ShutDownDevice: {},
  UserList: {},
};

/** Apple's schema has a dictionary where its Macs, and its older documents, have an array of them. */
const exceptions = new Set(['wrong_type Settings']);

test('every command of this Mac has a good command and a result that Apple’s tables allow, on each macOS', async () => {
  assert.deepEqual(Object.keys(commands).toSorted(), [...executors.keys()].toSorted());
  for (const macos of macosVersions) {
    for (const [requestType, keys] of Object.entries(commands)) {
      const mac = await enrolledMac(organisation, (state) => {
        furnished(state);
        Object.assign(state.hardware, { udid });
        state.macos = macos;
        if (requestType === 'RemoveProfile')
          state.profiles.push({
            identifier: 'wifi',
            displayName: '',
            installed: 0,
            content: { PayloadContent: [] },
            managed: true,
          });
      });
      const table = commandTables.find(({ name }) => name === requestType) ?? assert.fail(requestType);
      const command = { RequestType: requestType, ...keys };
      // Queries that came with a later macOS are asked too, and not answered.
      const wrong = checkAgainst(table, command, { macos });
      assert.deepEqual(
        wrong.filter(({ path }) => !path.startsWith('Queries[')),
        [],
        requestType,
      );
      const report = await ordered(mac, command);
      const expected = requestType === 'DeclarativeManagement' ? 'NotNow' : 'Acknowledged';
      assert.equal(report['Status'], expected, `${requestType} on ${macos}: ${JSON.stringify(report['ErrorChain'])}`);
      assert.deepEqual(findings(requestType, report, macos), [], `${requestType} on ${macos}`);
    }
  }
});

function findings(requestType: string, report: PlistDictionary, macos: MacosVersion): readonly string[] {
  const table = commandTables.find(({ name }) => name === requestType) ?? assert.fail(requestType);
  return checkResponse(table, report, { macos })
    .map(({ kind, path }) => `${kind} ${path}`)
    .filter((finding) => !exceptions.has(finding));
}

test('malformed commands are told as such, and change nothing', async () => {
  const malformed: readonly Writable[] = [
    { RequestType: 'AccountConfiguration', SkipPrimarySetupAccountCreation: true },
    { RequestType: 'AccountConfiguration', AutoSetupAdminAccounts: [{ shortName: 'Not A Name' }] },
    { RequestType: 'AccountConfiguration', AutoSetupAdminAccounts: [{ shortName: 'admin', passwordHash: 'text' }] },
    { RequestType: 'DeviceInformation' },
    { RequestType: 'DeviceInformation', Queries: [], DeviceAttestationNonce: new Uint8Array(33) },
    { RequestType: 'DeviceInformation', Queries: [], DeviceAttestationNonce: new Uint8Array(0) },
    { RequestType: 'DeviceLock', PIN: '12' },
    { RequestType: 'InstallEnterpriseApplication' },
    { RequestType: 'InstallEnterpriseApplication', ManifestURL: 'http://mdm.example/manifest' },
    { RequestType: 'InstallEnterpriseApplication', ManifestURL: 'https://mdm.example/m', Manifest: {} },
    { RequestType: 'InstallProfile', Payload: 'text' },
    { RequestType: 'RemoveProfile' },
    { RequestType: 'RotateFileVaultKey', KeyType: 'institutional' },
    { RequestType: 'RotateFileVaultKey', KeyType: 'personal' },
    {
      RequestType: 'RotateFileVaultKey',
      KeyType: 'personal',
      FileVaultUnlock: { Password: 'local' },
      ReplyEncryptionCertificate: new Uint8Array([1]),
    },
    { RequestType: 'SetAutoAdminPassword' },
    { RequestType: 'SetAutoAdminPassword', GUID: generatedUid(udid, 'ada'), passwordHash: new Uint8Array([1]) },
    { RequestType: 'Settings' },
  ];
  for (const command of malformed) {
    const mac = await enrolledMac(organisation, (state) => {
      furnished(state);
      Object.assign(state.hardware, { udid });
    });
    const before = mac.state();
    const report = await ordered(mac, command);
    assert.equal(report['Status'], 'CommandFormatError', JSON.stringify(command));
    assert.deepEqual(mac.state(), before);
  }
  const intel = await enrolledMac(organisation, (state) => Object.assign(state.hardware, { appleSilicon: false }));
  assert.equal((await ordered(intel, { RequestType: 'EraseDevice' }))['Status'], 'CommandFormatError');
});

test('what cannot be done now is an Error with its reason', async () => {
  const mac = await enrolledMac(organisation, (state) => (state.fileVault = { enabled: false, users: {} }));
  const refused: readonly Writable[] = [
    { RequestType: 'AccountConfiguration' },
    { RequestType: 'RemoveProfile', Identifier: 'unknown' },
    { RequestType: 'SetAutoAdminPassword', GUID: 'unknown', passwordHash: passwordHash('new') },
    { RequestType: 'InstallProfile', Payload: new Uint8Array([1, 2]) },
    { RequestType: 'RotateFileVaultKey', ...commands['RotateFileVaultKey'] },
  ];
  for (const command of refused) {
    const report = await ordered(mac, command);
    assert.equal(report['Status'], 'Error', JSON.stringify(command));
    assert.match(JSON.stringify(report['ErrorChain']), /"USEnglishDescription":".+"/);
  }
});

test('openssl opens the recovery key that is rotated; a wrong password rotates nothing', async () => {
  const mac = await enrolledMac(organisation);
  const command = { RequestType: 'RotateFileVaultKey', ...commands['RotateFileVaultKey'] };
  const wrong = await ordered(mac, { ...command, FileVaultUnlock: { Password: 'wrong' } });
  assert.equal(wrong['Status'], 'Error');
  const { RotateResult: result } = await ordered(mac, command);
  const sealed = (result as PlistDictionary)['EncryptedNewRecoveryKey'];
  const opened = runOpenssl(['cms', '-decrypt', '-inform', 'DER', '-in', 'in.der', '-inkey', 'key.pem'], {
    ...recipient.files,
    'in.der': sealed as Uint8Array,
  });
  assert.match(Buffer.from(opened).toString(), /^[A-Z0-9]{4}(-[A-Z0-9]{4}){5}$/);
});

test('an erased Mac reports first and is then at Hello, even if the answer gets lost', async () => {
  for (const loses of [false, true]) {
    const mac = await enrolledMac(organisation, furnished);
    if (loses) await mac.misbehave('report-answer-lost', { times: 1 });
    const report = await ordered(mac, { RequestType: 'EraseDevice' });
    assert.equal(report['Status'], 'Acknowledged');
    const state = mac.state();
    assert.equal(mac.setup()?.pane, 'hello');
    assert.equal(state.management, undefined);
    assert.deepEqual([state.accounts, state.profiles, state.applications, state.extensions], [[], [], [], []]);
    assert.deepEqual(state.session, { kind: 'setup-assistant' });
  }
});

test('its own enrollment profile removed by the server ends the enrollment after the report', async () => {
  const mac = await enrolledMac(organisation);
  const report = await ordered(mac, { RequestType: 'RemoveProfile', Identifier: 'org.example.enrollment' });
  assert.equal(report['Status'], 'Acknowledged');
  assert.equal(mac.state().management, undefined);
  assert.deepEqual(
    organisation.messages.map(({ kind }) => kind),
    ['Idle', 'report', 'CheckOut'],
  );
});

test('a name by Settings is told from then on; a setting that this Mac does not know is an error of its own', async () => {
  const mac = await enrolledMac(organisation);
  const { Settings: results } = await ordered(mac, {
    RequestType: 'Settings',
    Settings: [
      { Item: 'DeviceName', DeviceName: 'Ada 1' },
      { Item: 'Bluetooth', Enabled: true },
      { Item: 'DeviceName' },
    ],
  });
  assert.deepEqual(
    (results as readonly PlistDictionary[]).map(({ Item, Status }) => [Item, Status]),
    [
      ['DeviceName', 'Acknowledged'],
      ['Bluetooth', 'Error'],
      ['DeviceName', 'Error'],
    ],
  );
  const { QueryResponses } = await ordered(mac, {
    RequestType: 'DeviceInformation',
    Queries: ['DeviceName', 'Nonsense'],
  });
  assert.deepEqual(QueryResponses, { DeviceName: 'Ada 1' });
});

test('attestations are fresh once in seven days and then the ones of before, with the nonce of then (section 5.6)', async () => {
  const asked: string[] = [];
  const state = (await enrolledMac(organisation)).state();
  const ports = portsOf(organisation);
  const attestation = (_key: Uint8Array, nonce: Uint8Array) => {
    asked.push(Buffer.from(nonce).toString());
    return asked.length > 2 ? Promise.reject(new Error('away')) : Promise.resolve([new Uint8Array([asked.length])]);
  };
  const mac = openVirtualMac(state, { ...ports, attestation });
  const ask = async (nonce: string) => {
    const report = await ordered(mac, {
      RequestType: 'DeviceInformation',
      Queries: ['DevicePropertiesAttestation'],
      DeviceAttestationNonce: Buffer.from(nonce),
    });
    return (report['QueryResponses'] as PlistDictionary)['DevicePropertiesAttestation'];
  };
  const first = await ask('one');
  assert.deepEqual(await ask('two'), first);
  await mac.advanceClock(7 * 24 * 3600 * 1000);
  assert.notDeepEqual(await ask('three'), first);
  assert.deepEqual(asked, ['one', 'three']);
  await mac.advanceClock(7 * 24 * 3600 * 1000);
  assert.equal(await ask('four'), undefined);
});

test('lists give what is managed alone where that is asked', async () => {
  const mac = await enrolledMac(organisation, furnished);
  const identifiers = async (keys: Writable) => {
    const report = await ordered(mac, { RequestType: 'InstalledApplicationList', ...keys });
    return (report['InstalledApplicationList'] as readonly PlistDictionary[]).map(({ Identifier }) => Identifier);
  };
  assert.deepEqual(await identifiers({}), ['org.example.app', 'org.example.other']);
  assert.deepEqual(await identifiers({ ManagedAppsOnly: true }), ['org.example.app']);
  assert.deepEqual(await identifiers({ Identifiers: ['org.example.other'] }), ['org.example.other']);
  const managed = await ordered(mac, { RequestType: 'ManagedApplicationList' });
  assert.deepEqual(Object.keys(managed['ManagedApplicationList'] as object), ['org.example.app']);
});

test('a locked, restarted or shut down Mac wants a password again; in Setup Assistant the pane stays', async () => {
  for (const command of [
    { RequestType: 'DeviceLock', PIN: '123456' },
    { RequestType: 'RestartDevice' },
    { RequestType: 'ShutDownDevice' },
  ]) {
    const mac = await enrolledMac(organisation);
    assert.equal((await ordered(mac, command))['MessageResult'], undefined);
    assert.equal(mac.state().session.kind, 'pre-boot');
    const inSetup = await enrolledMac(organisation, (state) => {
      furnished(state);
      state.session = { kind: 'setup-assistant' };
    });
    await ordered(inSetup, command);
    assert.equal(inSetup.setup()?.pane, 'hello');
    assert.equal(inSetup.state().session.kind, 'setup-assistant');
  }
});
