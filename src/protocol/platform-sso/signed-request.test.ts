import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import assertions from '#test/vectors/platform-sso/embedded-assertions.json' with { type: 'json' };
import apple from '#test/vectors/platform-sso/login-request-2022.json' with { type: 'json' };
import web from '#test/vectors/platform-sso/web-login-macos-27.json' with { type: 'json' };
import { keySigner } from '#runtime/crypto.ts';
import { fromBase64, toBase64, toBase64url } from '../encoding/base64.ts';
import { utf8 } from '../encoding/utf8.ts';
import {
  changed,
  deviceEncryption,
  deviceSigning,
  loginClaims,
  refusal,
  sample,
  signed,
} from './contract/sample-mac.ts';
import { encodeJweCrypto, parseJweCrypto } from './jwe-crypto.ts';
import { typ } from './media-types.ts';
import type { MessageErrorCode } from './message-error.ts';
import { parseKeyId, parseSignedRequest, parseX5c, readJws } from './signed-request.ts';

const keyId = fromBase64(deviceSigning.kid) ?? assert.fail('not base64');

describe('What every signed request has (sections 3.1, 3.3, 5.2)', () => {
  const flavours = {
    'padded standard base64, as macOS writes': deviceSigning.kid,
    'standard base64 without padding': deviceSigning.kid.replace('=', ''),
    'base64url, as JOSE writes': toBase64url(keyId),
    'base64url with padding': `${toBase64url(keyId)}=`,
  };
  for (const [flavour, kid] of Object.entries(flavours)) {
    it(`has the same key id in ${flavour}`, () => {
      assert.deepEqual(parseSignedRequest(signed(loginClaims, { kid })).keyId, keyId);
    });
  }

  it('is compared by key ids with + and / in both alphabets', () => {
    const bytes = new Uint8Array(32).fill(0xfb);
    assert.match(toBase64(bytes), /\+/);
    assert.deepEqual(parseKeyId({ kid: toBase64(bytes) }), bytes);
    assert.deepEqual(parseKeyId({ kid: toBase64url(bytes) }), bytes);
  });

  for (const kid of [
    undefined,
    null,
    '',
    1,
    'AAAA',
    'not base64!',
    toBase64(new Uint8Array(33)),
    [deviceSigning.kid],
  ]) {
    it(`is refused with the key id ${JSON.stringify(kid)}`, () => {
      assert.throws(() => parseKeyId(kid === undefined ? {} : { kid }), refusal('malformed_key_id'));
    });
  }

  it('has certificates as one string in the old style, as an array in the new (section 15, slip 8)', () => {
    const [old] = parseX5c(apple.header);
    const [latest] = parseX5c(web.header);
    assert.equal(toBase64(old ?? new Uint8Array()), apple.header.x5c);
    assert.equal(toBase64(latest ?? new Uint8Array()), web.header.x5c[0]);
    assert.equal(parseX5c(assertions.smartCard.header).length, 1);
    assert.deepEqual(parseX5c({}), []);
    assert.deepEqual(parseX5c({ x5c: [] }), []);
  });

  for (const x5c of [1, null, {}, '', 'not base64!', ['AAAA', 1], [''], ['-_8='], Array(9).fill('AAAA')]) {
    it(`is refused with the certificates ${JSON.stringify(x5c).slice(0, 30)}`, () => {
      assert.throws(() => parseX5c({ x5c }), refusal('malformed_certificate'));
    });
  }

  it('is signed with ES256 and nothing else', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const es384 = signed(loginClaims, typ.loginRequest, { ...deviceSigning, signer: keySigner(privateKey) });
    assert.throws(() => parseSignedRequest(es384), refusal('unsupported_algorithm'));
    const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rs256 = signed(loginClaims, typ.loginRequest, { ...deviceSigning, signer: keySigner(rsa) });
    assert.throws(() => parseSignedRequest(rs256), refusal('unsupported_algorithm'));
    for (const alg of ['none', 'HS256', 'EdDSA'])
      assert.throws(() => parseSignedRequest(signed(loginClaims, { alg })), refusal('unsupported_algorithm'));
  });

  it('is refused with "crit" (section 16.3)', () => {
    assert.throws(() => parseSignedRequest(signed(loginClaims, { crit: ['exp'] })), refusal('malformed_jws'));
  });

  it('is refused when it is no JWS', () => {
    for (const text of ['', 'a.b', 'a.b.c', 'a.b.c.d.e', `${signed(loginClaims, {})}.x`])
      assert.throws(() => readJws(text), refusal('malformed_jws'));
  });

  it('has times of either style (section 3.2)', () => {
    const numbers = parseSignedRequest(signed(loginClaims, {}));
    const texts = changed(loginClaims, { iat: String(sample.now), exp: String(sample.now + 300) });
    const strings = parseSignedRequest(signed(texts, {}));
    assert.equal(strings.issuedAt, numbers.issuedAt);
    assert.equal(strings.expiresAt, numbers.expiresAt);
  });

  for (const name of ['iat', 'nonce', 'request_nonce', 'jwe_crypto']) {
    it(`is refused without "${name}"`, () => {
      const claims = changed(loginClaims, { [name]: undefined });
      assert.throws(() => parseSignedRequest(signed(claims, {})), refusal('missing_claim'));
    });
  }

  for (const name of ['iat', 'exp', 'nonce', 'request_nonce', 'jwe_crypto', 'iss', 'aud', 'client_id']) {
    it(`is refused with "${name}" of another type`, () => {
      const claims = changed(loginClaims, { [name]: [1] });
      assert.throws(() => parseSignedRequest(signed(claims, {})), refusal('malformed_claim'));
    });
  }

  it('may leave out "exp", "iss", "aud" and "client_id", which verification asks for by kind', () => {
    const claims = changed(loginClaims, { exp: undefined, iss: undefined, aud: undefined, client_id: undefined });
    const { expiresAt, issuer, audience, clientId } = parseSignedRequest(signed(claims, {}));
    assert.deepEqual([expiresAt, issuer, audience, clientId], [undefined, undefined, undefined, undefined]);
  });
});

describe('The claim jwe_crypto (sections 3.4, 3.6)', () => {
  const partyVInfo = { deviceEncryptionKey: deviceEncryption.publicKey, nonce: sample.nonce };
  const good = encodeJweCrypto(partyVInfo);

  it('reads back after encoding, and keeps the bytes of apv', () => {
    const parsed = parseJweCrypto({ jwe_crypto: good });
    assert.deepEqual(parsed.partyVInfo, partyVInfo);
    assert.equal(toBase64url(parsed.apv), good['apv']);
  });

  it('is refused when it asks for HPKE, as Apple’s sample for macOS 27 does', () => {
    assert.throws(() => parseJweCrypto(web.claims), refusal('hpke_not_supported'));
    for (const alg of ['HPKE-P384-SHA384-A256GCM', 'HPKE-X25519-SHA256-ChaCha20Poly1305'])
      assert.throws(() => parseJweCrypto({ jwe_crypto: { alg, enc: 'dir' } }), refusal('hpke_not_supported'));
  });

  const apvOf = (apv: unknown) => changed(good, { apv: apv as string });
  const refused: readonly (readonly [string, Parameters<typeof changed>[0], MessageErrorCode])[] = [
    ['another key agreement', changed(good, { alg: 'ECDH-ES+A256KW' }), 'unsupported_algorithm'],
    ['another content encryption', changed(good, { enc: 'A128GCM' }), 'unsupported_algorithm'],
    ['no alg', changed(good, { alg: undefined }), 'unsupported_algorithm'],
    ['no apv', changed(good, { apv: undefined }), 'party_info_malformed'],
    ['an apv that is a number', apvOf(1), 'party_info_malformed'],
    ['an apv that is not base64', apvOf('*'), 'party_info_malformed'],
    ['an empty apv', apvOf(''), 'party_info_malformed'],
    ['an apv of other bytes', apvOf(toBase64url(utf8('hello'))), 'party_info_malformed'],
    ['an apv of 100 kB', apvOf('A'.repeat(100_000)), 'party_info_malformed'],
  ];
  for (const [what, jweCrypto, code] of refused) {
    it(`is refused with ${what}: ${code}`, () => {
      assert.throws(() => parseJweCrypto({ jwe_crypto: jweCrypto }), refusal(code));
    });
  }

  it('is refused when it is no object', () => {
    for (const value of ['ECDH-ES', 1, null, [good]])
      assert.throws(() => parseJweCrypto({ jwe_crypto: value }), refusal('malformed_claim'));
    assert.throws(() => parseJweCrypto({}), refusal('missing_claim'));
  });
});
