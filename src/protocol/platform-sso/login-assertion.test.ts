import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import vectors from '#test/vectors/platform-sso/embedded-assertions.json' with { type: 'json' };
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import { toBase64 } from '../encoding/base64.ts';
import { fromHex } from '../encoding/bytes.ts';
import { appleJson } from '../encoding/json.ts';
import { utf8 } from '../encoding/utf8.ts';
import { appleKeyId } from '../jose/jwk.ts';
import { signJws } from '../jose/jws.ts';
import {
  assertionClaims,
  assertionContext,
  changed,
  refusal,
  sample,
  signed,
  signingKey,
} from './contract/sample-mac.ts';
import {
  type AssertionContext,
  encodeLoginAssertion,
  parseLoginAssertion,
  verifyLoginAssertion,
} from './login-assertion.ts';
import { oldTyp, typ } from './media-types.ts';
import type { MessageErrorCode } from './message-error.ts';

const appleContext = (claims: typeof vectors.smartCard.claims): AssertionContext => ({
  username: 'foo',
  nonce: claims.nonce,
  requestNonce: claims.request_nonce,
  scope: claims.scope,
  audience: '060798FF-814E-4C38-97F8-28C954B7E058',
  now: claims.iat + 10,
  leeway: 60,
});

const userKey = signingKey();
const header = { typ: typ.loginAssertion, alg: 'ES256', kid: userKey.kid };
const good = encodeLoginAssertion(header, assertionClaims, userKey.signer);

describe('Apple’s embedded assertions (14.6)', () => {
  it('of a smart card: verifies with the certificate in its x5c, for us and for jose', async () => {
    const { compact, claims } = vectors.smartCard;
    const assertion = parseLoginAssertion(compact);
    const certificate = new X509Certificate(assertion.x5c[0] ?? new Uint8Array());
    assert.match(certificate.subject, /CN=foo@example.com/);
    const key = nodeCrypto.spki(new Uint8Array(certificate.publicKey.export({ format: 'der', type: 'spki' })));
    assert.equal(verifyLoginAssertion(assertion, key, appleContext(claims)), assertion);
    await jose.compactVerify(compact, certificate.publicKey);
    assert.equal(assertion.issuedAt, 1_685_737_124);
    assert.equal(assertion.expiresAt, 1_685_737_424);
    assert.equal(assertion.nonce, 'CBA6437A-ED3F-438C-B859-078E058F1851');
  });

  it('of a Secure Enclave key: verifies with the key that its kid names', () => {
    const { compact, claims, recoveredPublicKey } = vectors.secureEnclaveKey;
    const assertion = parseLoginAssertion(compact);
    const point = fromHex(recoveredPublicKey);
    assert.equal(appleKeyId(point, nodeCrypto), assertion.kid);
    assert.deepEqual(assertion.x5c, []);
    assert.equal(verifyLoginAssertion(assertion, nodeCrypto.p256(point), appleContext(claims)), assertion);
  });

  it('in the style of SDK 13: typ JWT, times as strings; signed by us in that form', () => {
    const { header: old, claims } = vectors.sdk13;
    const assertion = parseLoginAssertion(signJws(appleJson(old), appleJson(claims), userKey.signer));
    assert.equal(assertion.typ, oldTyp);
    assert.equal(assertion.issuedAt, 1_655_416_300);
    assert.equal(assertion.expiresAt, 1_655_416_600);
    assert.equal(assertion.requestNonce, claims.request_nonce);
  });
});

describe('An embedded assertion (section 5.5)', () => {
  it('reads back after encoding, whatever the claims say (property)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const claims = fc.record(
      { iss: text, sub: text, aud: text, nonce: text, request_nonce: text, scope: text, iat: fc.nat(), exp: fc.nat() },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(claims, (value) => {
        const { jws, issuer, subject, audience, nonce, requestNonce, scope, issuedAt, expiresAt, kid } =
          parseLoginAssertion(encodeLoginAssertion(header, value, userKey.signer));
        assert.deepEqual(jws.claims, value);
        assert.deepEqual(
          [issuer, subject, audience, nonce, requestNonce, scope, issuedAt, expiresAt, kid],
          [
            value.iss,
            value.sub,
            value.aud,
            value.nonce,
            value.request_nonce,
            value.scope,
            value.iat,
            value.exp,
            userKey.kid,
          ],
        );
      }),
      { numRuns: 50 },
    );
  });

  for (const name of Object.keys(assertionClaims))
    it(`is refused without "${name}"`, () => {
      const claims = changed(assertionClaims, { [name]: undefined });
      assert.throws(() => parseLoginAssertion(signed(claims, header, userKey)), refusal('missing_claim'));
    });

  for (const wrong of [
    undefined,
    typ.loginRequest,
    typ.encryptedLoginAssertion,
    'porchlight-user-key-proof+jwt',
    'jwt',
  ])
    it(`is refused with the typ ${wrong}`, () => {
      const text = signed(assertionClaims, { ...header, typ: wrong }, userKey);
      assert.throws(() => parseLoginAssertion(text), refusal('unexpected_typ'));
    });

  const smartCards = {
    'EC P-256': ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    'EC P-384': ['ES384', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
    'EC P-521': ['ES512', generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey],
    'RSA 2048': ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    'RSA 3072': ['RS384', generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey],
    'RSA 4096': ['RS512', generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey],
  } as const;
  for (const [name, [alg, privateKey]] of Object.entries(smartCards)) {
    it(`of a smart card with ${name} is signed with ${alg}: ours for jose, jose’s for us`, async () => {
      const publicKey = createPublicKey(privateKey);
      const key = nodeCrypto.spki(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
      const cardHeader = { typ: typ.loginAssertion, alg, kid: 'k', x5c: [toBase64(new Uint8Array([0x30, 0]))] };
      const ours = encodeLoginAssertion(cardHeader, assertionClaims, keySigner(privateKey, alg));
      await jose.compactVerify(ours, publicKey, { algorithms: [alg] });
      const theirs = await new jose.CompactSign(utf8(JSON.stringify(assertionClaims)))
        .setProtectedHeader(cardHeader)
        .sign(privateKey);
      for (const compact of [ours, theirs]) verifyLoginAssertion(parseLoginAssertion(compact), key, assertionContext);
    });
  }

  it('is accepted when everything agrees with the request', () => {
    const assertion = parseLoginAssertion(good);
    assert.equal(verifyLoginAssertion(assertion, userKey.verification, assertionContext), assertion);
  });

  it('is refused when another key signed it', () => {
    const other = signingKey().verification;
    assert.throws(
      () => verifyLoginAssertion(parseLoginAssertion(good), other, assertionContext),
      refusal('assertion_signature_invalid'),
    );
  });

  it('is refused for its signature before anything else is said about it', () => {
    const text = signed(changed(assertionClaims, { sub: 'eve', exp: 1 }), header, signingKey());
    assert.throws(
      () => verifyLoginAssertion(parseLoginAssertion(text), userKey.verification, assertionContext),
      refusal('assertion_signature_invalid'),
    );
  });

  const mismatches: readonly (readonly [string, Parameters<typeof changed>[1], MessageErrorCode])[] = [
    ['another subject', { sub: 'eve@example.org' }, 'assertion_subject_mismatch'],
    ['another issuer', { iss: 'eve@example.org' }, 'assertion_subject_mismatch'],
    ['a subject in other letters', { sub: 'ADA@example.org' }, 'assertion_subject_mismatch'],
    ['the token endpoint as audience', { aud: sample.tokenEndpoint }, 'assertion_audience_mismatch'],
    ['an audience with a slash at the end', { aud: `${sample.assertionAudience}/` }, 'assertion_audience_mismatch'],
    ['another nonce', { nonce: 'A79070DA-4058-4060-B09D-91CECFA635FE' }, 'assertion_nonce_mismatch'],
    ['the nonce in small letters', { nonce: sample.nonce.toLowerCase() }, 'assertion_nonce_mismatch'],
    ['another server nonce', { request_nonce: 'stale' }, 'assertion_nonce_mismatch'],
    ['a wider scope', { scope: `${sample.scope} admin` }, 'assertion_scope_mismatch'],
    [
      'the scope in another order',
      { scope: 'offline_access openid urn:apple:platformsso' },
      'assertion_scope_mismatch',
    ],
    ['an end 60 s ago', { exp: sample.now - 60 }, 'assertion_expired'],
    ['a start 61 s ahead', { iat: sample.now + 61 }, 'assertion_from_future'],
  ];
  for (const [what, changes, code] of mismatches) {
    it(`is refused with ${what}: ${code} (section 5.5, server checks)`, () => {
      const text = signed(changed(assertionClaims, changes), header, userKey);
      assert.throws(
        () => verifyLoginAssertion(parseLoginAssertion(text), userKey.verification, assertionContext),
        refusal(code),
      );
    });
  }

  for (const [what, changes] of [
    ['an end 59 s ago', { exp: sample.now - 59 }],
    ['a start 60 s ahead', { iat: sample.now + 60 }],
  ] as const)
    it(`is accepted within the leeway: ${what}`, () => {
      const text = signed(changed(assertionClaims, changes), header, userKey);
      assert.ok(verifyLoginAssertion(parseLoginAssertion(text), userKey.verification, assertionContext));
    });
});
