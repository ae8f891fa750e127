/**
 * Requests of applications to the OpenID addresses with one thing wrong: missing, repeated, oversized, of the wrong type, or
 * tampered with. Each is refused with a code and an audit event; none is a fault of ours.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  type Application,
  beginSignIn,
  openApplication,
  signInTo,
  typePassword,
} from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import {
  basic,
  bodies,
  body,
  changed,
  large,
  set,
  structured,
  tryAll,
  twice,
  withHeader,
  without,
  type Trials,
} from './openid-trials.ts';

onEveryStage('Bad requests of applications', (stageNow) => {
  const codeFor = async (wiki: Application) => {
    const browser = new Browser(stageNow().fetch, stageNow().url);
    const { url, checks } = await beginSignIn(wiki);
    const back = await typePassword(browser, await browser.open(url), await addPerson(stageNow()));
    return {
      code: back.url.searchParams.get('code') ?? assert.fail(),
      ...checks,
      redirectUri: 'https://app.example/callback',
    };
  };

  it('to sign somebody in', async () => {
    const wiki = await openApplication(stageNow());
    const good = async () => ({ fields: (await beginSignIn(wiki)).url.searchParams, headers: {} });
    await tryAll(stageNow(), ['GET', '/openid/authorization'], good, {
      nothing: [() => ({ fields: new URLSearchParams(), headers: {} }), '400 invalid_request'],
      'no client': [without('client_id'), '400 invalid_request'],
      'no redirect address': [without('redirect_uri'), '400 invalid_request'],
      'no type': [without('response_type'), '303 invalid_request'],
      'no scope': [without('scope'), '303 invalid_request'],
      'no challenge': [without('code_challenge'), '303 invalid_request'],
      'no method of the challenge': [without('code_challenge_method'), '303 invalid_request'],
      'two clients': [twice('client_id', 'other'), '400 invalid_request'],
      'two addresses': [twice('redirect_uri', 'https://evil.example/'), '400 invalid_request'],
      'two scopes': [twice('scope'), '303 invalid_request'],
      'two states': [twice('state'), '303 invalid_request'],
      'two nonces': [twice('nonce'), '303 invalid_request'],
      'two challenges': [twice('code_challenge'), '303 invalid_request'],
      'two types': [twice('response_type'), '303 invalid_request'],
      'a client that is an object': [structured('client_id'), '400 invalid_request'],
      'a challenge that is an object': [structured('code_challenge'), '303 invalid_request'],
      'another type': [set('response_type', 'token'), '303 unsupported_response_type'],
      'a type that nobody knows': [set('response_type', 'everything'), '303 unsupported_response_type'],
      'a mode that nobody knows': [set('response_mode', 'pigeon'), '303 unsupported_response_mode'],
      'a plain challenge': [set('code_challenge_method', 'plain'), '303 invalid_request'],
      'a short challenge': [set('code_challenge', 'short'), '303 invalid_request'],
      'a challenge with other letters': [set('code_challenge', '!'.repeat(43)), '303 invalid_request'],
      'a large challenge': [large('code_challenge'), '303 invalid_request'],
      'a large client': [large('client_id'), '400 invalid_client'],
      'a large address': [large('redirect_uri'), '400 invalid_redirect_uri'],
      'an address of a script': [set('redirect_uri', 'javascript:alert(1)'), '400 invalid_redirect_uri'],
      'a client with a null byte': [set('client_id', 'a\0b'), '400 invalid_client'],
      'a scope of other letters': [set('scope', 'openid "x"'), '303 invalid_scope'],
      'a large scope': [large('scope'), '303 invalid_request'],
      'prompts that exclude each other': [set('prompt', 'none login'), '303 invalid_request'],
      'a prompt that nobody knows': [set('prompt', 'dance'), '303 invalid_request'],
      'a negative age': [set('max_age', '-1'), '303 invalid_request'],
      'an age that is no number': [set('max_age', 'old'), '303 invalid_request'],
      'an age beyond numbers': [set('max_age', '9'.repeat(400)), '303 invalid_request'],
      'a hint that is no token': [set('id_token_hint', 'x'), '303 invalid_request'],
      'a hint of nobody': [set('id_token_hint', 'eyJhbGciOiJub25lIn0.e30.'), '303 invalid_request'],
      'a request object': [set('request', 'x'), '303 request_not_supported'],
      'a request elsewhere': [set('request_uri', 'https://app.example/x'), '303 request_uri_not_supported'],
      'a pushed request that nobody pushed': [
        set('request_uri', 'urn:ietf:params:oauth:request_uri:x'),
        '303 invalid_request_uri',
      ],
      registration: [set('registration', '{}'), '303 registration_not_supported'],
      'an address that no header holds': [set('state', 'x'.repeat(70_000)), '431'],
      'a session that was made up': [
        withHeader('cookie', '__Host-porchlight-session=x; __Host-porchlight-session.sig=x'),
        '303',
      ],
    });
  });

  it('pushed ahead', async () => {
    const wiki = await openApplication(stageNow());
    const good = async () => ({
      fields: (await beginSignIn(wiki)).url.searchParams,
      headers: { authorization: basic(wiki) },
    });
    await tryAll(stageNow(), ['POST', '/openid/request'], good, {
      ...bodies,
      'no secret': [withHeader('authorization', ''), '400 invalid_request'],
      'another secret': [withHeader('authorization', basic({ ...wiki, secret: 'x' })), '401 invalid_client'],
      'another scheme': [withHeader('authorization', 'Bearer x'), '400 invalid_request'],
      'letters for base64': [withHeader('authorization', 'Basic %%%'), '400 invalid_request'],
      'another client': [set('client_id', 'other'), '400 invalid_request'],
      'two addresses': [twice('redirect_uri'), '400 invalid_request'],
      'no challenge': [without('code_challenge'), '400 invalid_request'],
      'a large address': [large('redirect_uri'), '400 invalid_request'],
      'another address': [set('redirect_uri', 'https://evil.example/'), '400 invalid_request'],
      'a pushed request': [set('request_uri', 'urn:ietf:params:oauth:request_uri:x'), '400 request_uri_not_supported'],
      'a proof that is none': [withHeader('dpop', 'x'), '400 invalid_dpop_proof'],
    });
  });

  it('for tokens', async () => {
    const wiki = await openApplication(stageNow());
    const other = await openApplication(stageNow());
    const { code, pkceCodeVerifier, redirectUri } = await codeFor(wiki);
    const good = async () => ({
      fields: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        code_verifier: pkceCodeVerifier,
        redirect_uri: redirectUri,
      }),
      headers: { authorization: basic(wiki) },
    });
    await tryAll(stageNow(), ['POST', '/openid/token'], good, {
      ...bodies,
      nothing: [body(''), '400 invalid_request'],
      'no kind of grant': [without('grant_type'), '400 invalid_request'],
      'two kinds of grant': [twice('grant_type'), '400 invalid_request'],
      'a grant that we do not give': [set('grant_type', 'password'), '400 unsupported_grant_type'],
      'a grant named as a member of every object': [set('grant_type', '__proto__'), '400 unsupported_grant_type'],
      'no code': [without('code'), '400 invalid_request'],
      'two codes': [twice('code'), '400 invalid_request'],
      'a code that is an object': [structured('code'), '400 invalid_request'],
      'a large code': [large('code'), '400 invalid_grant'],
      'a code with a null byte': [set('code', 'a\0b'), '400 invalid_grant'],
      'bytes that are no text': [body(new Uint8Array([0x67, 0xff, 0xfe, 0x3d, 0x80])), '400 invalid_request'],
      'a charset that nobody knows': [
        body('grant_type=x', 'application/x-www-form-urlencoded; charset=klingon'),
        '400 unsupported_grant_type',
      ],
      'no redirect address': [without('redirect_uri'), '400 invalid_request'],
      'no verifier': [without('code_verifier'), '400 invalid_grant'],
      'two verifiers': [twice('code_verifier'), '400 invalid_request'],
      'a short verifier': [set('code_verifier', 'x'), '400 invalid_request'],
      'a large verifier': [large('code_verifier'), '400 invalid_request'],
      'no client': [withHeader('authorization', ''), '400 invalid_request'],
      'another client': [withHeader('authorization', basic(other)), '400 invalid_grant'],
      'a proof that is none': [withHeader('dpop', 'x'), '400 invalid_dpop_proof'],
      'a refresh token of nobody': [
        changed((fields) => {
          fields.set('grant_type', 'refresh_token');
          fields.set('refresh_token', 'x\0y');
        }),
        '400 invalid_grant',
      ],
      'no refresh token': [set('grant_type', 'refresh_token'), '400 invalid_request'],
      'a device that this client is not': [
        changed((fields) => {
          fields.set('grant_type', 'urn:ietf:params:oauth:grant-type:device_code');
          fields.set('device_code', 'x');
        }),
        '400 invalid_request',
      ],
    });
  });

  it('about tokens, or to take them back', async () => {
    const wiki = await openApplication(stageNow());
    const good = async () => ({ fields: new URLSearchParams({ token: 'x' }), headers: { authorization: basic(wiki) } });
    const trials: Trials = {
      ...bodies,
      'no token': [without('token'), '400 invalid_request'],
      'two tokens': [twice('token'), '400 invalid_request'],
      'a token that is an object': [structured('token'), '400 invalid_request'],
      'no client': [withHeader('authorization', ''), '400 invalid_request'],
      'another secret': [withHeader('authorization', basic({ ...wiki, secret: 'x' })), '401 invalid_client'],
    };
    for (const path of ['/openid/introspection', '/openid/revocation']) {
      await tryAll(stageNow(), ['POST', path], good, trials);
    }
    for (const path of ['/openid/introspection', '/openid/revocation']) {
      await tryAll(stageNow(), ['POST', path], good, {
        'a large token': [large('token'), '200'],
        'a token with a null byte': [set('token', 'a\0b'), '200'],
        'a hint that nobody knows': [set('token_type_hint', 'x'), '200'],
      });
    }
  });

  it('for what is known of a person', async () => {
    const wiki = await openApplication(stageNow());
    const { tokens } = await signInTo(stageNow(), wiki, await addPerson(stageNow()));
    const good = async () => ({ fields: new URLSearchParams({ access_token: tokens.access_token }), headers: {} });
    await tryAll(stageNow(), ['POST', '/openid/userinfo'], good, {
      ...bodies,
      'no token': [without('access_token'), '401 invalid_token'],
      'two tokens': [twice('access_token'), '400 invalid_request'],
      'a token of nobody': [set('access_token', 'x'), '401 invalid_token'],
      'a large token': [large('access_token'), '401 invalid_token'],
      'a token with a null byte': [set('access_token', 'a\0b'), '401 invalid_token'],
      'a token here and there': [withHeader('authorization', `Bearer ${tokens.access_token}`), '400 invalid_request'],
      'a scope that the token has not': [set('scope', 'openid admin'), '403 insufficient_scope'],
      'a scheme that nobody knows': [
        (sent) => ({ fields: new URLSearchParams(), headers: { ...sent.headers, authorization: 'Pigeon x' } }),
        '400 invalid_request',
      ],
      'a token as if it had a key': [
        (sent) => ({
          fields: new URLSearchParams(),
          headers: { ...sent.headers, authorization: `DPoP ${tokens.access_token}`, dpop: 'x' },
        }),
        '401 invalid_dpop_proof',
      ],
    });
    await tryAll(stageNow(), ['GET', '/openid/userinfo'], good, {
      'a token in the address': [(sent) => sent, '400 invalid_request'],
    });
  });

  it('for another device', async () => {
    const television = await openApplication(stageNow(), {
      kind: 'public',
      redirectUris: [],
      deviceAuthorization: true,
    });
    const wiki = await openApplication(stageNow());
    const good = async () => ({
      fields: new URLSearchParams({ client_id: television.id, scope: 'openid' }),
      headers: {},
    });
    await tryAll(stageNow(), ['POST', '/openid/device-authorization'], good, {
      ...bodies,
      'no client': [without('client_id'), '400 invalid_request'],
      'two clients': [twice('client_id'), '400 invalid_request'],
      'a client of nobody': [set('client_id', 'a\0b'), '401 invalid_client'],
      'a large client': [large('client_id'), '401 invalid_client'],
      'two scopes': [twice('scope'), '400 invalid_request'],
      'a scope of other letters': [set('scope', 'openid "x"'), '400 invalid_scope'],
      'a client that has no devices': [
        (sent) => ({
          ...withHeader('authorization', basic(wiki))(sent),
          fields: new URLSearchParams({ scope: 'openid' }),
        }),
        '400 invalid_request',
      ],
      'an age that is no number': [set('max_age', 'old'), '400 invalid_request'],
    });
  });
});
