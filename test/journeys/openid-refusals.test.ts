import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as openid from 'openid-client';
import type { ApiError } from '#api/error.ts';
import {
  beginSignIn,
  callback,
  configurationOf,
  openApplication,
  refusedWith,
  signInTo,
  typePassword,
} from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';

onEveryStage('The OpenID provider refuses what is wrong', (stageNow) => {
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
    assert.match(temporary.page?.text() ?? '', /Choose a new password/);
    const code = await typePassword(browser, place, ben);
    assert.match((await browser.submit(code, { code: '1' })).page?.text() ?? '', /The code is wrong/);
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
});
