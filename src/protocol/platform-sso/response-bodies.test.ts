import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import samples from '#test/vectors/platform-sso/document-samples.json' with { type: 'json' };
import exchange from '#test/vectors/platform-sso/key-exchange-response.json' with { type: 'json' };
import apple from '#test/vectors/platform-sso/login-response.json' with { type: 'json' };
import { fromBase64, fromBase64url, toBase64, toBase64url } from '../encoding/base64.ts';
import { type JsonObject, parseJsonObject } from '../encoding/json.ts';
import { fromUtf8 } from '../encoding/utf8.ts';
import { changed, refusal } from './contract/sample-mac.ts';
import { encodeKeyExchangeResponse, parseKeyExchangeResponse } from './key-exchange-response.ts';
import { encodeKeyResponse, parseKeyResponse } from './key-response.ts';
import { encodeLoginResponse, parseLoginResponse } from './login-response.ts';
import { MessageError } from './message-error.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1 });
const moment = fc.nat(4_000_000_000);
const noNullPrototype = { noNullPrototype: true } as const;

describe('The body of a login response (section 6.1)', () => {
  const published = parseJsonObject(fromUtf8(fromBase64url(apple.plaintext) ?? new Uint8Array()) ?? '') ?? {};

  it('is read from Apple’s plaintext of 2022 (14.3)', () => {
    const response = parseLoginResponse(published);
    assert.equal(response.refreshToken, 'AwABAAAAvPM1KaPlrEqdFSBzjqfTGAMxZGUTdM0t4B4');
    assert.equal(response.expiresIn, 28_800);
    assert.equal(response.refreshTokenExpiresIn, 28_800);
    assert.equal(response.idToken, published['id_token']);
    assert.equal(response.idToken.split('.').length, 3);
  });

  it('is read from Apple’s sample with a Kerberos ticket, where expires_in stands for both lives', () => {
    const response = parseLoginResponse(samples.loginResponseWithKerberos);
    assert.equal(response.expiresIn, 3600);
    assert.equal(response.refreshTokenExpiresIn, 3600);
  });

  it('may say lives as texts, and the refresh token’s life alone', () => {
    const tokens = { id_token: 'a.b.c', refresh_token: 'r' };
    assert.equal(parseLoginResponse({ ...tokens, expires_in: '3600' }).expiresIn, 3600);
    assert.equal(parseLoginResponse({ ...tokens, refresh_token_expires_in: 60 }).expiresIn, 60);
  });

  it('is written with the token type Bearer and reads back (property)', () => {
    const required = { idToken: word, refreshToken: word, refreshTokenExpiresIn: moment, expiresIn: moment };
    const optional = { accessToken: word, key: word, keyContext: word };
    const keys = Object.keys(required) as (keyof typeof required)[];
    fc.assert(
      fc.property(fc.record({ ...required, ...optional }, { requiredKeys: keys, ...noNullPrototype }), (response) => {
        const body = encodeLoginResponse(response);
        assert.equal(body['token_type'], 'Bearer');
        assert.deepEqual(parseLoginResponse(body), response);
      }),
    );
  });

  for (const name of ['id_token', 'refresh_token'])
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parseLoginResponse(changed(published, { [name]: undefined })), refusal('missing_claim'));
    });

  it('is refused without any life, and with one that is no number', () => {
    const none = changed(published, { expires_in: undefined, refresh_token_expires_in: undefined });
    assert.throws(() => parseLoginResponse(none), refusal('missing_claim'));
    assert.throws(() => parseLoginResponse(changed(published, { expires_in: 'soon' })), refusal('malformed_claim'));
  });
});

describe('The body of a key response (section 7.2)', () => {
  const der = new Uint8Array([0x30, 0x82, 0xfb, 0xff, 0xfe]);
  const good = { certificate: toBase64url(der), iat: 1_685_755_837, exp: 1_685_756_137 };

  it('has its certificate in base64url without padding (section 15, slip 22), and is read in either alphabet', () => {
    const response = { certificate: der, keyContext: undefined, issuedAt: good.iat, expiresAt: good.exp };
    assert.deepEqual(encodeKeyResponse(response), good);
    for (const text of [toBase64url(der), toBase64(der)])
      assert.deepEqual(parseKeyResponse({ ...good, certificate: text }), response);
  });

  it('reads back after encoding (property)', () => {
    const bytes = fc.uint8Array({ minLength: 1 }).map((value) => new Uint8Array(value));
    const response = fc.record(
      { certificate: bytes, keyContext: fc.option(word, { nil: undefined }), issuedAt: moment, expiresAt: moment },
      noNullPrototype,
    );
    fc.assert(
      fc.property(response, (value) => {
        assert.deepEqual(parseKeyResponse(encodeKeyResponse(value)), value);
      }),
    );
  });

  for (const name of ['certificate', 'iat', 'exp'])
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parseKeyResponse(changed(good, { [name]: undefined })), refusal('missing_claim'));
    });

  it('is refused with a certificate that is not base64', () => {
    assert.throws(() => parseKeyResponse({ ...good, certificate: 'MIIBc...2dGpb' }), refusal('malformed_claim'));
  });
});

describe('The body of a key exchange response (section 7.3)', () => {
  it('is Apple’s: 32 bytes in standard base64 with padding, written again member for member (14.8)', () => {
    const response = parseKeyExchangeResponse(exchange.body);
    assert.equal(response.key.length, 32);
    assert.equal(response.issuedAt, 1_685_755_837);
    assert.equal(response.expiresAt, 1_685_756_137);
    assert.deepEqual(encodeKeyExchangeResponse(response), exchange.body);
  });

  it('answers the captured key exchange with the agreed secret (14.7)', () => {
    const key = fromBase64(captures.unlockKey.sharedSecret) ?? assert.fail('not base64');
    const body = encodeKeyExchangeResponse({ key, keyContext: undefined, issuedAt: 1, expiresAt: 2 });
    assert.equal(body['key'], captures.unlockKey.sharedSecret);
  });

  it('keeps a secret that starts with zero bytes whole, and reads back (property)', () => {
    const key = fc
      .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(32))
      .map(([bytes, zeros]) => new Uint8Array(bytes).fill(0, 0, zeros));
    const response = fc.record(
      { key, keyContext: fc.option(word, { nil: undefined }), issuedAt: moment, expiresAt: moment },
      noNullPrototype,
    );
    fc.assert(
      fc.property(response, (value) => {
        assert.deepEqual(parseKeyExchangeResponse(encodeKeyExchangeResponse(value)), value);
      }),
    );
  });

  const bytes = (length: number) => new Uint8Array(length).fill(0xfb);
  for (const [what, key] of [
    ['base64url, which a Mac’s decoder refuses', toBase64url(bytes(32))],
    ['base64 without padding', toBase64(bytes(32)).replace('=', '')],
    ['31 bytes: a dropped zero byte', toBase64(bytes(31))],
    ['33 bytes', toBase64(bytes(33))],
  ] as const)
    it(`is refused with a key in ${what}`, () => {
      assert.throws(() => parseKeyExchangeResponse({ ...exchange.body, key }), refusal('malformed_claim'));
    });

  for (const name of ['key', 'iat', 'exp'])
    it(`is refused without "${name}"`, () => {
      const body = changed(exchange.body, { [name]: undefined });
      assert.throws(() => parseKeyExchangeResponse(body), refusal('missing_claim'));
    });
});

describe('Random bodies', () => {
  it('throw nothing but MessageError in any of the three parsers (property)', () => {
    const names = fc.constantFrom(
      'id_token',
      'refresh_token',
      'expires_in',
      'certificate',
      'key',
      'key_context',
      'iat',
      'exp',
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (any) => {
        const body = JSON.parse(JSON.stringify(any)) as JsonObject;
        for (const parse of [parseLoginResponse, parseKeyResponse, parseKeyExchangeResponse]) {
          try {
            parse(body);
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
