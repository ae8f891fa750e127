import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BlockCipherName } from '#protocol/crypto.ts';
import { constructedBit, contextPrimitiveTag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { rsaDecrypter, rsaEncrypter } from '#runtime/rsa.ts';
import { CmsError, type CmsErrorCode } from './cms-error.ts';
import { makeTestSigner, runOpenssl, type TestSigner } from './contract/openssl-cms.ts';
import { openEnvelopedData, parseEnvelopedData } from './enveloped-data.ts';
import { type EnvelopedDataWish, sealEnvelopedData } from './seal-enveloped-data.ts';

const recipient = makeTestSigner(2048);
const other = makeTestSigner(2048);
const curve = makeTestSigner('P-256');
const content = utf8('Content-Type: text/plain\r\n\r\n{"consumer_key":"CK_1"}');
// OpenSSL's names; single DES is in its legacy provider.
const opensslNames = {
  'aes-128-cbc': ['-aes128'],
  'aes-192-cbc': ['-aes192'],
  'aes-256-cbc': ['-aes256'],
  'des-ede3-cbc': ['-des3'],
  'des-cbc': ['-des-cbc', '-provider', 'legacy', '-provider', 'default'],
} as const;
const ciphers = Object.keys(opensslNames) as BlockCipherName[];

function open(message: Uint8Array, { certificate, key }: TestSigner = recipient): Uint8Array {
  const decrypter = rsaDecrypter(key.privateKey);
  return openEnvelopedData(parseEnvelopedData(message), { certificate, decrypter, ciphers: blockCiphers });
}

function seal(change: Partial<EnvelopedDataWish> = {}): Uint8Array {
  return sealEnvelopedData({
    content,
    cipher: 'aes-128-cbc',
    recipients: [recipient.certificate],
    encrypter: rsaEncrypter,
    ciphers: blockCiphers,
    random: (length) => randomBytes(length),
    encoding: 'der',
    ...change,
  });
}

function refused(code: CmsErrorCode, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof CmsError && error.code === code);
}

describe('Enveloped data (RFC 5652 section 6, RFC 3370, RFC 3565)', () => {
  for (const cipher of ciphers)
    it(`that we seal with ${cipher} is opened by openssl cms, and the other way`, () => {
      const legacy = opensslNames[cipher].slice(1);
      for (const encoding of ['der', 'ber-indefinite'] as const) {
        const message = seal({ cipher, encoding });
        const who = ['-recip', 'signer.pem', '-inkey', 'key.pem'];
        const args = [
          'cms',
          '-decrypt',
          '-binary',
          '-inform',
          'DER',
          ...who,
          ...legacy,
          '-in',
          'message',
          '-out',
          'out',
        ];
        assert.deepEqual(runOpenssl(args, { ...recipient.files, message }), content);
        assert.deepEqual(open(message), content);
      }
      for (const long of [content, randomBytes(20_000)])
        for (const form of [[], ['-stream', '-indef'], ['-keyid']]) {
          const how = [...opensslNames[cipher], '-outform', 'DER', ...form];
          const args = ['cms', '-encrypt', '-binary', ...how, '-in', 'content', '-out', 'out', 'signer.pem'];
          const message = runOpenssl(args, { ...recipient.files, content: long });
          assert.deepEqual(Buffer.from(open(message)), Buffer.from(long));
        }
    });

  it('opens what openssl smime (PKCS #7) makes', () => {
    const args = [
      'smime',
      '-encrypt',
      '-binary',
      '-aes128',
      '-outform',
      'DER',
      '-in',
      'content',
      '-out',
      'out',
      'signer.pem',
    ];
    assert.deepEqual(open(runOpenssl(args, { ...recipient.files, content })), content);
  });

  it('has several recipients, and each opens it; recipients of other kinds are passed over', () => {
    const message = seal({ recipients: [other.certificate, recipient.certificate] });
    assert.deepEqual(open(message), content);
    assert.deepEqual(open(message, other), content);
    const files = { ...recipient.files, 'curve.pem': curve.files['signer.pem'] ?? '', content };
    const args = ['cms', '-encrypt', '-binary', '-aes256', '-outform', 'DER', '-in', 'content', '-out', 'out'];
    const mixed = runOpenssl([...args, 'curve.pem', 'signer.pem'], files);
    assert.equal(parseEnvelopedData(mixed).recipients.length, 1);
    assert.deepEqual(open(mixed), content);
  });

  it('gives back any content (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(...ciphers), (bytes, cipher) => {
        const message = seal({ content: bytes, cipher });
        assert.deepEqual(Buffer.from(open(message)), Buffer.from(bytes));
      }),
      { numRuns: 20 },
    );
  });
});

describe('Enveloped data is refused', () => {
  const message = seal();

  it('for somebody else: cms_no_recipient', () => {
    refused('cms_no_recipient', () => open(message, other));
  });

  it('with a wrong private key and with a damaged ciphertext alike: cms_cannot_decrypt', () => {
    // One wrong key in 256 gives right padding by chance, so the message is one for which it does not.
    const key = other.key;
    const wrongs = Array.from({ length: 8 }, () => seal()).filter((sealed) => {
      try {
        open(sealed, { ...recipient, key });
        return false;
      } catch (error) {
        assert.ok(error instanceof CmsError);
        assert.equal(error.code, 'cms_cannot_decrypt');
        return true;
      }
    });
    assert.ok(wrongs.length > 0);
    const enveloped = parseEnvelopedData(message);
    const decrypter = rsaDecrypter(recipient.key.privateKey);
    const question = { certificate: recipient.certificate, decrypter, ciphers: blockCiphers };
    const cut = { ...enveloped, encryptedContent: enveloped.encryptedContent.subarray(1) };
    refused('cms_cannot_decrypt', () => openEnvelopedData(cut, question));
  });

  it('with a cipher or a key transport that we have not: cms_unsupported_algorithm', () => {
    const args = ['cms', '-encrypt', '-binary', '-outform', 'DER', '-in', 'content', '-out', 'out'];
    const files = { ...recipient.files, content };
    refused('cms_unsupported_algorithm', () => open(runOpenssl([...args, '-camellia128', 'signer.pem'], files)));
    const oaep = ['-aes128', '-recip', 'signer.pem', '-keyopt', 'rsa_padding_mode:oaep'];
    refused('cms_unsupported_algorithm', () => open(runOpenssl([...args, ...oaep], files)));
  });

  it('when it is something else, too large, or no CMS: cms_wrong_content_type, cms_too_large, cms_malformed', () => {
    const signed = der.sequence(der.objectIdentifier('1.2.840.113549.1.7.2'), der.context(0, der.sequence()));
    refused('cms_wrong_content_type', () => parseEnvelopedData(signed));
    refused('cms_too_large', () => parseEnvelopedData(message, { maximumBytes: 10 }));
    refused('cms_malformed', () => parseEnvelopedData(message.subarray(0, 100)));
  });

  it('with an initialization vector of another length: cms_malformed; without content: cms_missing_content', () => {
    const bytes = (iv: Uint8Array, ...more: Uint8Array[]) => {
      const cipher = der.sequence(der.objectIdentifier('2.16.840.1.101.3.4.1.2'), der.octetString(iv));
      const encrypted = der.sequence(der.objectIdentifier('1.2.840.113549.1.7.1'), cipher, ...more);
      const fields = der.sequence(der.integer(0), der.setOf(), encrypted);
      return der.sequence(der.objectIdentifier('1.2.840.113549.1.7.3'), der.context(0, fields));
    };
    refused('cms_malformed', () => parseEnvelopedData(bytes(new Uint8Array(8))));
    refused('cms_missing_content', () => parseEnvelopedData(bytes(new Uint8Array(16))));
  });

  it('cannot be made for nobody, nor for a key that is not RSA: cms_cannot_encrypt', () => {
    refused('cms_cannot_encrypt', () => seal({ recipients: [] }));
    refused('cms_cannot_encrypt', () => seal({ recipients: [curve.certificate] }));
    const broken = {
      ...recipient.certificate,
      publicKey: { ...recipient.certificate.publicKey, spki: new Uint8Array(3) },
    };
    refused('cms_cannot_encrypt', () => seal({ recipients: [broken] }));
  });

  it('by a certificate with a broken key identifier where it is named by one: cms_malformed_certificate', () => {
    const raw = recipient.certificate.raw.slice();
    const at = Buffer.from(raw).indexOf(Buffer.from('0603551d0e', 'hex'));
    raw[at + 7] = contextPrimitiveTag(1) | constructedBit;
    const args = [
      'cms',
      '-encrypt',
      '-binary',
      '-aes128',
      '-keyid',
      '-outform',
      'DER',
      '-in',
      'content',
      '-out',
      'out',
    ];
    const named = runOpenssl([...args, 'signer.pem'], { ...recipient.files, content });
    refused('cms_malformed_certificate', () => open(named, { ...recipient, certificate: parseCertificate(raw) }));
  });

  it('with nothing but CmsError, whatever the bytes (property)', () => {
    const messages = [message, seal({ encoding: 'ber-indefinite' })];
    const survives = (bytes: Uint8Array) => {
      try {
        open(bytes);
      } catch (error) {
        assert.ok(error instanceof CmsError, String(error));
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives));
    const change = fc.record({ at: fc.nat(), out: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.array(change, { minLength: 1, maxLength: 3 }), (real, changes) => {
        let bytes = [...real];
        for (const { at, out, put } of changes) bytes = bytes.toSpliced(at % bytes.length, out, ...put);
        survives(Uint8Array.from(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
