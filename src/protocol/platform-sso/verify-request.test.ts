import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toBase64, toBase64url } from '../encoding/base64.ts';
import { utf8 } from '../encoding/utf8.ts';
import type { JsonObject } from '../encoding/json.ts';
import {
  type Changes,
  agreementKey,
  changed,
  deviceEncryption,
  keyExchangeClaims,
  keyRequestClaims,
  loginClaims,
  parsedFromForm,
  refreshClaims,
  refusal,
  requestContext,
  sample,
  signed,
  signingKey,
} from './contract/sample-mac.ts';
import { encodeJweCrypto } from './jwe-crypto.ts';
import { typ } from './media-types.ts';
import { MessageError, type MessageErrorCode } from './message-error.ts';
import type { PlatformSsoVersion } from './token-request.ts';
import { type RequestContext, verifyRequest } from './verify-request.ts';

interface Kind {
  readonly claims: JsonObject;
  readonly typ: string;
  readonly version: PlatformSsoVersion;
}
const otherPublicKey = toBase64(agreementKey().publicKey);
const exchange = changed(keyExchangeClaims, { other_publickey: otherPublicKey });
const withAudience: Readonly<Record<string, Kind>> = {
  login: { claims: loginClaims, typ: typ.loginRequest, version: '1.0' },
  refresh: { claims: refreshClaims, typ: typ.refreshRequest, version: '1.0' },
};
const withoutAudience: Readonly<Record<string, Kind>> = {
  'key request': { claims: keyRequestClaims, typ: typ.keyRequest, version: '2.0' },
  'key exchange': { claims: exchange, typ: typ.keyRequest, version: '2.0' },
};

function verify(kind: Kind, changes: Changes = {}, context: Partial<RequestContext> = {}): void {
  const request = parsedFromForm(signed(changed(kind.claims, changes), kind.typ), kind.version);
  assert.equal(verifyRequest(request, { ...requestContext, ...context }), request);
}

const jweCrypto = (deviceEncryptionKey: Uint8Array, nonce: string) => ({
  jwe_crypto: encodeJweCrypto({ deviceEncryptionKey, nonce }),
});

type Refusal = readonly [what: string, changes: Changes, context: Partial<RequestContext>, code: MessageErrorCode];
const { now } = sample;
const ofEveryKind: readonly Refusal[] = [
  ['another key’s signature', {}, { signingKey: signingKey().verification }, 'signature_invalid'],
  ['another issuer', { iss: 'other-client' }, {}, 'issuer_mismatch'],
  ['an issuer with a slash at the end', { iss: `${sample.clientId}/` }, {}, 'issuer_mismatch'],
  ['an end at now less the leeway', {}, { now: now + 360 }, 'request_expired'],
  ['an end long ago', {}, { now: now + 86_400 }, 'request_expired'],
  ['an end before its start', { exp: now - 61 }, {}, 'request_expired'],
  ['no end, 600 s and the leeway after its start', { exp: undefined }, { now: now + 660 }, 'request_expired'],
  ['an end too far away to be believed', { exp: now + 10_000_000 }, { now: now + 660 }, 'request_expired'],
  ['a start 61 s ahead', { iat: now + 61, exp: now + 361 }, {}, 'request_from_future'],
  ['an apv for another device key', jweCrypto(agreementKey().publicKey, sample.nonce), {}, 'party_info_wrong_key'],
  ['an apv with an empty key', jweCrypto(new Uint8Array(), sample.nonce), {}, 'party_info_wrong_key'],
  ['an apv with another nonce', jweCrypto(deviceEncryption.publicKey, 'other'), {}, 'party_info_wrong_nonce'],
  [
    'an apv with the server nonce',
    jweCrypto(deviceEncryption.publicKey, sample.requestNonce),
    {},
    'party_info_wrong_nonce',
  ],
  [
    'a nonce that is not the one in apv',
    { nonce: 'A79070DA-4058-4060-B09D-91CECFA635FE' },
    {},
    'party_info_wrong_nonce',
  ],
];
const ofLoginAndRefresh: readonly Refusal[] = [
  ['no audience', { aud: undefined }, {}, 'audience_mismatch'],
  ['another host as audience', { aud: 'https://evil.example/platform-sso/token' }, {}, 'audience_mismatch'],
  ['an audience with a slash at the end', { aud: `${sample.tokenEndpoint}/` }, {}, 'audience_mismatch'],
  ['an audience with a query', { aud: `${sample.tokenEndpoint}?a=b` }, {}, 'audience_mismatch'],
  ['no token endpoints to match', {}, { audiences: [] }, 'audience_mismatch'],
  ['no client id', { client_id: undefined }, {}, 'client_mismatch'],
  ['another client id', { client_id: 'other-client' }, {}, 'client_mismatch'],
];
const ofTheKeyService: readonly Refusal[] = [['no issuer', { iss: undefined }, {}, 'issuer_mismatch']];
const good: readonly (readonly [string, Changes, Partial<RequestContext>])[] = [
  ['with everything right', {}, {}],
  ['at its last second with the leeway', {}, { now: now + 359 }],
  ['at 60 s before its start', {}, { now: now - 60 }],
  ['with times as strings', { iat: String(now), exp: String(now + 300) }, {}],
  ['without an end, within 600 s', { exp: undefined }, { now: now + 600 }],
];

for (const [name, kind] of Object.entries({ ...withAudience, ...withoutAudience })) {
  const specific = name in withAudience ? ofLoginAndRefresh : ofTheKeyService;
  describe(`Verification of a ${name} (sections 5.11, 16.1)`, () => {
    for (const [what, changes, context] of good) {
      it(`accepts it ${what}`, () => {
        verify(kind, changes, context);
      });
    }
    for (const [what, changes, context, code] of [...ofEveryKind, ...specific]) {
      it(`refuses ${what}: ${code}`, () => {
        assert.throws(() => verify(kind, changes, context), refusal(code));
      });
    }

    it('speaks of the signature alone while that is wrong', () => {
      const changes = { iss: 'other', client_id: 'other', aud: 'other', exp: 1, ...jweCrypto(new Uint8Array(), 'x') };
      const context = { signingKey: signingKey().verification };
      assert.throws(() => verify(kind, changes, context), refusal('signature_invalid'));
    });

    it('never accepts it after any one letter of the JWS is changed', () => {
      const jws = signed(kind.claims, kind.typ);
      assert.ok(accepts(jws, kind.version));
      for (let at = 0; at < jws.length; at += 1) {
        const letter = jws.charAt(at) === 'A' ? 'B' : 'A';
        assert.ok(!accepts(jws.slice(0, at) + letter + jws.slice(at + 1), kind.version), `letter ${at}`);
      }
    });
  });
}

describe('Verification of what is special to key requests (section 15, slip 3)', () => {
  for (const [name, kind] of Object.entries(withoutAudience))
    it(`does not ask a ${name} for an audience, and does not mind one`, () => {
      assert.ok(!('aud' in kind.claims));
      verify(kind, { aud: 'https://elsewhere.example' });
    });
});

describe('Verification of the old style (section 0.2)', () => {
  it('does not ask a login of SDK 13 for iss and exp', () => {
    const kind = { claims: loginClaims, typ: 'JWT', version: '1.0' as const };
    verify(kind, { iss: undefined, exp: undefined, sub: undefined, iat: String(now) });
  });

  it('accepts the audience of any of the server’s token endpoints', () => {
    verify(
      { claims: refreshClaims, typ: 'JWT', version: '1.0' },
      {},
      { audiences: ['https://a.example', sample.tokenEndpoint] },
    );
  });

  it('is not fooled by a payload spelt in another way under the same signature', () => {
    const jws = signed(loginClaims, typ.loginRequest);
    const [header = '', , signature = ''] = jws.split('.');
    const respelt = `${header}.${toBase64url(utf8(JSON.stringify(loginClaims)))}.${signature}`;
    assert.ok(!accepts(respelt, '1.0'));
  });
});

function accepts(jws: string, version: PlatformSsoVersion): boolean {
  try {
    verifyRequest(parsedFromForm(jws, version), requestContext);
    return true;
  } catch (error) {
    assert.ok(error instanceof MessageError);
    return false;
  }
}
