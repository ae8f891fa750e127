import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ContentInfo, SignedData as PkijsSignedData } from 'pkijs';
import receipt from '#test/vectors/cms/apple-receipt.json' with { type: 'json' };
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { authority, issue, now } from '#protocol/x509/contract/test-authority.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { verifyCertificateChain } from '#protocol/x509/chain.ts';
import { formatName } from '#protocol/x509/name.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { attributeValue } from './attributes.ts';
import { buildCertsOnly, parseCertsOnly } from './certs-only.ts';
import { CmsError, type CmsErrorCode } from './cms-error.ts';
import { makeTestSigner, runOpenssl, wishOf } from './contract/openssl-cms.ts';
import { buildSignedData, parseSignedData, type SignedDataQuestion, verifySignedData } from './signed-data.ts';

const content = utf8('<plist version="1.0"><dict/></plist>\n');
const signers = { rsa: makeTestSigner(2048), ec: makeTestSigner('P-256'), ec384: makeTestSigner('P-384') };
const question = { verify: verifySignature, digests: nodeCrypto };
const opensslVerify = ['-CAfile', 'root.pem', '-purpose', 'any', '-attime', String(now / 1000), '-inform', 'DER'];

function verify(message: Uint8Array, more: Partial<SignedDataQuestion> = {}) {
  return verifySignedData(parseSignedData(message), { ...question, ...more });
}

function refused(code: CmsErrorCode, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof CmsError && error.code === code);
}

describe('Signed data that we build (RFC 5652 section 5)', () => {
  for (const name of ['rsa', 'ec', 'ec384'] as const)
    for (const digest of ['sha1', 'sha256', 'sha384', 'sha512'] as const)
      for (const kind of ['none', 'standard'] as const)
        it(`is verified by openssl cms: ${name}, ${digest}, signed attributes ${kind}`, () => {
          const signer = signers[name];
          for (const encoding of ['der', 'ber-indefinite'] as const)
            for (const detached of [false, true]) {
              const message = buildSignedData(
                wishOf(signer, content, { digest, detached, encoding, signedAttributes: { kind } }),
              );
              const files = { ...signer.files, message, content };
              const beside = detached ? ['-content', 'content'] : [];
              const args = ['cms', '-verify', '-binary', ...opensslVerify, ...beside, '-in', 'message', '-out', 'out'];
              assert.deepEqual(runOpenssl(args, files), content);
              const verified = verify(message, detached ? { content } : {});
              assert.ok(equals(verified.signerCertificate.raw, signer.certificate.raw));
              assert.deepEqual([verified.digest, verified.algorithm.hash], [digest, digest]);
            }
        });

  it('is verified by pkijs, with attributes and without', async () => {
    for (const signer of [signers.rsa, signers.ec])
      for (const kind of ['none', 'standard'] as const) {
        const message = buildSignedData(wishOf(signer, content, { signedAttributes: { kind } }));
        const signed = new PkijsSignedData({ schema: ContentInfo.fromBER(message).content });
        assert.equal(await signed.verify({ signer: 0 }), true);
      }
  });

  it('names its signer by key identifier where asked, and openssl finds it', () => {
    const signer = signers.ec;
    const named = { ...signer.cmsSigner, identifiedBy: 'key-identifier' } as const;
    const message = buildSignedData(wishOf(signer, content, { signer: named }));
    const args = ['cms', '-verify', '-binary', ...opensslVerify, '-in', 'message', '-out', 'out'];
    assert.deepEqual(runOpenssl(args, { ...signer.files, message }), content);
    assert.deepEqual(verify(message).signerCertificate.raw, signer.certificate.raw);
  });

  it('carries the signing time and attributes of its own', () => {
    const own = [{ type: '2.16.840.1.113733.1.9.7', values: [der.printableString('42')] }];
    const signedAttributes = { kind: 'standard', signingTime: now, own } as const;
    const verified = verify(buildSignedData(wishOf(signers.rsa, content, { signedAttributes })));
    assert.equal(verified.signingTime, now);
    const { attributes } = verified;
    assert.equal(attributes && attributeValue(attributes, '2.16.840.1.113733.1.9.7', (r) => r.text()), '42');
  });
});

describe('Signed data that others build', () => {
  const forms = {
    'openssl cms, DER': ['cms', '-outform', 'DER'],
    'openssl cms in indefinite lengths and pieces': ['cms', '-outform', 'DER', '-stream', '-indef'],
    'openssl cms by key identifier': ['cms', '-outform', 'DER', '-keyid'],
    'openssl cms without signed attributes': ['cms', '-outform', 'DER', '-noattr'],
    'openssl smime, detached': ['smime', '-outform', 'DER'],
  };
  for (const [title, [program = '', ...options]] of Object.entries(forms))
    it(`is verified: ${title}`, () => {
      const isDetached = program === 'smime';
      const long = new Uint8Array(20_000).fill(0x61);
      for (const signer of [signers.rsa, signers.ec])
        for (const digest of ['sha1', 'sha256', 'sha512']) {
          const files = { ...signer.files, content: long };
          const who = ['-sign', '-binary', '-md', digest, '-signer', 'signer.pem', '-inkey', 'key.pem'];
          const attach = isDetached ? [] : ['-nodetach'];
          const message = runOpenssl([program, ...who, ...options, ...attach, '-in', 'content', '-out', 'out'], files);
          const verified = verify(message, isDetached ? { content: long } : {});
          assert.deepEqual(verified.content, long);
          assert.equal(verified.digest, digest);
          assert.equal(verified.attributes === undefined, options.includes('-noattr'));
        }
    });

  it('is verified: a receipt by Apple, attached in indefinite lengths and pieces, with its chain', () => {
    const message = fromBase64(receipt.message) ?? assert.fail('not base64');
    const verified = verify(message);
    assert.ok(verified.content.length > 1000);
    assert.deepEqual(verified.algorithm, { scheme: 'ecdsa', hash: 'sha256' });
    assert.match(formatName(verified.signerCertificate.subject), /CN=Application Attestation Fraud Receipt Signing/);
    const [intermediate, root] = verified.otherCertificates.map(parseCertificate);
    assert.ok(intermediate && root);
    const leaf = verified.signerCertificate;
    const chain = { leaf, intermediates: [intermediate], roots: [root], verifySignature } as const;
    assert.equal(verifyCertificateChain({ ...chain, now: leaf.notBefore }).path.length, 3);
    const damaged = message.slice();
    damaged.set(utf8('other'), Buffer.from(damaged).indexOf('apple-appattest-poc'));
    refused('cms_wrong_signature', () => verify(damaged));
  });

  it('has its other certificates beside the signer', () => {
    const { rsa } = signers;
    const message = buildSignedData(
      wishOf(rsa, content, { certificates: [rsa.issuer.certificate.raw, rsa.certificate.raw] }),
    );
    assert.deepEqual(verify(message).otherCertificates, [rsa.issuer.certificate.raw]);
  });
});

describe('Signed data is refused', () => {
  const message = buildSignedData(wishOf(signers.ec, content));
  const bare = wishOf(signers.ec, content, { signedAttributes: { kind: 'none' } });

  it('over other content: cms_wrong_message_digest with attributes, cms_wrong_signature without', () => {
    const other = utf8('other');
    const detached = { detached: true } as const;
    refused('cms_wrong_message_digest', () =>
      verify(buildSignedData(wishOf(signers.ec, content, detached)), { content: other }),
    );
    refused('cms_wrong_signature', () => verify(buildSignedData({ ...bare, ...detached }), { content: other }));
  });

  it('with another content beside it than inside: cms_content_mismatch', () => {
    refused('cms_content_mismatch', () => verify(message, { content: utf8('other') }));
    assert.deepEqual(verify(message, { content }).content, content);
  });

  it('without any content: cms_missing_content', () => {
    refused('cms_missing_content', () => verify(buildSignedData({ ...bare, detached: true })));
  });

  it('by a key that is not in the certificate: cms_wrong_signature', () => {
    const liar = { ...signers.ec.cmsSigner, key: makeTestSigner('P-256').cmsSigner.key };
    refused('cms_wrong_signature', () => verify(buildSignedData({ ...bare, signer: liar })));
  });

  it("without the signer's certificate: cms_signer_certificate_missing", () => {
    refused('cms_signer_certificate_missing', () => verify(buildSignedData({ ...bare, certificates: [] })));
    const stranger = authority('Stranger').certificate.raw;
    refused('cms_signer_certificate_missing', () => verify(buildSignedData({ ...bare, certificates: [stranger] })));
  });

  it('with a certificate that cannot be read: cms_malformed_certificate', () => {
    refused('cms_malformed_certificate', () =>
      verify(buildSignedData({ ...bare, certificates: [der.sequence(der.integer(1))] })),
    );
  });

  it('not for a certificate beside the signer that cannot be read', () => {
    const certificates = [der.sequence(der.integer(1)), signers.ec.certificate.raw];
    assert.deepEqual(verify(buildSignedData({ ...bare, certificates })).content, content);
  });

  it('by nobody, and by two: cms_no_signer, cms_several_signers', () => {
    refused('cms_no_signer', () => verify(buildCertsOnly([signers.ec.certificate.raw]), { content }));
    const signed = parseSignedData(message);
    const signerInfos = [...signed.signerInfos, ...signed.signerInfos];
    refused('cms_several_signers', () => verifySignedData({ ...signed, signerInfos }, question));
  });

  it('without attributes over anything but data: cms_missing_signed_attributes (RFC 5652 section 5.3)', () => {
    refused('cms_missing_signed_attributes', () => verify(buildSignedData({ ...bare, contentType: '1.2.3.4' })));
  });

  it('when it is something else, too large, or no CMS: cms_wrong_content_type, cms_too_large, cms_malformed', () => {
    const enveloped = der.sequence(der.objectIdentifier('1.2.840.113549.1.7.3'), der.context(0, der.sequence()));
    refused('cms_wrong_content_type', () => parseSignedData(enveloped));
    refused('cms_too_large', () => parseSignedData(message, { maximumBytes: message.length - 1 }));
    refused('cms_malformed', () => parseSignedData(message.subarray(0, -1)));
    refused('cms_malformed', () => parseSignedData(Uint8Array.of(...message, 0)));
  });

  it('with an algorithm that we do not verify: cms_unsupported_algorithm', () => {
    const { files } = signers.rsa;
    const who = ['cms', '-sign', '-binary', '-signer', 'signer.pem', '-inkey', 'key.pem', '-in', 'content'];
    const sign = (...more: string[]) =>
      runOpenssl([...who, ...more, '-outform', 'DER', '-out', 'out'], { ...files, content });
    refused('cms_unsupported_algorithm', () => parseSignedData(sign('-md', 'md5')));
    refused('cms_unsupported_algorithm', () => parseSignedData(sign('-keyopt', 'rsa_padding_mode:pss')));
  });

  it('with an attribute twice, or a contentType that is another: cms_malformed_attribute', () => {
    const twice = { type: '1.2.3', values: [der.nullValue()] };
    const signedAttributes = { kind: 'standard', own: [twice, twice] } as const;
    refused('cms_malformed_attribute', () =>
      verify(buildSignedData(wishOf(signers.ec, content, { signedAttributes }))),
    );
    const signed = parseSignedData(message);
    refused('cms_malformed_attribute', () => verifySignedData({ ...signed, contentType: '1.2.3' }, question));
  });
});

describe('A message of certificates alone (RFC 8894 section 3.4)', () => {
  const certificates = [signers.rsa.certificate.raw, signers.rsa.issuer.certificate.raw];

  it('is read by openssl pkcs7, and one of openssl by us', () => {
    const printed = runOpenssl(['pkcs7', '-print_certs', '-inform', 'DER', '-in', 'message'], {
      message: buildCertsOnly(certificates),
    });
    assert.equal(new TextDecoder().decode(printed).match(/BEGIN CERTIFICATE/g)?.length, 2);
    const args = [
      'crl2pkcs7',
      '-nocrl',
      '-certfile',
      'signer.pem',
      '-certfile',
      'root.pem',
      '-outform',
      'DER',
      '-out',
      'out',
    ];
    assert.deepEqual(parseCertsOnly(runOpenssl(args, signers.rsa.files)), certificates);
    assert.deepEqual(parseCertsOnly(buildCertsOnly(certificates)), certificates);
  });

  it('is refused when it has none: cms_no_certificate', () => {
    refused('cms_no_certificate', () => parseCertsOnly(buildCertsOnly([])));
  });
});

describe('Whatever the bytes, only CmsError is thrown (property)', () => {
  const messages = (['der', 'ber-indefinite'] as const).map((encoding) =>
    buildSignedData(wishOf(signers.ec, content, { encoding })),
  );
  const survives = (bytes: Uint8Array) => {
    try {
      verify(bytes);
    } catch (error) {
      assert.ok(error instanceof CmsError, String(error));
    }
  };

  it('by random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives));
  });

  it('by real messages with bytes changed, taken out or put in', () => {
    const change = fc.record({ at: fc.nat(), out: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (message, changes) => {
          let bytes = [...message];
          for (const { at, out, put } of changes) bytes = bytes.toSpliced(at % bytes.length, out, ...put);
          survives(Uint8Array.from(bytes));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('and what is built is what is parsed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('der', 'ber-indefinite'), (bytes, encoding) => {
        const certificate = issue({ key: signers.ec.key, subject: 'Someone' });
        const signer = { ...signers.ec.cmsSigner, certificate: certificate.raw };
        const wish = wishOf(signers.ec, bytes, { encoding, signer, certificates: [certificate.raw] });
        assert.deepEqual(verify(buildSignedData(wish)).content, bytes);
      }),
      { numRuns: 30 },
    );
  });
});
