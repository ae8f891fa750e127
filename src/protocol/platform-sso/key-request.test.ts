import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as jose from 'jose';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import samples from '#test/vectors/platform-sso/document-samples.json' with { type: 'json' };
import { importP256, keyAgreement, nodeCrypto, p256PrivateKey } from '#runtime/crypto.ts';
import { fromBase64, toBase64, toBase64url } from '../encoding/base64.ts';
import {
  type Changes,
  agreementKey,
  changed,
  deviceSigning,
  keyExchangeClaims,
  keyRequestClaims,
  parsedFromForm,
  refusal,
  requestContext,
  sample,
  signed,
} from './contract/sample-mac.ts';
import { parseKeyExchangeRequest } from './key-exchange-request.ts';
import { encodeKeyServiceRequest, parseKeyRequest } from './key-request.ts';
import { oldTyp, typ } from './media-types.ts';
import { parsePublicKey } from './registration/public-key-forms.ts';
import { parseSignedRequest } from './signed-request.ts';
import { verifyRequest } from './verify-request.ts';

const header = { typ: typ.keyRequest };
const other = toBase64(agreementKey().publicKey);
const exchangeClaims = changed(keyExchangeClaims, { other_publickey: other });

function parseRequest(changes: Changes, changedHeader: Changes = header) {
  return parseKeyRequest(parseSignedRequest(signed(changed(keyRequestClaims, changes), changedHeader)));
}

function parseExchange(changes: Changes) {
  return parseKeyExchangeRequest(parseSignedRequest(signed(changed(exchangeClaims, changes), header)));
}

describe('Key requests of a real Mac with macOS 14 (14.7)', () => {
  const deviceKey = parsePublicKey(captures.deviceSigningKeySpki, 'device_signing_key');
  const context = {
    signingKey: nodeCrypto.p256(deviceKey),
    clientId: 'psso',
    audiences: [],
    now: 1_713_996_854,
    leeway: 60,
  };

  it('are read without aud and client_id, and verify with the captured device key, for us and for jose', async () => {
    const { compact, claims } = captures.keyRequest;
    assert.ok(!('aud' in claims) && !('client_id' in claims));
    const request = parsedFromForm(compact, '2.0');
    assert.equal(request.kind, 'key_request');
    assert.equal(request.audience, undefined);
    assert.equal(request.kind === 'key_request' && request.username, 'jappleseed@twocanoes.com');
    assert.equal(request.kind === 'key_request' && request.refreshToken, claims.refresh_token);
    const { deviceEncryptionKey } = request.jweCrypto.partyVInfo;
    assert.equal(verifyRequest(request, { ...context, deviceEncryptionKey }), request);
    await jose.compactVerify(compact, importP256(deviceKey));
  });

  it('are followed by a key exchange with 65 bytes of key and the context verbatim, and its secret agrees', () => {
    const { compact, claims } = captures.keyExchange;
    const request = parsedFromForm(compact, '2.0');
    assert.equal(request.kind, 'key_exchange');
    if (request.kind !== 'key_exchange') return;
    assert.deepEqual(request.otherPublicKey, fromBase64(claims.other_publickey));
    assert.equal(request.otherPublicKey.length, 65);
    assert.equal(request.keyContext, claims.key_context);
    const unlock = keyAgreement(p256PrivateKey(captures.unlockKey));
    assert.equal(toBase64(unlock.agree(request.otherPublicKey)), captures.unlockKey.sharedSecret);
    const { deviceEncryptionKey } = request.jweCrypto.partyVInfo;
    assert.equal(verifyRequest(request, { ...context, deviceEncryptionKey }), request);
  });
});

describe('A key request (section 7.2)', () => {
  it('is Apple’s document sample, signed by us', () => {
    const { header: theirs, claims } = samples.keyRequest;
    const whole = changed(claims, { request_nonce: 'n', jwe_crypto: keyRequestClaims['jwe_crypto'] });
    const request = parsedFromForm(signed(whole, theirs), '2.0');
    assert.equal(request.kind, 'key_request');
    assert.equal(request.issuer, claims.iss);
    assert.equal(request.nonce, claims.nonce);
  });

  it('reads back after encoding, and verifies', () => {
    const whole = { ...header, alg: 'ES256', kid: deviceSigning.kid };
    const request = parsedFromForm(encodeKeyServiceRequest(whole, keyRequestClaims, deviceSigning.signer), '2.0');
    assert.deepEqual(request.jws.claims, keyRequestClaims);
    assert.equal(request.kind === 'key_request' && request.keyPurpose, 'user_unlock');
    assert.equal(verifyRequest(request, requestContext), request);
  });

  it('may carry an aud and a scope of the extension’s own, and the overridden typ JWT', () => {
    const request = parseRequest({ aud: 'anything', scope: 'openid x' }, { typ: oldTyp });
    assert.deepEqual(request.scopes, ['openid', 'x']);
    assert.equal(request.audience, 'anything');
  });

  for (const name of ['username', 'refresh_token', 'key_purpose'])
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parseRequest({ [name]: undefined }), refusal('missing_claim'));
    });

  it('is refused for another purpose, another person in "sub", or another typ', () => {
    assert.throws(() => parseRequest({ key_purpose: 'file_sharing' }), refusal('malformed_claim'));
    assert.throws(() => parseRequest({ sub: 'eve@example.org' }), refusal('conflicting_claims'));
    assert.equal(parseRequest({ sub: undefined }).username, sample.username);
    for (const wrong of [typ.loginRequest, typ.refreshRequest, typ.keyResponse, undefined])
      assert.throws(() => parseRequest({}, { typ: wrong }), refusal('unexpected_typ'));
  });
});

describe('A key exchange request (section 7.3)', () => {
  it('is Apple’s document sample, signed by us, with a key and a context', () => {
    const { header: theirs, claims } = samples.keyExchange;
    const added = {
      request_nonce: 'n',
      jwe_crypto: keyRequestClaims['jwe_crypto'],
      other_publickey: other,
      key_context: 'BHp+H',
    };
    const request = parsedFromForm(signed(changed(claims, added), theirs), '2.0');
    assert.equal(request.kind, 'key_exchange');
    assert.equal(request.kind === 'key_exchange' && request.keyContext, 'BHp+H');
  });

  it('reads its key in either alphabet, and verifies', () => {
    const bytes = fromBase64(other) ?? assert.fail('not base64');
    for (const text of [other, toBase64url(bytes)])
      assert.deepEqual(parseExchange({ other_publickey: text }).otherPublicKey, bytes);
    const request = parseExchange({});
    assert.equal(verifyRequest(request, requestContext), request);
  });

  for (const name of ['other_publickey', 'key_context'])
    it(`is refused without "${name}"`, () => {
      assert.throws(() => parseExchange({ [name]: undefined }), refusal('missing_claim'));
    });

  const point = fromBase64(other) ?? new Uint8Array();
  const badKeys = {
    'no base64': '*',
    '64 bytes': toBase64(point.subarray(1)),
    '66 bytes': toBase64(new Uint8Array([...point, 0])),
    'a compressed point': toBase64(new Uint8Array([2, ...point.subarray(1, 33)])),
    'another first byte': toBase64(new Uint8Array([6, ...point.subarray(1)])),
  };
  for (const [what, text] of Object.entries(badKeys))
    it(`is refused with a key that is ${what}`, () => {
      assert.throws(() => parseExchange({ other_publickey: text }), refusal('malformed_claim'));
    });

  it('is read with a key that is not on the curve, which the agreement then refuses', () => {
    const wrong = point.slice();
    wrong[64] = (wrong[64] ?? 0) ^ 1;
    const { otherPublicKey } = parseExchange({ other_publickey: toBase64(wrong) });
    assert.throws(() => agreementKey().agree(otherPublicKey), { name: 'KeyError', code: 'point_not_on_curve' });
  });
});
