import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toUnpaddedBase32 } from '#protocol/encoding/base32.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { encodeOtpauthUri } from '#protocol/otp/otpauth-uri.ts';
import { codeAt, parseCodeSecret } from './codes.ts';
import { type Subtle, webCrypto } from './web-crypto.ts';

const crypto = webCrypto(webcrypto.subtle as unknown as Subtle);
const seed = '12345678901234567890';

describe('One-time codes on a phone (RFC 6238)', () => {
  it('are those of appendix B, by WebCrypto', async () => {
    const times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
    const vectors = {
      sha1: [20, '94287082 07081804 14050471 89005924 69279037 65353130'],
      sha256: [32, '46119246 68084774 67062674 91819424 90698825 77737706'],
      sha512: [64, '90693936 25091201 99943326 93441116 38618901 47863826'],
    } as const;
    for (const digest of ['sha1', 'sha256', 'sha512'] as const) {
      const [length, codes] = vectors[digest];
      const secret = utf8(seed.repeat(4).slice(0, length));
      const made = times.map((time) => codeAt(crypto, { secret, digest, digits: 8, period: 30 }, time * 1000));
      assert.deepEqual(
        (await Promise.all(made)).map(({ code }) => code),
        codes.split(' '),
      );
    }
  });

  it('say until when they count', async () => {
    const secret = { secret: utf8(seed), digest: 'sha1', digits: 6, period: 30 } as const;
    assert.equal((await codeAt(crypto, secret, 59_999)).validUntil, 60_000);
    assert.equal((await codeAt(crypto, secret, 60_000)).validUntil, 90_000);
  });

  it('come from the address that the server writes (property)', () => {
    const shapes = fc.record({
      digest: fc.constantFrom('sha1', 'sha256', 'sha512'),
      digits: fc.constantFrom(6, 7, 8),
      period: fc.constantFrom(15, 30, 60),
    });
    const names = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(shapes, names, names, fc.uint8Array({ minLength: 10, maxLength: 64 }), (shape, by, of, secret) => {
        const uri = encodeOtpauthUri({ issuer: by, account: of, secret, shape });
        const read = parseCodeSecret(uri);
        assert.deepEqual(read && { ...read, secret: [...read.secret] }, { ...shape, secret: [...secret] });
      }),
    );
  });

  it('come from no other text (property), and from none that says a thing twice', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(parseCodeSecret(text), undefined)));
    const secret = toUnpaddedBase32(utf8(seed));
    const good = `otpauth://totp/A:b?secret=${secret}`;
    assert.ok(parseCodeSecret(good));
    for (const bad of [
      `otpauth://hotp/A:b?secret=${secret}`,
      'otpauth://totp/A:b?secret=',
      'otpauth://totp/A:b?secret=AAAA',
      `${good}&secret=${secret}`,
      `${good}&digits=9`,
      `${good}&digits=six`,
      `${good}&period=0`,
      `${good}&period=1e3`,
      `${good}&algorithm=MD5`,
      `${good}#more`,
    ]) {
      assert.equal(parseCodeSecret(bad), undefined, bad);
    }
  });
});
