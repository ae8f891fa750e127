import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { makeTestSigner, runOpenssl, type TestSigner } from '#protocol/cms/contract/openssl-cms.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { rsaDecrypter, rsaEncrypter } from '#runtime/rsa.ts';
import { AdeMessageError, type AdeMessageErrorCode } from './ade-message-error.ts';
import { largestServerToken, openServerToken, sealServerToken, serverTokenExpiry } from './server-token.ts';

const server = makeTestSigner(2048);
const token = {
  consumer_key: 'CK_1',
  consumer_secret: 'CS_2',
  access_token: 'AT_3',
  access_secret: 'AS_4',
  access_token_expiry: '2027-01-01T00:00:00Z',
};
const sealing = {
  recipients: [server.certificate],
  encrypter: rsaEncrypter,
  ciphers: blockCiphers,
  random: randomBytes,
};

function open(file: Uint8Array, { certificate, key }: TestSigner = server) {
  return openServerToken(file, { certificate, decrypter: rsaDecrypter(key.privateKey), ciphers: blockCiphers });
}

function sealedByOpenssl(plaintext: string, cipher: string): Uint8Array {
  const args = ['smime', '-encrypt', cipher, '-in', 'plain', '-out', 'out', 'signer.pem'];
  return runOpenssl(args, { ...server.files, plain: plaintext });
}

function refused(code: AdeMessageErrorCode, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof AdeMessageError && error.code === code);
}

describe('The server token of Apple Business Manager', () => {
  it('is opened when openssl smime made it, with each of the ciphers, wrapped or not', () => {
    const json = JSON.stringify(token);
    const wrapped = `-----BEGIN MESSAGE-----\n${json}\n-----END MESSAGE-----\n`;
    const head = 'Content-Type: text/plain;charset=UTF-8\nContent-Transfer-Encoding: 7bit\n\n';
    for (const cipher of ['-aes128', '-aes192', '-aes256', '-des3'])
      for (const plaintext of [head + wrapped, head + json, wrapped, json])
        assert.deepEqual(open(sealedByOpenssl(plaintext, cipher)), token);
  });

  it('that we make is opened by openssl smime and by us', () => {
    const file = sealServerToken(token, sealing);
    const args = ['smime', '-decrypt', '-recip', 'signer.pem', '-inkey', 'key.pem', '-in', 'file', '-out', 'out'];
    const plaintext = new TextDecoder().decode(runOpenssl(args, { ...server.files, file }));
    assert.match(plaintext, /^Content-Type: text\/plain;charset=UTF-8\r\n/);
    assert.ok(plaintext.includes(JSON.stringify(token)));
    assert.deepEqual(open(file), token);
    assert.deepEqual(open(sealServerToken(token, { ...sealing, cipher: 'des-ede3-cbc', encoding: 'der' })), token);
  });

  it('is opened from the CMS message alone, too', () => {
    const [, body = ''] = new TextDecoder().decode(sealServerToken(token, sealing)).split('\r\n\r\n');
    assert.deepEqual(open(new Uint8Array(Buffer.from(body, 'base64'))), token);
  });

  it('says when it ends', () => {
    assert.equal(serverTokenExpiry(token), Date.UTC(2027, 0));
    assert.equal(
      serverTokenExpiry({ access_token_expiry: '2027-01-01T00:00:00.000+01:00' }),
      Date.UTC(2026, 11, 31, 23),
    );
    assert.ok(Number.isNaN(serverTokenExpiry({ access_token_expiry: 'soon' })));
  });

  it('is refused when it is for another certificate: cms_no_recipient', () => {
    assert.throws(
      () => open(sealServerToken(token, sealing), makeTestSigner(2048)),
      (error) => error instanceof CmsError && error.code === 'cms_no_recipient',
    );
  });

  it('is refused as a file when it is no MIME message, damaged, or too large', () => {
    refused('ade_message_malformed', () => open(utf8('{}')));
    refused('ade_message_malformed', () => open(Uint8Array.of(0xff, 0xfe)));
    refused('ade_message_malformed', () => open(utf8('Content-Transfer-Encoding: base64\n\n?')));
    refused('ade_message_too_large', () => open(new Uint8Array(largestServerToken + 1)));
  });

  it('is refused when a member is missing or the end is no date, and its secrets are in no error', () => {
    const { access_secret: _, ...less } = token;
    refused('ade_member_missing', () => open(sealedByOpenssl(JSON.stringify(less), '-aes128')));
    refused('ade_message_malformed', () => open(sealedByOpenssl('CS_2', '-aes128')));
    const odd = JSON.stringify({ ...token, access_token_expiry: 'CS_2' });
    assert.throws(
      () => open(sealedByOpenssl(odd, '-aes128')),
      (error) =>
        error instanceof AdeMessageError && error.code === 'ade_member_malformed' && !error.message.includes('CS_2'),
    );
  });

  it('throws nothing but its errors, whatever the bytes (property)', () => {
    const head = utf8('Content-Transfer-Encoding: base64\n\n');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.base64String(), (bytes, text) => {
        for (const file of [bytes, Uint8Array.of(...head, ...utf8(text))])
          try {
            open(file);
          } catch (error) {
            assert.ok(error instanceof CmsError || error instanceof AdeMessageError, String(error));
          }
      }),
    );
  });
});
