import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import { nodeCrypto } from '#runtime/crypto.ts';
import { toBase64url } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { jwkFromPoint } from '../jose/jwk.ts';
import { signJws } from '../jose/jws.ts';
import { type Changes, changed, deviceSigning, sample, signingKey } from './contract/sample-mac.ts';
import { MessageError } from './message-error.ts';
import {
  parseSsoProof,
  type SsoProofContext,
  ssoProofClaims,
  ssoProofJwsHeader,
  tokenEvidence,
  verifySsoProof,
} from './sso-proof.ts';

const audience = 'https://localhost:8443';
const url = `${audience}/openid/authorization?client_id=wiki&state=s&code_challenge=c`;
const refreshToken = toBase64url(new Uint8Array(48).fill(7));
const token = tokenEvidence(refreshToken, nodeCrypto) ?? assert.fail('ours');
const { kid, signer, verification } = deviceSigning;
const claims = ssoProofClaims(
  {
    audience,
    subject: sample.username,
    requestNonce: sample.requestNonce,
    issuedAt: sample.now,
    request: { method: 'GET', url },
    token,
  },
  nodeCrypto,
);
const header = ssoProofJwsHeader(kid, signer);
const context: SsoProofContext = {
  signingKey: verification,
  audience,
  request: { method: 'GET', url },
  now: sample.now,
  leeway: 60,
  digests: nodeCrypto,
};

const made = (changes: Changes = {}, head: JsonObject = header, by = signer) =>
  signJws(JSON.stringify(head), JSON.stringify(changed(claims, changes)), by);
function verified(compact: string, more: Partial<SsoProofContext> = {}): string {
  try {
    verifySsoProof(parseSsoProof(compact), { ...context, ...more });
    return 'accepted';
  } catch (error) {
    assert.ok(error instanceof MessageError);
    return error.code;
  }
}

describe('The proof for single sign-on (our own message)', () => {
  it('reads back and verifies, for us and for jose', async () => {
    const compact = made();
    verifySsoProof(parseSsoProof(compact), context);
    const key = await jose.importJWK({ ...jwkFromPoint(deviceSigning.publicKey) }, 'ES256');
    const judged = await jose.jwtVerify(compact, key, {
      audience,
      typ: 'porchlight-sso-proof+jwt',
      currentDate: new Date(sample.now * 1000),
      requiredClaims: ['sub', 'iat', 'exp', 'request_nonce', 'htm', 'url_hash', 'token_family', 'token_hash'],
    });
    assert.equal(judged.payload['url_hash'], createHash('sha256').update(url).digest('base64url'));
    assert.equal(Number(judged.payload.exp) - Number(judged.payload.iat), 60);
  });

  it('shows hashes of the refresh token, never the token', () => {
    const secret = Buffer.from(new Uint8Array(32).fill(7));
    assert.equal(claims['token_hash'], createHash('sha256').update(secret).digest('base64url'));
    const text = JSON.stringify(claims);
    assert.ok(!text.includes(refreshToken) && !text.includes(secret.toString('base64url')));
    assert.equal(tokenEvidence('a-token-of-another-server', nodeCrypto), undefined);
  });

  it('is refused for another server, another request, another time, another key', () => {
    assert.equal(verified(made({}, header, signingKey().signer)), 'signature_invalid');
    assert.equal(verified(made({ aud: 'https://elsewhere.example' })), 'audience_mismatch');
    const other = { ...context.request, url: url.replace('state=s', 'state=t') };
    assert.equal(verified(made(), { request: other }), 'proof_of_another_request');
    assert.equal(verified(made(), { request: { ...context.request, method: 'POST' } }), 'proof_of_another_request');
    assert.equal(verified(made(), { now: sample.now + 120 }), 'request_expired');
    assert.equal(verified(made({ exp: sample.now + 9999 }), { now: sample.now + 120 }), 'request_expired');
    assert.equal(verified(made(), { now: sample.now - 61 }), 'request_from_future');
  });

  it('is refused without a claim, with one of another form, and under another typ or algorithm', () => {
    for (const name of Object.keys(claims)) {
      assert.equal(verified(made({ [name]: undefined })), 'missing_claim', name);
      assert.equal(verified(made({ [name]: [] })), 'malformed_claim', name);
    }
    assert.equal(verified(made({ token_family: 'AAAA' })), 'malformed_claim');
    assert.equal(verified(made({}, { ...header, typ: 'JWT' })), 'unexpected_typ');
    assert.equal(verified(made({}, { ...header, alg: 'ES384' })), 'unsupported_algorithm');
    assert.equal(verified(made({}, { ...header, kid: 'x' })), 'malformed_key_id');
  });

  it('never throws anything but a typed refusal for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (text, json) => {
        for (const compact of [
          text,
          `${toBase64url(Buffer.from(JSON.stringify(header)))}.${toBase64url(Buffer.from(json))}.AA`,
        ]) {
          try {
            parseSsoProof(compact);
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
    );
  });
});
