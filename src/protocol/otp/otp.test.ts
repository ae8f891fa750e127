import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nodeHmac } from '#runtime/hmac.ts';
import { fromBase32 } from '../encoding/base32.ts';
import { utf8 } from '../encoding/utf8.ts';
import { hotp } from './hotp.ts';
import { encodeOtpauthUri } from './otpauth-uri.ts';
import { matchingSteps, totp, usualTotp } from './totp.ts';

const seed = '12345678901234567890';
const key = utf8(seed);

describe('One-time passwords of a counter (RFC 4226)', () => {
  it('are those of appendix D', () => {
    const codes = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ');
    for (const [counter, code] of codes.entries()) assert.equal(hotp(nodeHmac, key, counter, usualTotp), code);
  });
});

describe('One-time passwords of the time (RFC 6238)', () => {
  // Appendix B: the seeds are as long as each hash; seconds since 1970.
  const times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
  const vectors = {
    sha1: [20, '94287082 07081804 14050471 89005924 69279037 65353130'],
    sha256: [32, '46119246 68084774 67062674 91819424 90698825 77737706'],
    sha512: [64, '90693936 25091201 99943326 93441116 38618901 47863826'],
  } as const;
  for (const digest of ['sha1', 'sha256', 'sha512'] as const) {
    it(`are those of appendix B by ${digest}`, () => {
      const [length, codes] = vectors[digest];
      const own = utf8(seed.repeat(4).slice(0, length));
      const shape = { digest, digits: 8, period: 30 };
      assert.deepEqual(
        times.map((time) => totp(nodeHmac, own, time * 1000, shape)),
        codes.split(' '),
      );
    });
  }

  it('count one step before and after, and no further (section 5.2)', () => {
    const now = 1_111_111_111_000;
    const equal = (a: string, b: string) => a === b;
    const stepsOf = (at: number) =>
      matchingSteps({ code: totp(nodeHmac, key, at), now, shape: usualTotp }, key, { hmac: nodeHmac, equal });
    const step = Math.floor(now / 30_000);
    assert.deepEqual(stepsOf(now), [step]);
    assert.deepEqual(stepsOf(now - 30_000), [step - 1]);
    assert.deepEqual(stepsOf(now + 30_000), [step + 1]);
    assert.deepEqual([stepsOf(now - 60_000), stepsOf(now + 60_000)], [[], []]);
  });

  it('have always as many digits (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.maxSafeInteger().map(Math.abs), (any, counter) =>
        assert.match(hotp(nodeHmac, any, counter, usualTotp), /^\d{6}$/),
      ),
    );
  });
});

describe('The URI of a secret (Key Uri Format)', () => {
  it('says everything in the form that authenticators read', () => {
    const secret = new Uint8Array(20).map((_, index) => index);
    const text = encodeOtpauthUri({ issuer: 'Ex & Co', account: 'ada@example.org', secret, shape: usualTotp });
    assert.equal(
      text,
      'otpauth://totp/Ex%20%26%20Co:ada%40example.org?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT' +
        '&issuer=Ex%20%26%20Co&algorithm=SHA1&digits=6&period=30',
    );
    const url = new URL(text);
    assert.deepEqual(fromBase32(url.searchParams.get('secret') ?? ''), secret);
    assert.equal(url.searchParams.get('issuer'), 'Ex & Co');
  });

  it('parts issuer and account by its only colon', () => {
    const wish = { issuer: 'A:B', account: 'c:d', secret: key, shape: usualTotp };
    assert.match(encodeOtpauthUri(wish), /^otpauth:\/\/totp\/A%20B:c%20d\?/);
  });
});
