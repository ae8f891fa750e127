import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as openid from 'openid-client';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import {
  afterSignOut,
  beginSignIn,
  openApplication,
  refusedWith,
  signInTo,
  typePassword,
} from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';

onEveryStage('Applications sign people in by OpenID Connect', (stageNow) => {
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
    assert.equal(claims?.['acr'], 'urn:porchlight:acr:multi-factor');
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

  it('ends by signing out, and with the session what hung on it (RP-Initiated Logout 2)', async () => {
    const stage = stageNow();
    const wiki = await openApplication(stage);
    const { browser, tokens } = await signInTo(stage, wiki, await addPerson(stage));
    const parameters = { post_logout_redirect_uri: afterSignOut, id_token_hint: tokens.id_token ?? '', state: 's' };
    const page = await browser.open(openid.buildEndSessionUrl(wiki.config, parameters));
    const end = await browser.submit(page, { logout: 'yes' });
    assert.equal(end.url.href, `${afterSignOut}?state=s`);
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
    assert.match((await browser.open((await beginSignIn(wiki)).url)).page?.text() ?? '', /<h1>Pick an account</);
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
    assert.match(
      (await browser.open((await beginSignIn(wiki)).url)).page?.text() ?? '',
      /<h1>(?:Pick an account|Sign in to)/,
    );
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
});
