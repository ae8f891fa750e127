/**
 * Modules of the OpenID Foundation's certification plans Basic OP and Config OP that no other test asserts, by their names.
 * Every request has PKCE, which we require and the plans leave out. The whole map is in docs/conformance.md.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import * as jose from 'jose';
import * as openid from 'openid-client';
import {
  type Application,
  beginSignIn,
  configurationOf,
  openApplication,
  refusedWith,
  signInTo,
  typePassword,
} from '../support/openid-application.ts';
import { Browser, type Place } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import type { Stage } from '../support/stage.ts';

const errorOf = ({ url }: Place) => url.searchParams.get('error');

async function signedIn(stage: Stage, wish: Readonly<Record<string, string>> = {}) {
  const person = await addPerson(stage);
  const wiki = await openApplication(stage);
  return { person, wiki, ...(await signInTo(stage, wiki, person, wish)) };
}

/** Another request of the same browser that must be answered without a page. */
async function silently(browser: Browser, wiki: Application, wish: Readonly<Record<string, string>>) {
  const { url, checks } = await beginSignIn(wiki, wish);
  const back = await browser.open(url);
  assert.equal(back.page, undefined, back.page?.text());
  return (await openid.authorizationCodeGrant(wiki.config, back.url, checks)).claims() ?? assert.fail();
}

/** Another request of the same browser where the person is asked once more. */
async function askedAgain(
  { browser, wiki, person }: Awaited<ReturnType<typeof signedIn>>,
  wish: Readonly<Record<string, string>>,
) {
  const { url, checks } = await beginSignIn(wiki, wish);
  const account = await browser.open(url);
  assert.match(account.page?.text() ?? '', /Pick an account/);
  const place = await browser.submit(account, { account: person.id });
  const back = await typePassword(browser, place, person);
  assert.equal(back.page, undefined, back.page?.text());
  return (await openid.authorizationCodeGrant(wiki.config, back.url, checks)).claims() ?? assert.fail();
}

onEveryStage('Basic OP: requests', (stageNow) => {
  /** What the browser is sent back with, or the page, for a request with something changed. */
  const meeting = async (change: (url: URL) => void) => {
    const { url } = await beginSignIn(await openApplication(stageNow()));
    change(url);
    return new Browser(stageNow().fetch, stageNow().url).open(url);
  };

  it('oidcc-response-type-missing', async () => {
    const place = await meeting((url) => url.searchParams.delete('response_type'));
    assert.equal(errorOf(place), 'invalid_request');
    assert.ok(place.url.searchParams.get('state'));
  });

  it('oidcc-prompt-none-not-logged-in', async () => {
    const place = await meeting((url) => url.searchParams.set('prompt', 'none'));
    assert.equal(errorOf(place), 'login_required');
    assert.equal(place.url.searchParams.get('code'), null);
  });

  it('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported', async () => {
    const place = await meeting((url) => {
      const claims = Object.fromEntries(url.searchParams);
      url.searchParams.set('request', new jose.UnsecuredJWT(claims).encode());
    });
    assert.equal(errorOf(place), 'request_not_supported');
  });

  it('oidcc-ensure-request-object-with-redirect-uri', async () => {
    const place = await meeting((url) => {
      const claims = { ...Object.fromEntries(url.searchParams), redirect_uri: 'https://evil.example/callback' };
      url.searchParams.set('request', new jose.UnsecuredJWT(claims).encode());
    });
    assert.equal(place.url.host, 'app.example');
    assert.equal(errorOf(place), 'request_not_supported');
  });

  it('oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported', async () => {
    const place = await meeting((url) => url.searchParams.set('request_uri', 'https://app.example/request.jwt'));
    assert.equal(errorOf(place), 'request_uri_not_supported');
  });

  it('oidcc-ensure-post-request-succeeds: not ours, which binds requests to their address', async () => {
    const stage = stageNow();
    const { url } = await beginSignIn(await openApplication(stage));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await stage.fetch(`${stage.url}${url.pathname}`, { method: 'POST', headers, body: url.search });
    assert.equal(answer.status, 404);
  });

  it('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
    const stage = stageNow();
    const { browser, wiki } = await signedIn(stage);
    const { url, checks } = await beginSignIn(wiki);
    url.searchParams.delete('nonce');
    const { pkceCodeVerifier, expectedState } = checks;
    const back = await browser.open(url);
    const tokens = await openid.authorizationCodeGrant(wiki.config, back.url, { pkceCodeVerifier, expectedState });
    assert.equal(tokens.claims()?.['nonce'], undefined);
  });

  it('oidcc-alternate-happy-flow', async () => {
    const { browser, wiki } = await signedIn(stageNow());
    const { url, checks } = await beginSignIn(wiki, { scope: 'email openid' });
    const reversed = new URL(url);
    reversed.search = new URLSearchParams([...url.searchParams].toReversed()).toString();
    const back = await browser.open(reversed);
    assert.ok((await openid.authorizationCodeGrant(wiki.config, back.url, checks)).claims());
  });

  for (const [module, wish] of [
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-ui-locales', { ui_locales: 'se' }],
    ['oidcc-claims-locales', { claims_locales: 'se' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
    ['oidcc-claims-essential', { claims: '{"userinfo":{"name":{"essential":true}}}' }],
  ] as const) {
    it(module, async () => {
      const { tokens, wiki, person } = await signedIn(stageNow(), wish);
      const info = await openid.fetchUserInfo(wiki.config, tokens.access_token, person.id);
      assert.equal(info['name'], person.fullName);
    });
  }

  it('oidcc-login-hint', async () => {
    const place = await meeting((url) => url.searchParams.set('login_hint', 'ada@porchlight.example'));
    assert.match(place.page?.text() ?? '', /name="username"[^>]* value="ada@porchlight\.example"/);
  });
});

onEveryStage('Basic OP: sessions', (stageNow) => {
  it('oidcc-prompt-login', async () => {
    const known = await signedIn(stageNow(), { max_age: '10000' });
    const claims = await askedAgain(known, { prompt: 'login', max_age: '10000' });
    assert.equal(claims.sub, known.claims.sub);
    assert.ok(Number(claims['auth_time']) >= Number(known.claims['auth_time']));
  });

  it('oidcc-max-age-1', async () => {
    const known = await signedIn(stageNow(), { max_age: '10000' });
    // The provider goes by the machine's clock, in whole seconds.
    await setTimeout(2100);
    const claims = await askedAgain(known, { max_age: '1' });
    assert.equal(claims.sub, known.claims.sub);
    assert.ok(Number(claims['auth_time']) > Number(known.claims['auth_time']));
  });

  for (const [module, wish] of [
    ['oidcc-max-age-10000', { max_age: '10000' }],
    ['oidcc-prompt-none-logged-in', { prompt: 'none', max_age: '10000' }],
  ] as const) {
    it(module, async () => {
      const { browser, wiki, claims } = await signedIn(stageNow(), { max_age: '10000' });
      const again = await silently(browser, wiki, wish);
      assert.deepEqual([again.sub, again['auth_time']], [claims.sub, claims['auth_time']]);
    });
  }

  it('oidcc-id-token-hint', async () => {
    const stage = stageNow();
    const { browser, wiki, claims, tokens } = await signedIn(stage);
    const hint = { prompt: 'none', id_token_hint: tokens.id_token ?? '' };
    assert.equal((await silently(browser, wiki, hint)).sub, claims.sub);
    const other = await signedIn(stage);
    const { url } = await beginSignIn(wiki, hint);
    assert.equal(errorOf(await other.browser.open(url)), 'login_required', 'nobody else answers to it');
  });
});

onEveryStage('Basic OP: tokens', (stageNow) => {
  it('oidcc-idtoken-signature', async () => {
    const stage = stageNow();
    const { tokens, wiki } = await signedIn(stage);
    const keys = JSON.parse((await stage.fetch(`${stage.url}/.well-known/jwks.json`)).text()) as jose.JSONWebKeySet;
    const options = { issuer: stage.url, audience: wiki.id, algorithms: ['ES256'] };
    const { protectedHeader } = await jose.jwtVerify(tokens.id_token ?? '', jose.createLocalJWKSet(keys), options);
    assert.ok(keys.keys.some(({ kid }) => kid === protectedHeader.kid));
  });

  for (const [module, request] of [
    ['oidcc-userinfo-post-header', (token: string) => ({ headers: { authorization: `Bearer ${token}` } })],
    [
      'oidcc-userinfo-post-body',
      (token: string) => ({
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `access_token=${token}`,
      }),
    ],
  ] as const) {
    it(module, async () => {
      const stage = stageNow();
      const { tokens, claims } = await signedIn(stage);
      const address = `${stage.url}/openid/userinfo`;
      const answer = await stage.fetch(address, { method: 'POST', ...request(tokens.access_token) });
      assert.equal(answer.status, 200, answer.text());
      assert.equal((JSON.parse(answer.text()) as { readonly sub: string }).sub, claims.sub);
    });
  }

  for (const [module, scope, members] of [
    ['oidcc-scope-profile', 'openid profile', ['name', 'preferred_username', 'sub', 'upn']],
    ['oidcc-scope-email', 'openid email', ['email', 'sub']],
  ] as const) {
    it(module, async () => {
      const stage = stageNow();
      const person = await addPerson(stage);
      await stage.api.updateUser({ params: { user: person.id }, body: { email: person.userPrincipalName } });
      const wiki = await openApplication(stage);
      const { tokens } = await signInTo(stage, wiki, person, { scope });
      const info = await openid.fetchUserInfo(wiki.config, tokens.access_token, person.id);
      assert.deepEqual(Object.keys(info).toSorted(), members);
    });
  }

  it('oidcc-codereuse-30seconds', async () => {
    const stage = stageNow();
    const { tokens, wiki, back, checks } = await signedIn(stage);
    stage.clock.advance(30_000);
    assert.equal(await refusedWith(openid.authorizationCodeGrant(wiki.config, back, checks)), 'invalid_grant');
    const late = openid.fetchUserInfo(wiki.config, tokens.access_token, openid.skipSubjectCheck);
    assert.equal(await refusedWith(late), 'invalid_token');
  });

  it('oidcc-server-client-secret-post: not ours, which takes the header alone', async () => {
    const stage = stageNow();
    const { wiki, tokens } = await signedIn(stage);
    const other = await configurationOf(stage, wiki.id, openid.ClientSecretPost(wiki.secret));
    assert.equal(await refusedWith(openid.tokenIntrospection(other, tokens.access_token)), 'invalid_client');
  });

  it('oidcc-refresh-token', async () => {
    const stage = stageNow();
    const { tokens, wiki, claims } = await signedIn(stage, { scope: 'openid offline_access', prompt: 'consent' });
    const refresh = tokens.refresh_token ?? assert.fail('there is one');
    const other = await openApplication(stage, { name: 'Grafana' });
    assert.equal(await refusedWith(openid.refreshTokenGrant(other.config, refresh)), 'invalid_grant');
    const renewed = await openid.refreshTokenGrant(wiki.config, refresh);
    assert.equal(renewed.claims()?.sub, claims.sub);
    assert.notEqual(renewed.access_token, tokens.access_token);
  });
});

onEveryStage('Config OP, and the discovery of the logout plans', (stageNow) => {
  const discovered = async () => {
    const answer = await stageNow().fetch(`${stageNow().url}/.well-known/openid-configuration`);
    assert.deepEqual([answer.status, answer.headers['content-type']?.split(';')[0]], [200, 'application/json']);
    return JSON.parse(answer.text()) as Readonly<Record<string, unknown>>;
  };

  it('oidcc-discovery-endpoint-verification', async () => {
    const found = await discovered();
    assert.equal(found['issuer'], stageNow().url);
    const addresses = Object.entries(found).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    assert.ok(addresses.length >= 8);
    for (const [name, address] of addresses) assert.ok(String(address).startsWith(`${stageNow().url}/`), name);
    assert.deepEqual(found['response_types_supported'], ['code']);
    assert.deepEqual(found['subject_types_supported'], ['public']);
    assert.deepEqual(found['id_token_signing_alg_values_supported'], ['ES256']);
    assert.deepEqual(found['code_challenge_methods_supported'], ['S256']);
    assert.ok((found['scopes_supported'] as readonly string[]).includes('openid'));
    assert.ok((found['grant_types_supported'] as readonly string[]).includes('authorization_code'));
    for (const name of ['request_parameter', 'request_uri_parameter', 'claims_parameter'])
      assert.notEqual(found[`${name}_supported`], true, name);
    const keys = JSON.parse((await stageNow().fetch(String(found['jwks_uri']))).text()) as jose.JSONWebKeySet;
    for (const key of keys.keys) {
      assert.equal(key['d'], undefined);
      await jose.importJWK(key, 'ES256');
    }
    assert.equal(new Set(keys.keys.map(({ kid }) => kid)).size, keys.keys.length);
  });

  it('oidcc-rp-initiated-logout-discovery-endpoint-verification, oidcc-backchannel-logout-discovery-endpoint-verification', async () => {
    const found = await discovered();
    assert.match(String(found['end_session_endpoint']), /^https:/);
    assert.deepEqual(
      [found['backchannel_logout_supported'], found['backchannel_logout_session_supported']],
      [true, true],
    );
  });
});
