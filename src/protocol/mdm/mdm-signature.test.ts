import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sample from '#test/vectors/mdm/mdm-signature-macos.json' with { type: 'json' };
import { CmsError, type CmsErrorCode } from '#protocol/cms/cms-error.ts';
import { makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { parseSignedData } from '#protocol/cms/signed-data.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { formatName } from '#protocol/x509/name.ts';
import { now } from '#protocol/x509/contract/test-authority.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { longestMdmSignature, macosMdmSignature, signMdmMessage, verifyMdmSignature } from './mdm-signature.ts';

const question = { verify: verifySignature, digests: nodeCrypto };
const rsa = makeTestSigner(2048);
const curve = makeTestSigner('P-256');
const body = utf8('<plist version="1.0"><dict><key>Status</key><string>Idle</string></dict></plist>');

function bytesOf(text: string): Uint8Array {
  return fromBase64(text) ?? assert.fail('not base64');
}

function refused(code: CmsErrorCode, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof CmsError && error.code === code);
}

describe('Mdm-Signature of a real Mac (published by NanoMDM)', () => {
  const sampleBody = bytesOf(sample.body);

  it('is right over its body, and names the certificate that signed', () => {
    const verified = verifyMdmSignature(sample.header, sampleBody, question);
    assert.equal(formatName(verified.signerCertificate.issuer), 'CN=ca,OU=SCEP CA,O=scep,C=US');
    assert.deepEqual(verified.body, sampleBody);
    assert.equal(verified.signingTime, undefined);
    assert.deepEqual(verified.otherCertificates, []);
  });

  it('is wrong over any other body: cms_wrong_signature', () => {
    refused('cms_wrong_signature', () => verifyMdmSignature(sample.header, sampleBody.subarray(1), question));
    refused('cms_wrong_signature', () => verifyMdmSignature(sample.withoutBody, sampleBody, question));
  });

  it('has the layout that we write, byte for byte', () => {
    for (const header of [sample.header, sample.withoutBody]) {
      const { certificates, signerInfos } = parseSignedData(bytesOf(header));
      const [certificate] = certificates;
      const [info] = signerInfos;
      assert.ok(certificate && info);
      const key = { scheme: 'rsa', sign: () => info.signature } as const;
      assert.equal(signMdmMessage(sampleBody, { key, certificate }, nodeCrypto), header);
    }
  });
});

describe('Mdm-Signature', () => {
  const styles = {
    'as macOS writes it': macosMdmSignature,
    'with attributes and a signing time, as iOS writes it': { encoding: 'ber-indefinite', signingTime: now },
    'in DER with SHA-256': { encoding: 'der', digest: 'sha256' },
    'in DER with SHA-1 and attributes, as mdmb writes it': { encoding: 'der', digest: 'sha1', signingTime: now },
    'with the body inside': { encoding: 'der', attached: true },
  } as const;
  for (const [title, style] of Object.entries(styles))
    it(`is verified by openssl cms and by us: ${title}`, () => {
      for (const signer of [rsa, curve]) {
        const header = signMdmMessage(body, signer.cmsSigner, nodeCrypto, style);
        const beside = 'attached' in style ? [] : ['-content', 'body'];
        const anchors = ['-CAfile', 'root.pem', '-purpose', 'any', '-attime', String(now / 1000)];
        const args = [
          'cms',
          '-verify',
          '-binary',
          '-inform',
          'DER',
          ...anchors,
          ...beside,
          '-in',
          'message',
          '-out',
          'out',
        ];
        assert.deepEqual(runOpenssl(args, { ...signer.files, message: bytesOf(header), body }), body);
        const verified = verifyMdmSignature(header, body, question);
        assert.deepEqual(verified.signerCertificate.raw, signer.certificate.raw);
        assert.equal(verified.signingTime, 'signingTime' in style ? now : undefined);
      }
    });

  it('asks its caller for the parsed certificate, which may be remembered', () => {
    const header = signMdmMessage(body, rsa.cmsSigner, nodeCrypto);
    const asked: Uint8Array[] = [];
    const readCertificate = (raw: Uint8Array) => {
      asked.push(raw);
      return rsa.certificate;
    };
    const verified = verifyMdmSignature(header, body, { ...question, readCertificate });
    assert.equal(verified.signerCertificate, rsa.certificate);
    assert.deepEqual(asked, [rsa.certificate.raw]);
  });

  it('is refused with another body inside: cms_content_mismatch', () => {
    const header = signMdmMessage(body, rsa.cmsSigner, nodeCrypto, { encoding: 'der', attached: true });
    refused('cms_content_mismatch', () => verifyMdmSignature(header, utf8('other'), question));
  });

  it('is refused when it is no base64, too long, or no CMS: cms_malformed, cms_too_large', () => {
    refused('cms_malformed', () => verifyMdmSignature('not base64!', body, question));
    refused('cms_malformed', () => verifyMdmSignature('', body, question));
    refused('cms_malformed', () => verifyMdmSignature(toBase64(body), body, question));
    refused('cms_too_large', () => verifyMdmSignature('A'.repeat(longestMdmSignature + 4), body, question));
  });

  it('throws nothing but CmsError, whatever the header (property)', () => {
    const real = signMdmMessage(body, curve.cmsSigner, nodeCrypto);
    const damaged = fc
      .tuple(fc.nat(real.length - 1), fc.string({ minLength: 1, maxLength: 4 }))
      .map(([at, text]) => real.slice(0, at) + text + real.slice(at + text.length));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), damaged), (header) => {
        try {
          verifyMdmSignature(header, body, question);
        } catch (error) {
          assert.ok(error instanceof CmsError, String(error));
        }
      }),
    );
  });
});
