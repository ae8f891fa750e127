import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compactVerify, importJWK } from 'jose';
import web from '#test/vectors/platform-sso/web-login-macos-27.json' with { type: 'json' };
import { parseForm } from '../../encoding/form.ts';
import { jwkFromPoint } from '../../jose/jwk.ts';
import { authorizationScope, occasionOf, occasions, requiredOccasion } from '../authorization-scope.ts';
import { type Changes, changed, deviceSigning, refusal, signed, signingKey } from '../contract/sample-mac.ts';
import { MessageError, type MessageErrorCode } from '../message-error.ts';
import { editAuthorizationUrl, mergedScope, parseAuthorizationQuery } from './authorization-query.ts';
import {
  encodeAuthorizationForm,
  encodeAuthorizationRequest,
  parseAuthorizationRequest,
  requestOfForm,
  verifyAuthorizationRequest,
} from './authorization-request.ts';
import { encodeCallback, encodeFailedCallback, parseCallback } from './callback.ts';
import { encodePreauthentication, parsePreauthentication, preauthenticationUrl } from './preauthentication.ts';

const { authorization, preauthentication } = web;
const query = authorization.url.split('?')[1] ?? '';
const scope = 'openid offline_access urn:apple:platformsso urn:apple:platformsso:auth:auth-prompt';
const loginHint = 'user@example.com';

function without(name: string, instead?: string): string {
  const fields = query.split('&').filter((field) => !field.startsWith(`${name}=`));
  return [...fields, ...(instead === undefined ? [] : [`${name}=${instead}`])].join('&');
}

describe('Apple’s samples of a web sign-in on macOS 27 (section 5.9)', () => {
  it('asks where to go at the sample’s address', () => {
    const asked = preauthenticationUrl('https://auth.example.com/discovery?oidcrequest', loginHint);
    assert.equal(asked, preauthentication.request);
    assert.equal(
      preauthenticationUrl('https://a.example/p', 'a b', [['c', '1&2']]),
      'https://a.example/p?user=a%20b&c=1%262',
    );
  });

  it('reads the sample’s answer, and makes it', () => {
    const read = parsePreauthentication(preauthentication.answer, 'authorizationURL');
    assert.deepEqual(read?.authorizationRequest, preauthentication.answer.authorizationRequest);
    assert.deepEqual(encodePreauthentication(read), preauthentication.answer);
    assert.equal(
      parsePreauthentication({ a: { b: 'https://x.example' } }, 'a.b')?.authorizationUrl,
      'https://x.example',
    );
    assert.equal(parsePreauthentication({ a: 1 }, 'a'), undefined);
  });

  it('edits the address as macOS does: the sample’s request line, to the letter', () => {
    const { authorizationURL } = preauthentication.answer;
    assert.equal(editAuthorizationUrl(authorizationURL, { loginHint, scope }), authorization.url);
    const taken = `${authorizationURL}&scope=openid%20email&login_hint=eve&redirect_uri=https://evil.example#x`;
    const edited = parseForm(editAuthorizationUrl(taken, { loginHint, scope }).split('?')[1] ?? '');
    assert.equal(edited.get('login_hint'), loginHint);
    assert.equal(edited.get('redirect_uri'), 'com.apple.platformsso://callback');
    assert.equal(edited.get('scope'), mergedScope('openid email', scope));
  });

  it('signs the scope that the sample’s request object has', () => {
    assert.deepEqual(
      new Set(mergedScope(preauthentication.answer.authorizationRequest.scope, scope).split(' ')),
      new Set(authorization.claims.scope.split(' ')),
    );
  });

  it('reads the sample’s request line', () => {
    const read = parseAuthorizationQuery(query);
    assert.equal(read.state, 'ABCD1234');
    assert.equal(read.nonce, '1EE6E70D-395D-4AE9-A075-F134E2F80420');
    assert.equal(read.loginHint, loginHint);
    assert.equal(read.occasion, 'auth-prompt');
    assert.equal(read.device, undefined);
  });

  it('reads and verifies the sample’s request object, signed by us, as jose does', async () => {
    const jws = encodeAuthorizationRequest(
      changed(authorization.header, { kid: deviceSigning.kid }),
      authorization.claims,
      deviceSigning.signer,
    );
    const request = parseAuthorizationRequest(requestOfForm(parseForm(encodeAuthorizationForm(jws))) ?? '');
    const context = {
      signingKey: deviceSigning.verification,
      clientId: authorization.claims.client_id,
      query: parseAuthorizationQuery(query),
    };
    assert.equal(verifyAuthorizationRequest(request, context), request);
    assert.equal(request.occasion, 'auth-prompt');
    const key = await importJWK({ ...jwkFromPoint(deviceSigning.publicKey) }, 'ES256');
    assert.equal((await compactVerify(jws, key)).protectedHeader.typ, authorization.header.typ);
  });

  it('reads the sample’s callback, and makes it', () => {
    const callback = parseCallback(authorization.callback);
    assert.deepEqual(callback, { code: 'gAJZwNpLDPardp8NKwvyyJLYefxLqMQH', state: 'ABCD1234' });
    assert.equal(encodeCallback(callback), authorization.callback);
    assert.equal(web.claims.subject_token, authorization.callback);
  });
});

describe('The address of a web sign-in', () => {
  const refusals: readonly (readonly [string, string, MessageErrorCode])[] = [
    ['no state', without('state'), 'missing_parameter'],
    ['an empty state', without('state', ''), 'missing_parameter'],
    ['no redirect_uri', without('redirect_uri'), 'missing_parameter'],
    ['no scope', without('scope'), 'missing_parameter'],
    ['another redirect_uri', without('redirect_uri', 'https://evil.example/callback'), 'redirect_uri_mismatch'],
    [
      'a redirect_uri in other letters',
      without('redirect_uri', 'com.apple.PlatformSSO://callback'),
      'redirect_uri_mismatch',
    ],
    [
      'a redirect_uri with more',
      without('redirect_uri', 'com.apple.platformsso://callback/x'),
      'redirect_uri_mismatch',
    ],
    ['two states', `${query}&state=EFGH`, 'repeated_parameter'],
    ['a broken escape', `${query}&x=%zz`, 'missing_parameter'],
    ['a parameter without end', `${query}&x=${'x'.repeat(1025)}`, 'parameter_too_long'],
    ['no occasion', without('scope', 'openid'), 'authorization_scope_missing'],
    [
      'two occasions',
      `${without('scope')}&scope=${authorizationScope('login')}%20${authorizationScope('unlock')}`,
      'several_authorization_scopes',
    ],
    [
      'an occasion that nobody knows',
      without('scope', 'urn:apple:platformsso:auth:lunch'),
      'authorization_scope_unknown',
    ],
  ];
  for (const [what, given, code] of refusals)
    it(`is refused with ${what}: ${code}`, () => {
      assert.throws(() => parseAuthorizationQuery(given), refusal(code));
    });

  it('never throws anything but a refusal, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseAuthorizationQuery(text);
        } catch (error) {
          assert.ok(error instanceof MessageError);
        }
      }),
    );
  });
});

describe('The request object of a web sign-in', () => {
  const context = {
    signingKey: deviceSigning.verification,
    clientId: authorization.claims.client_id,
    query: parseAuthorizationQuery(query),
  };
  const verify = (claims: Changes, header: Changes = {}, key = deviceSigning) => {
    const changes = { typ: authorization.header.typ, kid: deviceSigning.kid, ...header };
    return verifyAuthorizationRequest(
      parseAuthorizationRequest(signed(changed(authorization.claims, claims), changes, key)),
      context,
    );
  };

  const refusals: readonly (readonly [string, () => unknown, MessageErrorCode])[] = [
    ['a signature by another key', () => verify({}, {}, signingKey()), 'signature_invalid'],
    ['another client', () => verify({ client_id: 'else' }), 'client_mismatch'],
    ['another redirect_uri', () => verify({ redirect_uri: 'https://evil.example' }), 'redirect_uri_mismatch'],
    ['another state than the address', () => verify({ state: 'EFGH' }), 'authorization_request_mismatch'],
    ['another nonce than the address', () => verify({ nonce: 'EFGH' }), 'authorization_request_mismatch'],
    ['no nonce where the address has one', () => verify({ nonce: undefined }), 'authorization_request_mismatch'],
    [
      'another occasion than the address',
      () => verify({ scope: authorizationScope('login') }),
      'authorization_request_mismatch',
    ],
    ['a wish for a token', () => verify({ response_type: 'token' }), 'authorization_request_mismatch'],
    ['no state', () => verify({ state: undefined }), 'missing_claim'],
    [
      'two occasions',
      () => verify({ scope: `${scope} ${authorizationScope('login')}` }),
      'several_authorization_scopes',
    ],
    ['the typ of a login', () => verify({}, { typ: web.header.typ }), 'unexpected_typ'],
    ['no kid', () => verify({}, { kid: undefined }), 'malformed_key_id'],
    ['something that is no JWS', () => parseAuthorizationRequest('a.b'), 'malformed_jws'],
  ];
  for (const [what, act, code] of refusals)
    it(`is refused with ${what}: ${code}`, () => {
      assert.throws(act, refusal(code));
    });

  it('may carry certificates in an array', () => {
    assert.equal(verify({}, { x5c: web.header.x5c }).x5c.length, 1);
  });
});

describe('The end of a web sign-in', () => {
  it('is read as it was made, whatever code and state are', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        (code, state) => {
          assert.deepEqual(parseCallback(encodeCallback({ code, state })), { code, state });
        },
      ),
    );
  });

  for (const text of [
    '',
    'com.apple.platformsso://callback',
    'com.apple.platformsso://callback?code=a',
    'com.apple.platformsso://callback?state=a',
    'com.apple.platformsso://callback?code=&state=a',
    'com.apple.platformsso://callback?code=a&state=b&x=c',
    'com.apple.platformsso://callback?code=a&code=b&state=c',
    'com.apple.platformsso://callback?code=a&state=b#c',
    'com.apple.platformsso://elsewhere?code=a&state=b',
    'https://callback?code=a&state=b',
    'code=a&state=b',
    encodeFailedCallback('access_denied', 'b'),
  ])
    it(`is refused as ${text || 'an empty text'}`, () => {
      assert.throws(() => parseCallback(text), refusal('callback_malformed'));
    });
});

describe('The scope that says why (section 5.10)', () => {
  it('is read for every occasion of the table', () => {
    for (const occasion of occasions)
      assert.equal(requiredOccasion(['openid', authorizationScope(occasion)]), occasion);
  });

  it('may be missing from ordinary requests, be one of a later macOS, or stand twice the same', () => {
    assert.equal(occasionOf(['openid']), undefined);
    assert.equal(occasionOf(['urn:apple:platformsso:auth:lunch']), 'other');
    assert.equal(occasionOf([authorizationScope('login'), authorizationScope('login')]), 'login');
    assert.throws(
      () => occasionOf([authorizationScope('login'), authorizationScope('unlock')]),
      refusal('several_authorization_scopes'),
    );
  });
});
