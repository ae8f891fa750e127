import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlistDictionary } from '../encoding/plist/plist.ts';
import { tokenUpdateTable } from './check-in/token-update.ts';
import { checkAgainst, checkResponse, isBefore } from './check.ts';
import { deviceInformationTable } from './commands/device-information.ts';
import { settingsTable } from './commands/settings.ts';
import { userListTable } from './commands/user-list.ts';
import { pssoRequiredTable } from './error-documents/psso-required.ts';
import type { MessageTable } from './message-table.ts';
import { extensibleSsoTable } from './payloads/extensible-sso.ts';
import { mdmTable } from './payloads/mdm.ts';

const table: MessageTable = {
  name: 'Sample',
  source: 'here',
  keys: {
    Text: { type: 'string', presence: 'required', values: ['a', 'b'] },
    Count: { type: 'integer', presence: 'optional', range: { min: 1, max: 3 } },
    Real: { type: 'real', presence: 'optional' },
    Flag: { type: 'boolean', presence: 'optional', introduced: '14.0' },
    Old: { type: 'date', presence: 'optional', removed: '15.0' },
    New: { type: 'data', presence: 'required', introduced: '26.1' },
    Link: { type: 'string', presence: 'optional', pattern: '^https://' },
    Names: { type: ['string', 'array'], presence: 'optional', items: [{ type: 'string' }], range: { max: 2 } },
    Word: { type: 'string', presence: 'optional', choices: { x: {}, y: { introduced: '15.0' } } },
    Inner: { type: 'dictionary', presence: 'optional', keys: { Deep: { type: 'boolean', presence: 'required' } } },
    Free: { type: 'dictionary', presence: 'optional', anyKey: { type: 'integer' } },
    Whatever: { type: 'dictionary', presence: 'optional' },
    OfUser: { type: 'string', presence: 'required', channel: 'user' },
    OfOwner: { type: 'string', presence: 'required', enrollment: 'user' },
  },
};
const good: PlistDictionary = { Text: 'a', New: new Uint8Array() };

const faults: readonly (readonly [string, PlistDictionary, string])[] = [
  ['a missing key', { New: new Uint8Array() }, 'missing_key Text'],
  ['a value that is not allowed', { ...good, Text: 'c' }, 'value_not_allowed Text'],
  ['a value of another type', { ...good, Text: 1 }, 'wrong_type Text'],
  ['a number out of range', { ...good, Count: 4 }, 'value_not_allowed Count'],
  ['a fraction', { ...good, Count: 1.5 }, 'wrong_type Count'],
  ['a text for a real', { ...good, Real: '1' }, 'wrong_type Real'],
  ['a date that is a text', { ...good, Old: '2020' }, 'wrong_type Old'],
  ['a text that does not match', { ...good, Link: 'http://x' }, 'value_not_allowed Link'],
  ['an unknown key', { ...good, Other: 1 }, 'unknown_key Other'],
  ['a name that every object has', { ...good, toString: 'x' }, 'unknown_key toString'],
  ['an item of another type', { ...good, Names: ['x', 1] }, 'wrong_type Names[1]'],
  ['too many items', { ...good, Names: ['x', 'y', 'z'] }, 'value_not_allowed Names'],
  ['an unknown word', { ...good, Word: 'z' }, 'value_not_allowed Word'],
  ['a missing inner key', { ...good, Inner: {} }, 'missing_key Inner.Deep'],
  ['a wrong free member', { ...good, Free: { a: 1, b: 'x' } }, 'wrong_type Free.b'],
  ['an array for a dictionary', { ...good, Whatever: [] }, 'wrong_type Whatever'],
  ['a key of the other channel', { ...good, OfUser: 'x' }, 'wrong_channel OfUser'],
];

function found(message: PlistDictionary, options = {}, of = table): string[] {
  return checkAgainst(of, message, options).map(({ kind, path }) => `${kind} ${path}`);
}

describe('Comparing a message with Apple’s requirements', () => {
  it('finds nothing in a good message', () => {
    assert.deepEqual(found(good), []);
    const full = {
      ...good,
      Count: 3,
      Real: 2,
      Flag: true,
      Link: 'https://x',
      Names: 'one',
      Inner: { Deep: true },
      Free: { a: 1n },
    };
    assert.deepEqual(found({ ...full, Whatever: { at: ['all'] }, Word: 'y' }), []);
  });

  for (const [name, message, finding] of faults) {
    it(`finds ${name}, and nothing else`, () => {
      assert.deepEqual(found(message), [finding]);
    });
  }

  it('finds what is newer or older than a macOS, and does not ask it for what it does not know', () => {
    assert.deepEqual(found({ Text: 'a' }, { macos: '26.0' }), []);
    assert.deepEqual(found({ Text: 'a' }, { macos: '26.1' }), ['missing_key New']);
    assert.deepEqual(found({ Text: 'a', Flag: true, Word: 'y' }, { macos: '13.6' }), [
      'newer_than_macos Flag',
      'newer_than_macos Word',
    ]);
    assert.deepEqual(found({ Text: 'a', Old: new Date(0) }, { macos: '15.0' }), ['removed_from_macos Old']);
  });

  it('asks the user channel for its keys', () => {
    assert.deepEqual(found(good, { channel: 'user' }), ['missing_key OfUser']);
  });

  it('takes base64 for data and text for dates in JSON only', () => {
    assert.deepEqual(found({ Text: 'a', New: 'AA==', Old: '2020-01-01T00:00:00Z' }, { json: true }), []);
    assert.deepEqual(found({ Text: 'a', New: 'AA==' }), ['wrong_type New']);
  });

  it('compares versions number by number', () => {
    assert.ok(isBefore('10.9', '10.12.4'));
    assert.ok(isBefore('15', '15.1'));
    assert.ok(!isBefore('26.0', '26'));
    assert.ok(!isBefore('26.1', '15.4'));
  });
});

describe('Apple’s tables', () => {
  it('take a TokenUpdate of each channel (4.2)', () => {
    const device = {
      MessageType: 'TokenUpdate',
      Topic: 'com.apple.mgmt.External.x',
      UDID: 'u',
      Token: new Uint8Array(32),
      PushMagic: 'm',
      AwaitingConfiguration: true,
    };
    assert.deepEqual(found(device, {}, tokenUpdateTable), []);
    const { AwaitingConfiguration: _, ...rest } = device;
    const user = { ...rest, UserID: 'i', UserShortName: 's', UserLongName: 'l', NotOnConsole: false };
    assert.deepEqual(
      found(user, { channel: 'user' }, tokenUpdateTable).filter((finding) => !finding.endsWith('EnrollmentUserID')),
      [],
    );
  });

  it('choose the right one of many settings', () => {
    const command = (setting: PlistDictionary) => ({ RequestType: 'Settings', Settings: [setting] });
    assert.deepEqual(found(command({ Item: 'DeviceName', DeviceName: 'x' }), {}, settingsTable), []);
    assert.deepEqual(found(command({ Item: 'DeviceName' }), {}, settingsTable), ['missing_key Settings[0].DeviceName']);
  });

  it('know the queries of DeviceInformation with their versions', () => {
    const command = (query: string) => ({ RequestType: 'DeviceInformation', Queries: [query] });
    assert.deepEqual(found(command('UDID'), {}, deviceInformationTable), []);
    assert.deepEqual(found(command('Colour'), {}, deviceInformationTable), ['value_not_allowed Queries[0]']);
  });

  it('leave the keys of every answer aside', () => {
    const user = {
      UserName: 'a',
      FullName: 'A',
      UID: 501,
      UserGUID: 'g',
      IsLoggedIn: true,
      MobileAccount: false,
      HasSecureToken: true,
    };
    const answer = { CommandUUID: 'c', Status: 'Acknowledged', UDID: 'u', Users: [user] };
    assert.deepEqual(checkResponse(userListTable, answer), []);
    assert.deepEqual(checkResponse(userListTable, { ...answer, Users: [{ ...user, UID: '501' }] }), [
      { kind: 'wrong_type', path: 'Users[0].UID' },
    ]);
  });

  it('know what Platform SSO in Setup Assistant needs, from macOS 26 on (2.5, 2.8)', () => {
    const payload = {
      PayloadType: 'com.apple.extensiblesso',
      PayloadVersion: 1,
      PayloadIdentifier: 'i',
      PayloadUUID: 'u',
      ExtensionIdentifier: 'com.example.sso',
      TeamIdentifier: 'ABCDE12345',
      Type: 'Redirect',
      URLs: ['https://idp.example'],
      PlatformSSO: { AuthenticationMethod: 'Password', EnableRegistrationDuringSetup: true },
    };
    assert.deepEqual(found(payload, { macos: '26.0' }, extensibleSsoTable), []);
    assert.deepEqual(found(payload, { macos: '15.4' }, extensibleSsoTable), [
      'newer_than_macos PlatformSSO.EnableRegistrationDuringSetup',
    ]);
    const { TeamIdentifier: _, ...without } = payload;
    assert.deepEqual(found(without, {}, extensibleSsoTable), ['missing_key TeamIdentifier']);
  });

  it('know the document that asks for Platform SSO (2.4)', () => {
    const details = { ProfileURL: 'https://x/p', Package: { ManifestURL: 'https://x/m' }, AuthURL: 'https://x/a' };
    const document = { code: 'com.apple.psso.required', details };
    assert.deepEqual(found(document, { macos: '26.0', json: true }, pssoRequiredTable), []);
    assert.deepEqual(found({ Code: document.code, details }, { json: true }, pssoRequiredTable), [
      'missing_key code',
      'unknown_key Code',
    ]);
  });

  it('want https of com.apple.mdm (3.2)', () => {
    const payload = {
      PayloadType: 'com.apple.mdm',
      PayloadVersion: 1,
      PayloadIdentifier: 'i',
      PayloadUUID: 'u',
      IdentityCertificateUUID: '11111111-0000-0000-0000-000000000001',
      Topic: 't',
      ServerURL: 'http://mdm.example/mdm',
    };
    assert.deepEqual(found(payload, {}, mdmTable), ['value_not_allowed ServerURL']);
  });
});
