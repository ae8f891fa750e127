import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as jose from 'jose';
import { createPublicKey, X509Certificate } from 'node:crypto';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import samples from '#test/vectors/platform-sso/document-samples.json' with { type: 'json' };
import assertions from '#test/vectors/platform-sso/embedded-assertions.json' with { type: 'json' };
import encrypted from '#test/vectors/platform-sso/encrypted-assertion.json' with { type: 'json' };
import keys from '#test/vectors/platform-sso/keys.json' with { type: 'json' };
import apple from '#test/vectors/platform-sso/login-request-2022.json' with { type: 'json' };
import web from '#test/vectors/platform-sso/web-login-macos-27.json' with { type: 'json' };
import { importP256, keySigner, nodeCrypto, p256PrivateKey } from '#runtime/crypto.ts';
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import { hasValidSignature } from '../jose/jws.ts';
import {
  type Changes,
  changed,
  deviceEncryption,
  deviceSigning,
  loginClaims,
  parsedFromForm,
  refusal,
  sample,
  signed,
} from './contract/sample-mac.ts';
import { type LoginRequest, encodeLoginRequest, parseLoginRequest } from './login-request.ts';
import { grantType, oldTyp, typ } from './media-types.ts';
import type { MessageErrorCode } from './message-error.ts';
import { parsePublicKey } from './registration/public-key-forms.ts';
import { parseSignedRequest } from './signed-request.ts';
import { verifyRequest } from './verify-request.ts';

function parse(changes: Changes, header: Changes = {}): LoginRequest {
  return parseLoginRequest(parseSignedRequest(signed(changed(loginClaims, changes), header)));
}

describe('Apple’s signed login request of 2022, SDK 13 style (14.2)', () => {
  const request = parseLoginRequest(parseSignedRequest(apple.compact));

  it('reads to the published claims', () => {
    assert.equal(request.username, 'foo');
    assert.deepEqual(request.credential, { kind: 'password', password: 'bar' });
    assert.equal(request.nonce, 'DDF68171-409D-4E2C-91F0-9E42D7745365');
    assert.equal(request.requestNonce, apple.claims.request_nonce);
    assert.equal(request.audience, 'https://localhost.apple.com:8888/auth/token');
    assert.equal(request.clientId, 'aaff1524-fa35-40c5-94e3-2b233c5f2965');
    assert.equal(request.issuedAt, 1_656_005_132);
    assert.equal(request.expiresAt, undefined);
    assert.equal(request.issuer, undefined);
    assert.equal(request.typ, 'JWT');
    assert.deepEqual(request.scopes, ['openid', 'offline_access', 'urn:apple:platformsso']);
    assert.equal(toBase64(request.keyId), keys.deviceSigning.kid);
    assert.deepEqual(request.jws.claims, apple.claims);
    assert.deepEqual(request.jws.header, apple.header);
    assert.equal(toHex(request.jweCrypto.partyVInfo.deviceEncryptionKey), keys.deviceEncryption.x963);
  });

  it('verifies as a whole with the published keys, for us and for jose', async () => {
    const point = fromHex(keys.deviceSigning.x963);
    const context = {
      signingKey: nodeCrypto.p256(point),
      deviceEncryptionKey: fromHex(keys.deviceEncryption.x963),
      clientId: apple.claims.client_id,
      audiences: [apple.claims.aud],
      now: 1_656_005_140,
      leeway: 60,
    };
    assert.equal(verifyRequest(request, context), request);
    await jose.compactVerify(apple.compact, importP256(point));
  });

  it('verifies with the key of the certificate in x5c', () => {
    const certificate = new X509Certificate(request.x5c[0] ?? new Uint8Array());
    const spki = new Uint8Array(certificate.publicKey.export({ format: 'der', type: 'spki' }));
    assert.ok(hasValidSignature(request.jws, nodeCrypto.spki(spki)));
  });

  it('is made again byte for byte but for its random signature, which verifies', () => {
    const ours = encodeLoginRequest(apple.header, apple.claims, keySigner(p256PrivateKey(keys.deviceSigning)));
    assert.equal(ours.slice(0, ours.lastIndexOf('.')), apple.compact.slice(0, apple.compact.lastIndexOf('.')));
    assert.ok(hasValidSignature(parseSignedRequest(ours).jws, nodeCrypto.p256(fromHex(keys.deviceSigning.x963))));
  });
});

describe('The login of a real Mac with macOS 14, SDK 14 style (14.7)', () => {
  const { compact, claims } = captures.login;
  const request = parseLoginRequest(parseSignedRequest(compact));
  const deviceKey = parsePublicKey(captures.deviceSigningKeySpki, 'device_signing_key');

  it('reads to the captured claims', () => {
    assert.equal(request.username, 'liz@twocanoes.com');
    assert.deepEqual(request.credential, { kind: 'password', password: claims.password });
    assert.deepEqual(request.amr, ['pwd']);
    assert.deepEqual(request.requestedGroups, ['net-admin', 'not-admin', 'software-install']);
    assert.equal(request.issuedAt, 1_713_997_801);
    assert.equal(request.expiresAt, 1_713_998_101);
    assert.equal(request.typ, typ.loginRequest);
    assert.equal(request.requestNonce, 'MSfEHgDNcFdH9G2O89uFBRoADeIujBLBWD+35i3s/ec=');
    assert.deepEqual(request.jws.claims, claims);
  });

  it('verifies with the captured device key, for us and for jose', async () => {
    const context = {
      signingKey: nodeCrypto.p256(deviceKey),
      deviceEncryptionKey: request.jweCrypto.partyVInfo.deviceEncryptionKey,
      clientId: 'psso',
      audiences: ['https://idp.twocanoes.com/pesto/token'],
      now: 1_713_997_801,
      leeway: 0,
    };
    assert.equal(verifyRequest(request, context), request);
    const spki = Buffer.from(fromBase64(captures.deviceSigningKeySpki) ?? []);
    await jose.compactVerify(compact, createPublicKey({ key: spki, format: 'der', type: 'spki' }));
  });
});

describe('A login request (section 5.3)', () => {
  for (const [style, header, times] of [
    ['SDK 13', { typ: oldTyp, x5c: 'AAAA' }, { iat: String(sample.now), exp: String(sample.now + 300) }],
    ['SDK 14', { typ: typ.loginRequest, x5c: ['AAAA'] }, {}],
  ] as const) {
    it(`is read in the style of ${style}: typ, times and certificates`, () => {
      const request = parse(times, header);
      assert.equal(request.kind, 'login');
      assert.equal(request.issuedAt, sample.now);
      assert.equal(request.expiresAt, sample.now + 300);
      assert.equal(request.x5c.length, 1);
    });
  }

  it('is Apple’s document sample, signed by us', () => {
    const { header, claims } = samples.loginWithPassword;
    const nonces = { request_nonce: 'n', jwe_crypto: loginClaims['jwe_crypto'] };
    const request = parseLoginRequest(parseSignedRequest(signed(changed(claims, nonces), header)));
    assert.deepEqual(request.credential, { kind: 'password', password: 'password redacted' });
    assert.deepEqual(request.requestedGroups, ['com.example.foogroup', 'com.example.bargroup']);
    assert.equal(request.issuer, claims.iss);
  });

  it('names the person by "username", which "sub" may repeat but not contradict', () => {
    assert.equal(parse({ sub: undefined }).username, sample.username);
    assert.throws(() => parse({ sub: 'eve@example.org' }), refusal('conflicting_claims'));
    assert.throws(() => parse({ username: undefined }), refusal('missing_claim'));
  });

  for (const name of ['username', 'scope', 'grant_type', 'password'])
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parse({ [name]: undefined }), refusal('missing_claim'));
    });

  for (const wrong of [typ.refreshRequest, typ.keyRequest, typ.loginAssertion, typ.loginResponse, 'jwt', undefined])
    it(`is refused with the typ ${wrong} (section 15, slip 7)`, () => {
      assert.throws(() => parse({}, { typ: wrong }), refusal('unexpected_typ'));
    });

  it('may carry a previous refresh token and the public key of an unlock', () => {
    const request = parse({
      previous_refresh_token: 'old',
      other_publickey: toBase64(deviceEncryption.publicKey),
    });
    assert.equal(request.previousRefreshToken, 'old');
    assert.deepEqual(request.otherPublicKey, deviceEncryption.publicKey);
  });

  it('asks for no groups when "claims" is of another shape', () => {
    for (const claims of [
      undefined,
      1,
      [],
      {},
      { id_token: 1 },
      { id_token: { groups: null } },
      { id_token: { groups: {} } },
    ])
      assert.deepEqual(parse({ claims }).requestedGroups, []);
    const wrong = { id_token: { groups: { values: 'admins' } } };
    assert.throws(() => parse({ claims: wrong }), refusal('malformed_claim'));
  });
});

describe('The credential of a login request (section 5.4)', () => {
  const webSignIn = {
    grant_type: grantType.tokenExchange,
    subject_token: web.claims.subject_token,
    subject_token_type: web.claims.subject_token_type,
    password: undefined,
  };
  const bearer = { grant_type: grantType.jwtBearer, password: undefined };

  it('is a smart card’s when the embedded JWS has a certificate: Apple’s sample (14.6)', () => {
    const { credential } = parse({ ...bearer, assertion: assertions.smartCard.compact });
    assert.equal(credential.kind, 'smart-card');
  });

  it('is a Secure Enclave key’s when it has none: Apple’s sample (14.6)', () => {
    const { credential } = parse({ ...bearer, assertion: assertions.secureEnclaveKey.compact });
    assert.equal(credential.kind, 'secure-enclave-key');
  });

  it('is an encrypted password when it has five parts: Apple’s sample (14.5)', () => {
    const { credential } = parse({ ...bearer, assertion: encrypted.embedded });
    assert.equal(credential.kind, 'encrypted-password');
  });

  const refused: readonly (readonly [string, Changes, MessageErrorCode])[] = [
    [
      'a SAML 1.1 assertion (WS-Trust)',
      { grant_type: grantType.saml11, assertion: 'PHNhbWw+' },
      'ws_trust_not_supported',
    ],
    [
      'a SAML 2.0 assertion (WS-Trust)',
      { grant_type: grantType.saml2, assertion: 'PHNhbWw+' },
      'ws_trust_not_supported',
    ],
    ['a token exchange without a token', { grant_type: grantType.tokenExchange }, 'missing_claim'],
    [
      'a token exchange of a token of another type',
      {
        grant_type: grantType.tokenExchange,
        subject_token: 'a',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      },
      'token_exchange_not_supported',
    ],
    [
      'a callback of another address',
      { ...webSignIn, subject_token: 'https://callback?code=a&state=b' },
      'callback_malformed',
    ],
    ['a grant that is none of a login', { grant_type: grantType.nonce }, 'unsupported_grant_type'],
    ['a grant named like a method of objects', { grant_type: 'constructor' }, 'unsupported_grant_type'],
    ['a grant that is no text', { grant_type: 1 }, 'malformed_claim'],
    ['no assertion', bearer, 'missing_claim'],
    ['an assertion of two parts', { ...bearer, assertion: 'a.b' }, 'assertion_malformed'],
    ['an assertion of four parts', { ...bearer, assertion: 'a.b.c.d' }, 'assertion_malformed'],
    ['three parts that are no JWS', { ...bearer, assertion: 'a.b.c' }, 'malformed_jws'],
    ['five parts that are no JWE', { ...bearer, assertion: 'a.b.c.d.e' }, 'assertion_malformed'],
    ['an unsigned assertion', { ...bearer, assertion: 'eyJhbGciOiJub25lIn0.e30.AA' }, 'unsupported_algorithm'],
  ];
  for (const [what, changes, code] of refused) {
    it(`is refused when it is ${what}: ${code}`, () => {
      assert.throws(() => parse(changes), refusal(code));
    });
  }

  it('is the end of a web sign-in in Apple’s sample for macOS 27, with ECDH in place of HPKE (section 5.9)', () => {
    const jws = signed(web.claims, web.header);
    assert.throws(() => parseSignedRequest(jws), refusal('hpke_not_supported'));
    const ecdh = changed(web.claims, { jwe_crypto: loginClaims['jwe_crypto'] });
    const request = parseLoginRequest(parseSignedRequest(signed(ecdh, web.header)));
    const callback = { code: 'gAJZwNpLDPardp8NKwvyyJLYefxLqMQH', state: 'ABCD1234' };
    assert.deepEqual(request.credential, { kind: 'web-sign-in', callback });
    assert.equal(request.occasion, 'auth-prompt');
    assert.equal(request.requestedGroups.length, 4);
  });

  it('comes with one occasion at most, and a point of 65 bytes where it has one', () => {
    const scope = `${sample.scope} urn:apple:platformsso:auth:login urn:apple:platformsso:auth:unlock`;
    assert.throws(() => parse({ scope }), refusal('several_authorization_scopes'));
    assert.throws(() => parse({ other_publickey: 'AAAA' }), refusal('malformed_claim'));
  });

  it('travels in a form and back', () => {
    const request = parsedFromForm(signed(loginClaims, typ.loginRequest), '1.0');
    assert.equal(request.kind, 'login');
    assert.equal(toBase64(request.keyId), deviceSigning.kid);
  });
});
