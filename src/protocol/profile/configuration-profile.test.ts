import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type PlistDictionary, type PlistValue, writeBinaryPlist, writeXmlPlist } from '../encoding/plist/plist.ts';
import { utf8 } from '../encoding/utf8.ts';
import {
  type ConfigurationProfile,
  buildConfigurationProfile,
  parseConfigurationProfile,
  writeConfigurationProfile,
} from './configuration-profile.ts';
import { ConfigurationProfileError, type ConfigurationProfileErrorCode } from './profile-error.ts';

const root = {
  PayloadType: 'com.apple.security.root',
  PayloadVersion: 1,
  PayloadIdentifier: 'com.example.enroll.root',
  PayloadUUID: '11111111-0000-0000-0000-000000000002',
  PayloadCertificateFileName: 'root.cer',
  PayloadContent: new Uint8Array([0x30, 0x00]),
};
const outer: PlistDictionary = {
  PayloadType: 'Configuration',
  PayloadVersion: 1,
  PayloadIdentifier: 'com.example.enroll',
  PayloadUUID: '11111111-0000-0000-0000-000000000001',
  PayloadDisplayName: 'Example',
  PayloadScope: 'System',
  PayloadContent: [root],
};
const profile: ConfigurationProfile = {
  PayloadIdentifier: 'com.example.enroll',
  PayloadUUID: '11111111-0000-0000-0000-000000000001',
  PayloadDisplayName: 'Example',
  PayloadScope: 'System',
  PayloadContent: [
    {
      PayloadType: 'com.apple.security.root',
      PayloadVersion: 1,
      PayloadIdentifier: 'com.example.enroll.root',
      PayloadUUID: '11111111-0000-0000-0000-000000000002',
      settings: { PayloadCertificateFileName: 'root.cer', PayloadContent: new Uint8Array([0x30, 0x00]) },
    },
  ],
  settings: {},
};

function without(key: string, from: PlistDictionary = outer): PlistDictionary {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name !== key));
}

const refused: readonly (readonly [string, PlistValue, ConfigurationProfileErrorCode])[] = [
  ['an array', [outer], 'profile_malformed'],
  ['a payload instead of a profile', root, 'profile_not_a_configuration'],
  ['no PayloadType', without('PayloadType'), 'profile_missing_key'],
  ['version 2', { ...outer, PayloadVersion: 2 }, 'profile_unsupported_version'],
  ['a version that is a string', { ...outer, PayloadVersion: '1' }, 'profile_wrong_type'],
  ['an encrypted profile', { ...outer, IsEncrypted: true }, 'profile_encrypted'],
  ['encrypted content', { ...outer, EncryptedPayloadContent: new Uint8Array() }, 'profile_encrypted'],
  ['no identifier', without('PayloadIdentifier'), 'profile_missing_key'],
  ['no UUID', without('PayloadUUID'), 'profile_missing_key'],
  ['no content', without('PayloadContent'), 'profile_missing_key'],
  ['content that is no array', { ...outer, PayloadContent: root }, 'profile_wrong_type'],
  ['content with a string', { ...outer, PayloadContent: ['x'] }, 'profile_wrong_type'],
  ['an unknown scope', { ...outer, PayloadScope: 'Device' }, 'profile_bad_scope'],
  ['a payload without type', { ...outer, PayloadContent: [without('PayloadType', root)] }, 'profile_missing_key'],
  [
    'a payload of version 2',
    { ...outer, PayloadContent: [{ ...root, PayloadVersion: 2 }] },
    'profile_unsupported_version',
  ],
  ['a name that is a number', { ...outer, PayloadDisplayName: 1 }, 'profile_wrong_type'],
  [
    'one UUID twice',
    { ...outer, PayloadContent: [{ ...root, PayloadUUID: outer['PayloadUUID'] ?? '' }] },
    'profile_duplicate_uuid',
  ],
  [
    'one identifier twice',
    { ...outer, PayloadContent: [root, { ...root, PayloadUUID: 'other' }] },
    'profile_duplicate_identifier',
  ],
];

describe('Configuration profiles (Apple, "TopLevel" and "CommonPayloadKeys")', () => {
  it('are read from XML and from binary', () => {
    assert.deepEqual(parseConfigurationProfile(writeXmlPlist(outer)), profile);
    assert.deepEqual(parseConfigurationProfile(writeBinaryPlist(outer)), profile);
  });

  it('are written with keys in one order, whatever order they were given in', () => {
    const bytes = buildConfigurationProfile(profile);
    const turned = Object.fromEntries(Object.entries(profile).reverse()) as unknown as ConfigurationProfile;
    assert.deepEqual(buildConfigurationProfile(turned), bytes);
    assert.deepEqual(Object.keys(writeConfigurationProfile(profile)), Object.keys(outer));
    assert.deepEqual(writeConfigurationProfile(profile), outer);
  });

  it('keep the settings that they do not know', () => {
    const more = { ...outer, TargetDeviceType: 5, ConsentText: { default: 'Yes?' } };
    const read = parseConfigurationProfile(writeXmlPlist(more));
    assert.deepEqual(read.settings, { TargetDeviceType: 5, ConsentText: { default: 'Yes?' } });
    assert.deepEqual(parseConfigurationProfile(buildConfigurationProfile(read)), read);
  });

  it('may leave out PayloadVersion, as hand-made ones do', () => {
    const bytes = writeXmlPlist({ ...without('PayloadVersion'), PayloadContent: [without('PayloadVersion', root)] });
    assert.deepEqual(parseConfigurationProfile(bytes), profile);
  });

  for (const [name, value, code] of refused) {
    it(`are refused as ${code}: ${name}`, () => {
      assert.throws(() => parseConfigurationProfile(writeXmlPlist(value)), { name: 'ConfigurationProfileError', code });
    });
  }

  it('are refused when they are no property list', () => {
    assert.throws(() => parseConfigurationProfile(utf8('{}')), { code: 'profile_malformed' });
  });

  it('name the key that is missing', () => {
    assert.throws(() => parseConfigurationProfile(writeXmlPlist(without('PayloadUUID'))), { key: 'PayloadUUID' });
  });

  it('are not built with one UUID twice', () => {
    const [payload] = profile.PayloadContent;
    assert.ok(payload);
    assert.throws(() => buildConfigurationProfile({ ...profile, PayloadContent: [payload, payload] }), {
      code: 'profile_duplicate_uuid',
    });
  });

  it('throw nothing but their error for any dictionary (property)', () => {
    const keys = fc.constantFrom(...Object.keys(outer), 'IsEncrypted', 'x');
    const values = fc.oneof(
      fc.constantFrom<PlistValue>(...Object.values(outer)),
      fc.string(),
      fc.boolean(),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.dictionary(keys, values, { noNullPrototype: true }), (changes) => {
        try {
          parseConfigurationProfile(writeBinaryPlist({ ...outer, ...changes }));
        } catch (error) {
          assert.ok(error instanceof ConfigurationProfileError, String(error));
        }
      }),
    );
  });
});
