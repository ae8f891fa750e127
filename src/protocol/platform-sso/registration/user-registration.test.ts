import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import assertions from '#test/vectors/platform-sso/embedded-assertions.json' with { type: 'json' };
import { importP256 } from '#runtime/crypto.ts';
import { fromBase64, toBase64 } from '../../encoding/base64.ts';
import type { JsonObject } from '../../encoding/json.ts';
import { hasValidSignature } from '../../jose/jws.ts';
import { type Changes, changed, deviceSigning, refusal, sample, signed, signingKey } from '../contract/sample-mac.ts';
import { typ } from '../media-types.ts';
import { MessageError } from '../message-error.ts';
import { deviceRegistrationTyp } from './device-registration.ts';
import {
  type UserRegistrationClaims,
  encodeUserKeyProof,
  encodeUserRegistration,
  encodeUserRegistrationResponse,
  parseUserRegistration,
  parseUserRegistrationResponse,
  userKeyProofTyp,
  userRegistrationTyp,
} from './user-registration.ts';

const audience = 'https://localhost:8443/platform-sso/user-registration';
const userKey = signingKey();
const proof = encodeUserKeyProof(sample.requestNonce, audience, userKey.kid, userKey.signer);
const common = { requestNonce: sample.requestNonce, audience, issuedAt: sample.now };
const withPassword: UserRegistrationClaims = {
  ...common,
  method: 'Password',
  proof: { kind: 'access-token', value: 'token' },
};
const withKey: UserRegistrationClaims = {
  ...withPassword,
  method: 'UserSecureEnclaveKey',
  userKey: { publicKey: userKey.publicKey, proof, attestation: [new Uint8Array([0x30, 0])] },
};
const withCard: UserRegistrationClaims = {
  ...common,
  method: 'SmartCard',
  proof: { kind: 'smart-card', value: assertions.smartCard.compact },
};

const encode = (claims: UserRegistrationClaims) =>
  encodeUserRegistration(claims, deviceSigning.kid, deviceSigning.signer);
const keyClaims = parseUserRegistration(encode(withKey)).jws.claims;

function parse(changes: Changes, header: Changes = { typ: userRegistrationTyp }) {
  return parseUserRegistration(signed(changed(keyClaims, changes), header));
}

describe('User registration (our own exchange, section 8)', () => {
  for (const claims of [withPassword, withKey, withCard]) {
    it(`reads back after encoding and verifies with the device key, for us and for jose: ${claims.method}`, async () => {
      const compact = encode(claims);
      const read = parseUserRegistration(compact);
      assert.equal(read.method, claims.method);
      assert.equal(read.proof.kind, claims.proof.kind);
      assert.deepEqual(read.keyId, fromBase64(deviceSigning.kid));
      assert.deepEqual([read.requestNonce, read.audience, read.issuedAt], [sample.requestNonce, audience, sample.now]);
      assert.ok(hasValidSignature(read.jws, deviceSigning.verification));
      await jose.compactVerify(compact, importP256(deviceSigning.publicKey));
    });
  }

  it('carries a Secure Enclave key with a proof that verifies with that key, for us and for jose', async () => {
    const read = parseUserRegistration(encode(withKey)).userKey ?? assert.fail('no key');
    assert.deepEqual(read.publicKey, userKey.publicKey);
    assert.deepEqual(read.attestation, [new Uint8Array([0x30, 0])]);
    assert.deepEqual(read.proof.claims, { aud: audience, request_nonce: sample.requestNonce });
    assert.equal(read.proof.header['typ'], userKeyProofTyp);
    assert.ok(hasValidSignature(read.proof, userKey.verification));
    assert.ok(!hasValidSignature(read.proof, deviceSigning.verification));
    await jose.compactVerify(proof, importP256(userKey.publicKey));
  });

  it('carries a smart card’s own assertion, certificate included', () => {
    const { proof: read, userKey: none } = parseUserRegistration(encode(withCard));
    assert.equal(none, undefined);
    assert.ok(read.kind === 'smart-card' && read.assertion.x5c.length === 1);
  });

  it('carries no key with another method than UserSecureEnclaveKey, even when one is sent', () => {
    assert.equal(parse({ method: 'Password' }).userKey, undefined);
  });

  it('reads back after encoding, whatever the texts (property)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, text, text, fc.nat(), (requestNonce, aud, token, issuedAt) => {
        const claims = {
          ...withPassword,
          requestNonce,
          audience: aud,
          issuedAt,
          proof: { kind: 'access-token', value: token },
        } as const;
        const read = parseUserRegistration(encode(claims));
        assert.deepEqual([read.requestNonce, read.audience, read.issuedAt], [requestNonce, aud, issuedAt]);
        assert.deepEqual(read.proof, { kind: 'access-token', token });
      }),
      { numRuns: 50 },
    );
  });

  for (const name of Object.keys(keyClaims).filter((claim) => claim !== 'attestation'))
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parse({ [name]: undefined }), refusal('missing_claim'));
    });

  it('is refused with another typ, a device registration’s included', () => {
    for (const wrong of [deviceRegistrationTyp, userKeyProofTyp, typ.loginRequest, 'JWT', undefined])
      assert.throws(() => parse({}, { typ: wrong }), refusal('unexpected_typ'));
  });

  it('is refused with another method, key, proof or key id', () => {
    for (const method of ['password', 'openid', 'AccessKey'])
      assert.throws(() => parse({ method }), refusal('malformed_claim'));
    assert.throws(() => parse({ user_key: toBase64(new Uint8Array(65)) }), refusal('malformed_claim'));
    assert.throws(() => parse({ user_key_proof: 'a.b.c' }), refusal('malformed_jws'));
    assert.throws(() => parse({ attestation: ['*'] }), refusal('malformed_certificate'));
    assert.throws(() => parse({}, { typ: userRegistrationTyp, kid: 'AAAA' }), refusal('malformed_key_id'));
  });

  it('is refused with a smart card’s assertion that is none', () => {
    const card = { access_token: undefined, method: 'SmartCard' };
    assert.throws(() => parse({ ...card, smart_card_assertion: 'a.b.c' }), refusal('malformed_jws'));
    assert.throws(() => parse({ ...card, smart_card_assertion: proof }), refusal('unexpected_typ'));
  });

  it('throws nothing but MessageError for any JSON (property)', () => {
    const names = [...Object.keys(keyClaims), 'smart_card_assertion'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (any) => {
        const json = JSON.parse(JSON.stringify(any)) as JsonObject;
        for (const attempt of [() => parse(json), () => parseUserRegistrationResponse(json)]) {
          try {
            attempt();
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
    );
  });
});

describe('The answer to a user registration', () => {
  it('reads back after encoding (property), and is refused without its members', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(text, text, (loginUserName, userId) => {
        const body = encodeUserRegistrationResponse({ loginUserName, userId });
        assert.deepEqual(parseUserRegistrationResponse(body), { loginUserName, userId });
      }),
    );
    assert.throws(() => parseUserRegistrationResponse({ login_user_name: 'a' }), refusal('missing_claim'));
    assert.throws(() => parseUserRegistrationResponse({ user_id: 'a' }), refusal('missing_claim'));
  });
});
