import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as openid from 'openid-client';
import type { ApiError } from '#api/error.ts';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import {
  afterSignOut,
  beginSignIn,
  callback,
  configurationOf,
  openApplication,
  refusedWith,
  signInTo,
  typePassword,
} from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { createDatabase } from '../support/postgres.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

let people = 0;

for (const [engine, address] of [
  ['SQLite', async () => undefined],
  ['PostgreSQL', async () => (await createDatabase()).url],
] as const) {
  describe(`Applications sign people in by OpenID Connect, over ${engine}`, () => {
    const curtain = suiteCurtain();
    let opened: Stage | undefined;
    const stageNow = (): Stage => opened ?? assert.fail('the stage is open');
    before(async () => {
      const databaseUrl = await address();
      opened = await openStage(curtain, databaseUrl === undefined ? {} : { databaseUrl });
    });
    after(() => curtain.fall());
    flows(stageNow);
    refusals(stageNow);
    endings(stageNow);
  });
}

function addPerson(stage: Stage): Promise<Person> {
  people += 1;
  return stage.addPerson(`person${people}`);
}

function flows(stageNow: () => Stage): void {
  it('by code and PKCE: who, which groups, and how sure we are (Core 3.1, RFC 7636)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    await stage.api.createGroup({ body: { name: `Writers of ${ada.accountName}` } });
    await stage.api.addGroupMember({ params: { group: `Writers of ${ada.accountName}`, user: ada.id } });
    const wiki = await openApplication(stage);
    const { browser, tokens, claims } = await signInTo(stage, wiki, ada);
    assert.equal(claims.sub, ada.id);
    assert.equal(claims['name'], ada.fullName);
    assert.equal(claims['upn'], ada.userPrincipalName);
    assert.deepEqual(claims['groups'], [`Writers of ${ada.accountName}`]);
    assert.deepEqual([claims['acr'], claims['amr']], ['urn:porchlight:acr:password', ['pwd']]);
    const info = await openid.fetchUserInfo(wiki.config, tokens.access_token, ada.id);
    assert.deepEqual(info['groups'], claims['groups']);
    const session = browser.cookies().find(({ name }) => name === '__Host-porchlight-session');
    assert.match(session?.attributes ?? '', /path=\/; samesite=lax; secure; httponly$/i);

    const grafana = await openApplication(stage, { name: 'Grafana' });
    const again = await beginSignIn(grafana, { scope: 'openid' });
    const back = await browser.open(again.url);
    const other = await openid.authorizationCodeGrant(grafana.config, back.url, again.checks);
    assert.equal(other.claims()?.sub, ada.id, 'one sign-in is enough for all applications');
    assert.equal(other.claims()?.['name'], undefined, 'and none learns more than it asked for');
  });

  it('by a pushed request (RFC 9126)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const browser = new Browser(stage.fetch, stage.url);
    const { url, checks } = await beginSignIn(wiki, {}, 'pushed');
    assert.deepEqual([...url.searchParams.keys()].toSorted(), ['client_id', 'request_uri']);
    const back = await typePassword(browser, await browser.open(url), ada);
    const tokens = await openid.authorizationCodeGrant(wiki.config, back.url, checks);
    assert.equal(tokens.claims()?.sub, ada.id);
  });

  it('with tokens bound to a key that are worth nothing without it (RFC 9449)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const DPoP = openid.getDPoPHandle(wiki.config, await openid.randomDPoPKeyPair('ES256'));
    const browser = new Browser(stage.fetch, stage.url);
    const { url, checks } = await beginSignIn(wiki);
    const back = await typePassword(browser, await browser.open(url), ada);
    const tokens = await openid.authorizationCodeGrant(wiki.config, back.url, checks, undefined, { DPoP });
    assert.equal(tokens.token_type, 'dpop');
    const info = await openid.fetchUserInfo(wiki.config, tokens.access_token, ada.id, { DPoP });
    assert.equal(info.sub, ada.id);
    const bearer = openid.fetchUserInfo(wiki.config, tokens.access_token, ada.id);
    assert.notEqual(await refusedWith(bearer), 'not refused', 'the token is worth nothing without the key');
  });

  it('with a one-time code where the person has one, and the token says so (RFC 8176)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const { uri } = await stage.api.addOneTimeCodes({ params: { user: ada.id } });
    const secret = fromBase32(new URL(uri).searchParams.get('secret') ?? '') ?? assert.fail('there is a secret');
    const wiki = await openApplication(stage);
    const browser = new Browser(stage.fetch, stage.url);
    const { url, checks } = await beginSignIn(wiki);
    const asked = await typePassword(browser, await browser.open(url), ada);
    const wrong = await browser.submit(asked, { code: '000000x' });
    assert.match(wrong.page?.text() ?? '', /The code is wrong/);
    const back = await browser.submit(wrong, { code: totp(nodeHmac, secret, stage.clock.now()) });
    const claims = (await openid.authorizationCodeGrant(wiki.config, back.url, checks)).claims();
    assert.deepEqual(claims?.['amr'], ['pwd', 'otp', 'mfa']);
    assert.equal(claims?.['acr'], 'urn:porchlight:acr:password-and-one-time-code');
  });

  it('with consent where the client asks for it, and not again once it was given', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const forum = await openApplication(stage, { name: 'Forum <b>', asksConsent: true });
    const browser = new Browser(stage.fetch, stage.url);
    const first = await beginSignIn(forum);
    const asked = await typePassword(browser, await browser.open(first.url), ada);
    assert.match(asked.page?.text() ?? '', /Forum &lt;b&gt; wants to know:[^]*the groups that you are in/);
    const back = await browser.submit(asked, {});
    const tokens = await openid.authorizationCodeGrant(forum.config, back.url, first.checks);
    assert.equal(tokens.claims()?.['name'], ada.fullName);
    const second = await beginSignIn(forum);
    assert.equal((await browser.open(second.url)).page, undefined);
  });

  it('on another device by a code that the person types (RFC 8628)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const television = await openApplication(stage, { kind: 'public', redirectUris: [], deviceAuthorization: true });
    const begun = await openid.initiateDeviceAuthorization(television.config, { scope: 'openid profile' });
    const poll = () =>
      openid.genericGrantRequest(television.config, 'urn:ietf:params:oauth:grant-type:device_code', {
        device_code: begun.device_code,
      });
    assert.equal(await refusedWith(poll()), 'authorization_pending');
    const browser = new Browser(stage.fetch, stage.url);
    const page = await browser.open(begun.verification_uri);
    const wrong = await browser.submit(page, { user_code: 'WRNG-CODE' });
    assert.match(wrong.page?.text() ?? '', /This code is wrong/);
    const confirm = await browser.submit(wrong, { user_code: begun.user_code });
    assert.match(confirm.page?.text() ?? '', new RegExp(`<strong>${begun.user_code}</strong>`));
    const signIn = await browser.submit(confirm, {});
    let place = await typePassword(browser, signIn, ada);
    // A client without a secret is anybody who has its name, so people are asked (RFC 8252 section 8.6).
    if (/wants to know/.test(place.page?.text() ?? '')) place = await browser.submit(place, {});
    assert.match(place.page?.text() ?? '', /The device is signed in/);
    const tokens = await poll();
    assert.equal((await openid.fetchUserInfo(television.config, tokens.access_token, ada.id))['name'], ada.fullName);
    assert.equal(await refusedWith(poll()), 'invalid_grant', 'once');
  });

  it('for longer by refresh tokens that change, and an old one ends them all (RFC 9700 section 4.14)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const wish = { scope: 'openid offline_access', prompt: 'consent' };
    const { tokens } = await signInTo(stage, wiki, ada, wish);
    const first = tokens.refresh_token ?? assert.fail('there is a refresh token');
    const renewed = await openid.refreshTokenGrant(wiki.config, first);
    const second = renewed.refresh_token ?? assert.fail('there is another');
    assert.notEqual(second, first);
    assert.equal(await refusedWith(openid.refreshTokenGrant(wiki.config, first)), 'invalid_grant');
    assert.equal(await refusedWith(openid.refreshTokenGrant(wiki.config, second)), 'invalid_grant');
  });

  it('and tokens can be asked about and taken back (RFC 7662, RFC 7009)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { tokens } = await signInTo(stage, wiki, ada);
    const before = await openid.tokenIntrospection(wiki.config, tokens.access_token);
    assert.deepEqual([before.active, before.sub, before.client_id], [true, ada.id, wiki.id]);
    await openid.tokenRevocation(wiki.config, tokens.access_token);
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
  });

  it('with the keys of Platform SSO, and goes on when they change', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const { tokens, browser } = await signInTo(stage, await openApplication(stage), ada);
    const kidOf = (token = '') => (JSON.parse(atob(token.split('.')[0] ?? '')) as { kid?: string }).kid;
    const old = kidOf(tokens.id_token);
    const rotated = await stage.api.rotateSigningKey();
    assert.notEqual(rotated.keyId, old);
    stage.clock.advance(Date.parse(rotated.signsFrom) - stage.clock.now() + 60_000);
    const later = await openApplication(stage);
    const begun = await beginSignIn(later);
    const back = await browser.open(begun.url);
    const anew = await openid.authorizationCodeGrant(later.config, back.url, begun.checks);
    assert.equal(kidOf(anew.id_token), rotated.keyId);
  });
}

function refusals(stageNow: () => Stage): void {
  it('refuses a code twice, and takes back what it gave (RFC 6749 section 4.1.2)', async () => {
    const stage = stageNow();
    const wiki = await openApplication(stage);
    const { tokens, back, checks } = await signInTo(stage, wiki, await addPerson(stage));
    assert.equal(await refusedWith(openid.authorizationCodeGrant(wiki.config, back, checks)), 'invalid_grant');
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
  });

  it('gives one answer where one code comes many times at once', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const browser = new Browser(stage.fetch, stage.url);
    const { url, checks } = await beginSignIn(wiki);
    const back = await typePassword(browser, await browser.open(url), ada);
    const tries = Array.from({ length: 5 }, () =>
      refusedWith(openid.authorizationCodeGrant(wiki.config, back.url, checks)),
    );
    const outcomes = await Promise.all(tries);
    assert.ok(outcomes.filter((outcome) => outcome === 'not refused').length <= 1, outcomes.join());
    assert.ok(
      outcomes.every((outcome) => ['not refused', 'invalid_grant'].includes(outcome)),
      outcomes.join(),
    );
  });

  it('lets clients see that state or nonce were changed on the way (Core 3.1.2.7, 3.1.3.7)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const browser = new Browser(stage.fetch, stage.url);
    const { url, checks } = await beginSignIn(wiki);
    const back = await typePassword(browser, await browser.open(url), ada);
    const other = { ...checks, expectedState: openid.randomState() };
    assert.equal(
      await refusedWith(openid.authorizationCodeGrant(wiki.config, back.url, other)),
      'OAUTH_INVALID_RESPONSE',
    );
    const nonce = { ...checks, expectedNonce: openid.randomNonce() };
    assert.notEqual(await refusedWith(openid.authorizationCodeGrant(wiki.config, back.url, nonce)), 'not refused');
  });

  it('refuses another PKCE verifier, and requests without a challenge (RFC 7636 section 4.6)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const browser = new Browser(stage.fetch, stage.url);
    const { url, checks } = await beginSignIn(wiki);
    const back = await typePassword(browser, await browser.open(url), ada);
    const other = { ...checks, pkceCodeVerifier: openid.randomPKCECodeVerifier() };
    assert.equal(await refusedWith(openid.authorizationCodeGrant(wiki.config, back.url, other)), 'invalid_grant');
    for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
    assert.equal((await browser.open(url)).url.searchParams.get('error'), 'invalid_request');
  });

  it('sends nobody to an address that was not registered letter by letter (RFC 9700 section 2.1)', async () => {
    const stage = stageNow();
    const wiki = await openApplication(stage);
    const browser = new Browser(stage.fetch, stage.url);
    for (const uri of ['https://app.example/callback/', 'https://app.example/callback?a=b', 'https://evil.example/']) {
      const { url } = await beginSignIn(wiki, { redirect_uri: uri });
      const { page } = await browser.open(url);
      assert.equal(page?.status, 400);
      assert.match(page.text(), /<code>invalid_redirect_uri<\/code>/);
    }
    assert.match((await stage.fetch(`${stage.url}/openid/authorization?client_id=nobody`)).text(), /invalid_client/);
  });

  it('refuses a wrong secret, and the old one once there is another', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const stranger = await configurationOf(stage, wiki.id, openid.ClientSecretBasic(`${wiki.secret}x`));
    const { tokens } = await signInTo(stage, wiki, ada);
    assert.equal(await refusedWith(openid.tokenIntrospection(stranger, tokens.access_token)), 'invalid_client');
    const { secret } = await stage.api.rotateClientSecret({ params: { client: wiki.id } });
    assert.equal(await refusedWith(openid.tokenIntrospection(wiki.config, tokens.access_token)), 'invalid_client');
    const renewed = await configurationOf(stage, wiki.id, openid.ClientSecretBasic(secret));
    assert.equal((await openid.tokenIntrospection(renewed, tokens.access_token)).active, true);
  });

  it('says the same of unknown names and wrong passwords, and lets nobody guess', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const browser = new Browser(stage.fetch, stage.url);
    let place = await browser.open((await beginSignIn(await openApplication(stage))).url);
    for (let count = 0; count < 10; count += 1) {
      place = await browser.submit(place, { username: ada.userPrincipalName, password: 'wrong' });
      assert.match(place.page?.text() ?? '', /Name or password is wrong/);
    }
    assert.match((await typePassword(browser, place, ada)).page?.text() ?? '', /Too many attempts/);
    const unknown = await browser.submit(place, { username: 'nobody', password: 'wrong' });
    assert.match(unknown.page?.text() ?? '', /Name or password is wrong/);
  });

  it('says what is missing, what must be changed, and what came too late', async () => {
    const stage = stageNow();
    const [ada, ben] = [await addPerson(stage), await addPerson(stage)];
    const password = 'another-harbour-in-june';
    await stage.api.setPassword({ params: { user: ada.id }, body: { password, temporary: true } });
    await stage.api.addOneTimeCodes({ params: { user: ben.id } });
    const browser = new Browser(stage.fetch, stage.url);
    const place = await browser.open((await beginSignIn(await openApplication(stage), { login_hint: 'ada' })).url);
    assert.match(place.page?.text() ?? '', /name="username"[^>]* value="ada"/);
    assert.match((await browser.submit(place, { password: '' })).page?.text() ?? '', /Please fill in/);
    const temporary = await typePassword(browser, place, { ...ada, password });
    assert.match(temporary.page?.text() ?? '', /must be changed/);
    const code = await typePassword(browser, place, ben);
    assert.match((await browser.submit(code, { passed: 'AAAA', code: '1' })).page?.text() ?? '', /took too long/);
    stage.clock.advance(301_000);
    assert.match((await browser.submit(code, { code: '123456' })).page?.text() ?? '', /took too long/);
    const large = await browser.submit(place, { username: ada.accountName, password: 'x'.repeat(20_000) });
    assert.equal(large.page?.status, 413);
    assert.match(large.page.text(), /<code>body_too_large<\/code>/);
  });

  it('lets nobody guess the codes of devices, however the address is written (RFC 8628 section 5.1)', async () => {
    const stage = stageNow();
    const browser = new Browser(stage.fetch, stage.url);
    const page = await browser.open(`${stage.url}/openid/device`);
    let place = page;
    for (let count = 0; count < 61; count += 1) place = await browser.submit(page, { user_code: 'WRNG-CODE' });
    assert.equal(place.page?.status, 429);
    assert.match(place.page.text(), /<code>too_many_codes<\/code>/);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const path of ['DEVICE', 'devic%65', 'device/']) {
      const answer = await stage.fetch(`${stage.url}/openid/${path}`, { method: 'POST', headers, body: 'user_code=A' });
      assert.equal(answer.status, 404, path);
    }
    stage.clock.advance(300_000);
  });

  it('takes no client with an address that is not its own, and says which', async () => {
    const stage = stageNow();
    const body = { name: 'Wiki', redirectUris: [callback, 'http://app.example/'] };
    await assert.rejects(stage.api.addClient({ body }), (error: ApiError) => {
      assert.equal(error.code, 'request_invalid');
      assert.deepEqual(
        error.body.problems?.map(({ member }) => member),
        ['redirectUris.1'],
      );
      return true;
    });
    const { id } = await openApplication(stage, { kind: 'public' });
    assert.equal((await stage.api.getClient({ params: { client: id } })).secretSetAt, null);
    assert.ok((await stage.api.listClients()).items.some((one) => one.id === id));
    await assert.rejects(stage.api.rotateClientSecret({ params: { client: id } }), { code: 'client_public' });
    await assert.rejects(stage.api.removeClient({ params: { client: 'nobody' } }), { code: 'client_not_found' });
  });

  it('takes no form from elsewhere, and shows no sign-in to another browser', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const browser = new Browser(stage.fetch, stage.url);
    const place = await browser.open((await beginSignIn(await openApplication(stage))).url);
    const fields = { username: ada.userPrincipalName, password: ada.password };
    const foreign = [
      await browser.submit(place, fields, { origin: 'https://evil.example' }),
      await browser.submit(place, fields, { 'sec-fetch-site': 'cross-site' }),
      await browser.submit(place, { ...fields, token: 'AAAA' }),
    ];
    for (const { page } of foreign) assert.match(page?.text() ?? '', /<code>form_foreign<\/code>/);
    const other = await new Browser(stage.fetch, stage.url).open(place.url);
    assert.equal(other.page?.status, 400);
    assert.match(other.page.text(), /<code>interaction_unknown<\/code>/);
    assert.match(place.page?.headers['content-security-policy'] ?? '', /form-action 'self' https:\/\/app\.example;/);
    assert.doesNotMatch(place.page?.text() ?? '', /<script|<link|<img|\son\w+=/i);
    const cancelled = await browser.submit(place, { cancel: 'yes' });
    assert.equal(cancelled.url.searchParams.get('error'), 'access_denied');
  });
}

function endings(stageNow: () => Stage): void {
  it('ends by signing out, and with the session what hung on it (RP-Initiated Logout 2)', async () => {
    const stage = stageNow();
    const wiki = await openApplication(stage);
    const { browser, tokens } = await signInTo(stage, wiki, await addPerson(stage));
    const parameters = { post_logout_redirect_uri: afterSignOut, id_token_hint: tokens.id_token ?? '', state: 's' };
    const page = await browser.open(openid.buildEndSessionUrl(wiki.config, parameters));
    const end = await browser.submit(page, { logout: 'yes' });
    assert.equal(end.url.href, `${afterSignOut}?state=s`);
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
    assert.match((await browser.open((await beginSignIn(wiki)).url)).page?.text() ?? '', /name="password"/);
  });

  it('ends with the person: disabled means signed out everywhere, also after being let in again', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { browser, tokens } = await signInTo(stage, wiki, ada, { scope: 'openid offline_access', prompt: 'consent' });
    await stage.api.disableUser({ params: { user: ada.id } });
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
    const refresh = () => refusedWith(openid.refreshTokenGrant(wiki.config, tokens.refresh_token ?? ''));
    assert.equal(await refresh(), 'invalid_grant');
    const page = await browser.open((await beginSignIn(wiki)).url);
    assert.match((await typePassword(browser, page, ada)).page?.text() ?? '', /Name or password is wrong/);
    await stage.api.enableUser({ params: { user: ada.id } });
    assert.equal(await refresh(), 'invalid_grant');
    assert.match((await browser.open((await beginSignIn(wiki)).url)).page?.text() ?? '', /name="password"/);
  });

  it('ends with the client', async () => {
    const stage = stageNow();
    const [wiki, other] = [await openApplication(stage), await openApplication(stage)];
    const { browser, tokens } = await signInTo(stage, wiki, await addPerson(stage));
    const { url } = await beginSignIn(wiki);
    await stage.api.removeClient({ params: { client: wiki.id } });
    assert.deepEqual(await openid.tokenIntrospection(other.config, tokens.access_token), { active: false });
    assert.match((await browser.open(url)).page?.text() ?? '', /<code>invalid_client<\/code>/);
  });

  it('ends with a password that was replaced', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { tokens } = await signInTo(stage, wiki, ada);
    await stage.api.setPassword({ params: { user: ada.id }, body: { password: 'another-harbour-in-june' } });
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
  });

  it('writes down who signed in where, and what was refused', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const head = await stage.auditHead();
    const wiki = await openApplication(stage);
    const { back, checks } = await signInTo(stage, wiki, ada);
    await refusedWith(openid.authorizationCodeGrant(wiki.config, back, checks));
    assert.ok(await stage.auditEvent(head, ({ type, userId }) => type === 'openid.signed-in' && userId === ada.id));
    const refused = await stage.auditEvent(
      head,
      ({ type, code }) => type === 'openid.refused' && code === 'invalid_grant',
    );
    assert.equal(refused?.detail?.['clientId'], wiki.id);
    assert.equal((await stage.api.verifyAudit()).result, 'intact');
  });
}
