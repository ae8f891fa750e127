import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { parsePlist, PlistError, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { rsaDecrypter, rsaEncrypter } from '#runtime/rsa.ts';
import { decryptProfile, encryptProfile, isEncryptedProfile } from './encrypted-profile.ts';

const signers = { rsa: makeTestSigner(2048), ec: makeTestSigner('P-256') };
const profile = {
  PayloadContent: [{ PayloadType: 'com.apple.mdm', Topic: 'com.apple.mgmt.External.0000' }],
  PayloadIdentifier: 'com.example.enrollment',
  PayloadType: 'Configuration',
};

describe('An encrypted configuration profile', () => {
  const device = signers.rsa;
  const key = {
    certificate: device.certificate,
    decrypter: rsaDecrypter(device.key.privateKey),
    ciphers: blockCiphers,
  };
  const sealing = {
    recipients: [device.certificate],
    encrypter: rsaEncrypter,
    ciphers: blockCiphers,
    random: randomBytes,
  };

  it('holds its payloads as a property list that openssl smime decrypts, and comes back whole', () => {
    const encrypted = encryptProfile(profile, sealing);
    assert.deepEqual(Object.keys(encrypted), [
      'PayloadIdentifier',
      'PayloadType',
      'IsEncrypted',
      'EncryptedPayloadContent',
    ]);
    const sealed = encrypted['EncryptedPayloadContent'];
    assert.ok(sealed instanceof Uint8Array);
    const args = ['smime', '-decrypt', '-binary', '-inform', 'DER', '-recip', 'signer.pem', '-inkey', 'key.pem'];
    const plaintext = runOpenssl([...args, '-in', 'sealed', '-out', 'out'], { ...device.files, sealed });
    assert.deepEqual(parsePlist(plaintext), profile.PayloadContent);
    assert.deepEqual({ ...decryptProfile(encrypted, key) }, profile);
  });

  it('that openssl smime encrypted is decrypted, with AES and with triple DES', () => {
    const payloads = writeXmlPlist(profile.PayloadContent);
    const { PayloadContent: _, ...rest } = profile;
    for (const cipher of ['-aes256', '-aes128', '-des3']) {
      const args = [
        'smime',
        '-encrypt',
        '-binary',
        cipher,
        '-outform',
        'DER',
        '-in',
        'plain',
        '-out',
        'out',
        'signer.pem',
      ];
      const sealed = runOpenssl(args, { ...device.files, plain: payloads });
      const encrypted = { ...rest, IsEncrypted: true, EncryptedPayloadContent: sealed };
      assert.ok(isEncryptedProfile(encrypted));
      assert.deepEqual({ ...decryptProfile(encrypted, key) }, profile);
    }
  });

  it('comes back as it is when it is not encrypted', () => {
    assert.equal(decryptProfile(profile, key), profile);
  });

  it('is refused for another device, without its content, and when that is no array of dictionaries', () => {
    const refusedAs = (code: string, run: () => unknown) =>
      assert.throws(run, (error) => (error instanceof CmsError || error instanceof PlistError) && error.code === code);
    const encrypted = encryptProfile(profile, sealing);
    refusedAs('cms_no_recipient', () => decryptProfile(encrypted, { ...key, certificate: signers.ec.certificate }));
    refusedAs('plist_missing_key', () => decryptProfile({ IsEncrypted: true }, key));
    refusedAs('plist_missing_key', () => encryptProfile({}, sealing));
    refusedAs('plist_wrong_type', () => decryptProfile(encryptProfile({ PayloadContent: 'text' }, sealing), key));
    refusedAs('cms_cannot_encrypt', () =>
      encryptProfile(profile, { ...sealing, recipients: [signers.ec.certificate] }),
    );
  });
});
