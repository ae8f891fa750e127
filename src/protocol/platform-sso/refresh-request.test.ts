import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as jose from 'jose';
import samples from '#test/vectors/platform-sso/document-samples.json' with { type: 'json' };
import { importP256 } from '#runtime/crypto.ts';
import {
  type Changes,
  changed,
  deviceSigning,
  parsedFromForm,
  refreshClaims,
  refusal,
  requestContext,
  sample,
  signed,
} from './contract/sample-mac.ts';
import { oldTyp, typ } from './media-types.ts';
import { encodeRefreshRequest, parseRefreshRequest } from './refresh-request.ts';
import { parseSignedRequest } from './signed-request.ts';
import { verifyRequest } from './verify-request.ts';

function parse(changes: Changes, header: Changes = { typ: typ.refreshRequest }) {
  return parseRefreshRequest(parseSignedRequest(signed(changed(refreshClaims, changes), header)));
}

describe('A refresh request (section 7.1)', () => {
  it('is Apple’s document sample, signed by us: no sub and no username (section 15, slip 12)', () => {
    const { header, claims } = samples.refresh;
    assert.ok(!('sub' in claims) && !('username' in claims));
    const whole = changed(claims, { request_nonce: 'n', jwe_crypto: refreshClaims['jwe_crypto'] });
    const request = parseRefreshRequest(parseSignedRequest(signed(whole, header)));
    assert.equal(request.kind, 'refresh');
    assert.equal(request.refreshToken, 'abcd1234');
    assert.equal(request.issuedAt, 1_685_750_697);
    assert.deepEqual(request.scopes, ['openid', 'offline_access', 'urn:apple:platformsso']);
  });

  it('reads back after encoding, in the form of version 1.0, and verifies for us and for jose', async () => {
    const header = { typ: typ.refreshRequest, alg: 'ES256', kid: deviceSigning.kid };
    const compact = encodeRefreshRequest(header, refreshClaims, deviceSigning.signer);
    const request = parsedFromForm(compact, '1.0');
    assert.equal(request.kind, 'refresh');
    assert.deepEqual(request.jws.claims, refreshClaims);
    assert.equal(verifyRequest(request, requestContext), request);
    await jose.compactVerify(compact, importP256(deviceSigning.publicKey));
  });

  it('may have its scope left out and the old typ', () => {
    assert.deepEqual(parse({ scope: undefined }).scopes, []);
    assert.equal(parse({}, { typ: oldTyp }).refreshToken, 'refresh-1');
  });

  it('is refused without its token, or with an empty one', () => {
    assert.throws(() => parse({ refresh_token: undefined }), refusal('missing_claim'));
    assert.throws(() => parse({ refresh_token: '' }), refusal('malformed_claim'));
  });

  for (const wrong of [typ.loginRequest, typ.keyRequest, undefined])
    it(`is refused with the typ ${wrong}`, () => {
      assert.throws(() => parse({}, { typ: wrong }), refusal('unexpected_typ'));
    });

  it('does not name a person, whatever else it carries', () => {
    assert.ok(!('username' in parse({ sub: sample.username })));
  });
});
