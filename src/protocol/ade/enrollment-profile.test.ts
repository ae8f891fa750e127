import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toBase64 } from '../encoding/base64.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { encodeAuthenticationResults, parseAuthenticationResults } from './authentication-results.ts';
import { encodeEnrollmentProfile, parseEnrollmentProfile, profileFault } from './enrollment-profile.ts';
import { skipSetupItemsOf } from './skip-setup-items.ts';

const minimal = { profile_name: 'Example', url: 'https://mdm.example.org/enroll/x' };

describe('The enrollment profile (section 1.5)', () => {
  it('reads back after encoding, with every member (property)', () => {
    const text = fc.string({ minLength: 1 });
    const any = fc.record(
      {
        profile_name: text,
        url: text,
        configuration_web_url: text,
        org_magic: text,
        anchor_certs: fc.array(fc.uint8Array({ maxLength: 20 }).map((der) => toBase64(der))),
        is_supervised: fc.boolean(),
        is_mdm_removable: fc.boolean(),
        await_device_configured: fc.boolean(),
        skip_setup_items: fc.array(text),
        language: text,
      },
      { requiredKeys: ['profile_name', 'url'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(any, (profile) => {
        assert.deepEqual(parseEnrollmentProfile(encodeEnrollmentProfile(profile)), profile);
      }),
    );
  });

  it('is refused without name or URL, with members of other types, with certificates that are not base64', () => {
    const parse = (changes: object) => () => parseEnrollmentProfile(JSON.stringify({ ...minimal, ...changes }));
    const code = (expected: string) => (error: unknown) => error instanceof AdeMessageError && error.code === expected;
    assert.throws(parse({ url: undefined }), code('ade_member_missing'));
    assert.throws(parse({ profile_name: '' }), code('ade_member_missing'));
    assert.throws(parse({ is_supervised: 'yes' }), code('ade_member_malformed'));
    assert.throws(parse({ skip_setup_items: 'Siri' }), code('ade_member_malformed'));
    assert.throws(parse({ anchor_certs: ['*'] }), code('ade_member_malformed'));
    assert.throws(() => parseEnrollmentProfile('[]'), code('ade_message_malformed'));
  });

  it('has the faults that Apple’s page of the define call lists, and no other', () => {
    assert.equal(profileFault(minimal), undefined);
    const faults = [
      ['CONFIG_NAME_REQUIRED', { profile_name: null }],
      ['CONFIG_NAME_INVALID', { profile_name: 'é'.repeat(63) }],
      ['CONFIG_URL_REQUIRED', { url: null }],
      ['CONFIG_URL_INVALID', { url: 'mdm.example.org' }],
      ['CONFIG_URL_INVALID', { url: `https://a/${'a'.repeat(2000)}` }],
      ['DEPARTMENT_INVALID', { department: '' }],
      ['MAGIC_INVALID', { org_magic: 'm'.repeat(257) }],
      ['SUPPORT_PHONE_INVALID', { support_phone_number: '1'.repeat(51) }],
      ['SUPPORT_EMAIL_INVALID', { support_email_address: 'a'.repeat(251) }],
      ['FLAGS_INVALID', { is_mdm_removable: false }],
      ['FLAGS_INVALID', { is_mdm_removable: false, is_supervised: false }],
    ] as const;
    for (const [word, changes] of faults) assert.equal(profileFault({ ...minimal, ...changes }), word);
    assert.equal(profileFault({ ...minimal, is_mdm_removable: false, is_supervised: true }), undefined);
  });
});

describe('Panes that can be left out (section 1.6)', () => {
  it('are those that the version knows', () => {
    assert.ok(skipSetupItemsOf([15, 5]).includes('Wallpaper'));
    assert.ok(!skipSetupItemsOf([26, 0]).includes('Wallpaper'));
    assert.ok(!skipSetupItemsOf([26, 0]).includes('OSShowcase'));
    assert.ok(skipSetupItemsOf([26, 1]).includes('OSShowcase'));
    assert.ok(!skipSetupItemsOf([26, 4]).includes('LiquidGlass') && skipSetupItemsOf([27, 0]).includes('LiquidGlass'));
    assert.ok(skipSetupItemsOf([11, 6]).includes('DisplayTone') && !skipSetupItemsOf([12, 0]).includes('DisplayTone'));
    assert.deepEqual(skipSetupItemsOf([26, 1]), skipSetupItemsOf([26, 1]).toSorted());
  });
});

describe('The URL that ends the sign-in in Setup Assistant (section 2.5)', () => {
  it('is Apple’s, and reads back with any token (property)', () => {
    assert.equal(
      encodeAuthenticationResults('T'),
      'apple-remotemanagement-user-login://authentication-results?access-token=T',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (token) => {
        assert.equal(parseAuthenticationResults(encodeAuthenticationResults(token)), token);
      }),
    );
  });

  it('is none with another scheme or host, without a token, or with a broken escape', () => {
    const start = 'apple-remotemanagement-user-login://authentication-results';
    for (const url of [
      start,
      `${start}?access-token=`,
      `${start}?access-token=%zz`,
      `${start}?token=T`,
      'https://a?access-token=T',
    ])
      assert.equal(parseAuthenticationResults(url), undefined, url);
    assert.equal(parseAuthenticationResults(`${start}?state=s&access-token=T`), 'T');
  });
});
