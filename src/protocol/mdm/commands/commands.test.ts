import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { MdmError } from '../mdm-error.ts';
import { encodeDictionary, parseDictionary } from '../message.ts';
import { accountConfiguration } from './account-configuration.ts';
import { buildManifest, encodeManifest, manifestOf, parseManifest, readManifest } from './application-manifest.ts';
import { commandCatalogue, readCommand, readResult } from './catalogue.ts';
import { deviceInformation } from './device-information.ts';
import { encodeCommand, parseCommand } from './envelope.ts';
import { installEnterpriseApplication } from './install-enterprise-application.ts';
import { installProfile } from './install-profile.ts';
import { encodePasswordHash, parsePasswordHash, passwordHashSizes } from './password-hash.ts';

test('reads AccountConfiguration as other servers send it', () => {
  const salt = new Uint8Array(passwordHashSizes.salt).fill(7);
  const { iterations, entropy: length } = passwordHashSizes;
  const entropy = new Uint8Array(pbkdf2Sync('correct horse', salt, iterations, length, 'sha512'));
  const passwordHash = encodePasswordHash({ entropy, salt, iterations });
  const body = utf8(`<plist version="1.0"><dict><key>CommandUUID</key><string>C</string><key>Command</key>
<dict><key>RequestType</key><string>AccountConfiguration</string>
 <key>PrimaryAccountFullName</key><string>Ada Example</string><key>PrimaryAccountUserName</key><string>ada</string>
 <key>LockPrimaryAccountInfo</key><true/><key>SetPrimarySetupAccountAsRegularUser</key><true/>
 <key>AutoSetupAdminAccounts</key><array><dict><key>shortName</key><string>_itadmin</string><key>fullName</key><string>IT Admin</string>
  <key>passwordHash</key><data>${toBase64(passwordHash)}</data><key>hidden</key><true/></dict></array></dict></dict></plist>`);
  const command = parseCommand(body);
  assert.ok(command);
  const read = readCommand(command.Command);
  assert.equal(read.RequestType, 'AccountConfiguration');
  const account = accountConfiguration.parse(command.Command).AutoSetupAdminAccounts?.[0];
  assert.deepEqual(account, { shortName: '_itadmin', fullName: 'IT Admin', passwordHash, hidden: true });
  assert.deepEqual(parsePasswordHash(passwordHash), { entropy, salt, iterations });
});

test('writes a command in its envelope, and zero bytes are the end', () => {
  const Command = installProfile.build({ Payload: utf8('<plist/>') });
  const body = encodeCommand({ CommandUUID: 'C', Command });
  assert.match(fromUtf8(body) ?? '', /<key>RequestType<\/key>\s*<string>InstallProfile<\/string>/);
  assert.deepEqual(parseCommand(body), { CommandUUID: 'C', Command });
  assert.equal(parseCommand(new Uint8Array()), undefined);
});

test('every command of the catalogue has the name that it is found by, and passes over keys it does not know', () => {
  for (const [name, definition] of Object.entries(commandCatalogue)) assert.equal(definition.RequestType, name);
  const read = readCommand({ RequestType: 'DeviceConfigured', Future: true });
  assert.deepEqual(read, { kind: 'known', RequestType: 'DeviceConfigured', body: {} });
});

test('a command that is not in the catalogue stays a dictionary', () => {
  const command = { RequestType: 'ShutDownDevice' };
  assert.deepEqual(readCommand(command), { kind: 'unknown', RequestType: 'ShutDownDevice', body: command });
  assert.deepEqual(readResult('ShutDownDevice', {}), { kind: 'unknown', RequestType: 'ShutDownDevice', result: {} });
});

test('members without a value are not written', () => {
  const command = installEnterpriseApplication.build({
    ManifestURL: 'https://mdm.example/a',
    InstallAsManaged: undefined,
    ManagementFlags: 1,
  });
  assert.deepEqual(command, {
    RequestType: 'InstallEnterpriseApplication',
    ManifestURL: 'https://mdm.example/a',
    ManagementFlags: 1,
  });
});

test('a manifest names its package by one hash over the whole file (Apple, ManifestURL)', () => {
  const manifest = manifestOf({
    url: 'https://mdm.example/app.pkg',
    size: 1234,
    sha256: 'ab'.repeat(32),
    bundleIdentifier: 'com.example.app',
    bundleVersion: '1.2.3',
    title: 'Example',
  });
  assert.deepEqual(parseManifest(encodeManifest(manifest)), manifest);
  assert.deepEqual(readManifest(buildManifest(manifest)), manifest);
  assert.equal(manifest.items[0]?.assets[0]?.['sha256-size'], 1234);
});

test('a manifest without metadata is read: Macs install from it', () => {
  const manifest = readManifest({ items: [{ assets: [{ kind: 'software-package', url: 'https://a/b.pkg' }] }] });
  assert.equal(manifest.items[0]?.metadata, undefined);
});

test('reads the answers of DeviceInformation; a result that cannot be read is kept as it came', () => {
  const keys = { QueryResponses: { SerialNumber: 'S', DeviceCapacity: 494.38, AwaitingConfiguration: true, New: 1 } };
  const result = readResult('DeviceInformation', keys);
  assert.equal(result.kind, 'known');
  assert.deepEqual(deviceInformation.parseResult(keys).QueryResponses, {
    SerialNumber: 'S',
    DeviceCapacity: 494.38,
    AwaitingConfiguration: true,
  });
  assert.equal(readResult('DeviceInformation', { QueryResponses: 'odd' }).kind, 'malformed');
});

test('refuses a known command with a wrong body', () => {
  const command = parseDictionary(encodeDictionary({ RequestType: 'InstallProfile', Payload: 'text' }));
  assert.throws(
    () => readCommand({ ...command, RequestType: 'InstallProfile' }),
    (error) => error instanceof MdmError && error.code === 'malformed_key' && error.message === 'Payload is not data',
  );
});
