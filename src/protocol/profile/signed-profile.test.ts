import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ContentInfo, SignedData as PkijsSignedData } from 'pkijs';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { makeTestSigner, runOpenssl, type TestSigner } from '#protocol/cms/contract/openssl-cms.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { now } from '#protocol/x509/contract/test-authority.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { isSignedProfile, openProfile, signProfile } from './signed-profile.ts';

const signers = { rsa: makeTestSigner(2048), ec: makeTestSigner('P-256') };
const profile = {
  PayloadContent: [{ PayloadType: 'com.apple.mdm', Topic: 'com.apple.mgmt.External.0000' }],
  PayloadIdentifier: 'com.example.enrollment',
  PayloadType: 'Configuration',
};
const plist = writeXmlPlist(profile);
const question = { verify: verifySignature, digests: nodeCrypto };
const anchors = ['-CAfile', 'root.pem', '-purpose', 'any', '-attime', String(now / 1000)];

function sign(signer: TestSigner): Uint8Array {
  return signProfile(plist, { ...signer.cmsSigner, chain: [signer.issuer.certificate.raw] }, nodeCrypto, now);
}

describe('A signed configuration profile', () => {
  for (const name of ['rsa', 'ec'] as const) {
    const signer = signers[name];

    it(`is verified by openssl smime and pkijs, with its chain inside: ${name}`, async () => {
      const signed = sign(signer);
      const args = ['smime', '-verify', '-binary', '-inform', 'DER', ...anchors, '-in', 'signed', '-out', 'out'];
      assert.deepEqual(runOpenssl(args, { ...signer.files, signed }), plist);
      const judged = new PkijsSignedData({ schema: ContentInfo.fromBER(signed).content });
      assert.equal(await judged.verify({ signer: 0 }), true);
      assert.equal(judged.certificates?.length, 2);
    });

    it(`is opened: ours, and one that openssl smime signed: ${name}`, () => {
      const who = ['-signer', 'signer.pem', '-inkey', 'key.pem', '-certfile', 'root.pem'];
      const args = ['smime', '-sign', '-binary', '-nodetach', '-outform', 'DER', ...who, '-in', 'plist', '-out', 'out'];
      for (const signed of [sign(signer), runOpenssl(args, { ...signer.files, plist })]) {
        const opened = openProfile(signed, question);
        assert.ok(opened.kind === 'signed');
        assert.deepEqual(opened.content, plist);
        assert.deepEqual(opened.signerCertificate.raw, signer.certificate.raw);
        assert.deepEqual(opened.otherCertificates, [signer.issuer.certificate.raw]);
        assert.ok(opened.signingTime !== undefined);
      }
    });
  }

  it('comes back as it is when it is not signed', () => {
    assert.deepEqual(openProfile(plist, question), { kind: 'unsigned', content: plist });
    assert.equal(isSignedProfile(plist), false);
  });

  it('is refused when it was changed: cms_wrong_message_digest', () => {
    const signed = sign(signers.ec);
    signed.set(utf8('org'), Buffer.from(signed).indexOf('com.example'));
    assert.throws(
      () => openProfile(signed, question),
      (error) => error instanceof CmsError && error.code === 'cms_wrong_message_digest',
    );
  });

  it('throws nothing but CmsError, whatever the bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isCms) => {
        try {
          openProfile(isCms ? Uint8Array.of(0x30, ...bytes) : bytes, question);
        } catch (error) {
          assert.ok(error instanceof CmsError, String(error));
        }
      }),
    );
  });
});
