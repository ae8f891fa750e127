import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import * as openid from 'openid-client';
import { openMacBrowser } from '../support/mac-browser.ts';
import {
  type Application,
  beginSignIn,
  openApplication,
  signInTo,
  typePassword,
} from '../support/openid-application.ts';
import { Browser, type Place } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import { joinMac, prepareMac, type StageMac } from '../support/stage-mac.ts';
import { openStage, type Stage } from '../support/stage.ts';

const asked = /name="password"/;

async function joined(stage: Stage, method: 'Password' | 'UserSecureEnclaveKey' = 'UserSecureEnclaveKey') {
  const subject = await joinMac(stage, { person: await addPerson(stage), method });
  return { subject, ...openMacBrowser(stage, subject) };
}

/** Opens an application, and gives what its id_token says. */
async function silently(browser: Browser, application: Application, wish: Readonly<Record<string, string>> = {}) {
  const { url, checks } = await beginSignIn(application, wish);
  const back = await browser.open(url);
  assert.equal(back.page, undefined, `asked: ${browser.said}`);
  const tokens = await openid.authorizationCodeGrant(application.config, back.url, checks);
  return { tokens, claims: tokens.claims() ?? assert.fail('there is an id_token') };
}

async function isAsked(browser: Browser, application: Application, wish: Readonly<Record<string, string>> = {}) {
  const place = await browser.open((await beginSignIn(application, wish)).url);
  assert.match(place.page?.text() ?? '', asked);
  return place;
}

const errorOf = ({ url }: Place) => url.searchParams.get('error');
const nameOf = (subject: StageMac) => subject.serialNumber;

onEveryStage('A joined Mac opens applications without being asked', (stageNow) => {
  it('and the token says how its person had logged in, and when (RFC 8176, Core 2)', async () => {
    const stage = stageNow();
    for (const [method, amr] of [
      ['UserSecureEnclaveKey', ['hwk']],
      ['Password', ['pwd']],
    ] as const) {
      const { subject, browser } = await joined(stage, method);
      const loggedInAt = Math.floor(stage.clock.now() / 1000);
      stage.clock.advance(90_000);
      const { claims } = await silently(browser, await openApplication(stage));
      assert.equal(claims.sub, subject.person.id);
      assert.deepEqual([claims['acr'], claims['amr']], ['urn:porchlight:acr:mac', [...amr]]);
      assert.ok(Math.abs(Number(claims['auth_time']) - loggedInAt) < 30, 'the login counts, not this moment');
      assert.equal(browser.said, `accepted="${nameOf(subject)}"`);
    }
  });

  it('each with one session for all, by a pushed request too, and with prompt=none (RFC 9126, Core 3.1.2.1)', async () => {
    const stage = stageNow();
    const { browser, subject } = await joined(stage);
    const wiki = await openApplication(stage);
    const first = await silently(browser, wiki, { prompt: 'none' });
    const again = await silently(browser, wiki);
    assert.equal(first.claims['auth_time'], again.claims['auth_time']);
    const { url, checks } = await beginSignIn(await openApplication(stage), {}, 'pushed');
    assert.ok(url.searchParams.has('request_uri'));
    assert.equal((await browser.open(url)).page, undefined);
    assert.ok(checks);
    const cookies = browser.cookies().filter(({ name }) => name === '__Host-porchlight-session');
    assert.equal(cookies.length, 1, nameOf(subject));
  });

  it('and everybody else is asked: another browser, and a Mac that is not registered', async () => {
    const stage = stageNow();
    const { subject } = await joined(stage);
    const wiki = await openApplication(stage);
    await isAsked(new Browser(stage.fetch, stage.url), wiki);
    const none = await new Browser(stage.fetch, stage.url).open((await beginSignIn(wiki, { prompt: 'none' })).url);
    assert.equal(errorOf(none), 'login_required');
    const fresh = await prepareMac(stage, { person: subject.person, method: 'UserSecureEnclaveKey' });
    const { browser, last } = openMacBrowser(stage, fresh);
    await isAsked(browser, wiki);
    assert.equal(last(), undefined, 'it has nothing to prove');
  });

  it('but never answers for somebody else: whom a hint names, who signed in by hand (Core 3.1.2.1)', async () => {
    const stage = stageNow();
    const { browser, subject, extension } = await joined(stage);
    const ben = await addPerson(stage);
    const wiki = await openApplication(stage);
    const place = await isAsked(browser, wiki, { login_hint: ben.userPrincipalName });
    assert.equal(browser.said, 'left="another_person_expected"');
    assert.equal((await typePassword(browser, place, ben)).page, undefined);
    const { claims } = await silently(browser, wiki);
    assert.equal(claims.sub, ben.id, 'who signed in by hand stays');
    assert.equal(browser.said, 'left="another_person_signed_in"');
    const other = new Browser(stage.fetch, stage.url, extension);
    assert.equal(
      (await silently(other, wiki, { login_hint: subject.person.userPrincipalName })).claims.sub,
      subject.person.id,
    );
    const stranger = await signInTo(stage, wiki, ben);
    const none = { prompt: 'none', id_token_hint: stranger.tokens.id_token ?? '' };
    const fresh = new Browser(stage.fetch, stage.url, extension);
    assert.equal(errorOf(await fresh.open((await beginSignIn(wiki, none)).url)), 'login_required');
  });

  it('and asks for consent where the client does', async () => {
    const stage = stageNow();
    const { browser } = await joined(stage);
    const forum = await openApplication(stage, { name: 'Forum', asksConsent: true });
    const { url, checks } = await beginSignIn(forum);
    const place = await browser.open(url);
    assert.match(place.page?.text() ?? '', /Forum wants to know/);
    const back = await browser.submit(place, {});
    const tokens = await openid.authorizationCodeGrant(forum.config, back.url, checks);
    assert.equal(tokens.claims()?.['acr'], 'urn:porchlight:acr:mac');
    await silently(browser, forum);
  });

  it('with a session that is worth nothing on another machine', async () => {
    const stage = stageNow();
    const { browser } = await joined(stage);
    const wiki = await openApplication(stage);
    await silently(browser, wiki);
    await isAsked(browser.stolen(), wiki);
    const none = await browser.stolen().open((await beginSignIn(wiki, { prompt: 'none' })).url);
    assert.equal(errorOf(none), 'login_required');
    const other = await joined(stage);
    const { claims } = await silently(browser.stolen(other.extension), wiki);
    assert.equal(claims.sub, other.subject.person.id, "another Mac's proof speaks for its own person only");
  });

  it('nor lets them step around the page where they are asked', async () => {
    const stage = stageNow();
    const { browser } = await joined(stage);
    const wiki = await openApplication(stage);
    await silently(browser, wiki);
    const thief = browser.stolen();
    const { url } = await isAsked(thief, wiki);
    const uid = /^\/openid\/interaction\/([\w-]+)$/.exec(url.pathname)?.[1] ?? assert.fail(url.href);
    const around = await thief.open(new URL(`/openid/authorization/${uid}`, stage.url));
    assert.match(around.url.pathname, /^\/openid\/interaction\//, around.url.href);
  });

  it('and who then signs in by hand has a session of their own, which needs no Mac', async () => {
    const stage = stageNow();
    const { browser, subject } = await joined(stage);
    const wiki = await openApplication(stage);
    await silently(browser, wiki);
    const plain = browser.stolen();
    const place = await isAsked(plain, wiki);
    assert.equal((await typePassword(plain, place, subject.person)).page, undefined);
    assert.equal((await silently(plain, wiki)).claims['acr'], 'urn:porchlight:acr:password');
  });

  it('writes down each, with the Mac', async () => {
    const stage = stageNow();
    const head = await stage.auditHead();
    const { browser, subject } = await joined(stage);
    const wiki = await openApplication(stage);
    await silently(browser, wiki);
    const event = await stage.auditEvent(
      head,
      ({ type, detail }) => type === 'openid.signed-in' && detail?.['by'] === 'mac',
    );
    assert.deepEqual([event?.userId, event?.detail?.['clientId']], [subject.person.id, wiki.id]);
    assert.equal(event?.detail?.['serialNumber'], nameOf(subject));
    assert.equal(event?.deviceId, subject.mac.state().platformSso.device?.deviceId);
  });
});

test('A policy may ask more of people than that their Mac knows them', async (context) => {
  const stage = await openStage({ after: (close) => context.after(close) });
  const { browser, subject } = await joined(stage);
  const wiki = await openApplication(stage);
  const rules = [{ name: 'by hand', who: { users: [subject.person.accountName] }, require: [['password' as const]] }];
  await stage.api.savePolicy({ body: { policy: { rules }, basedOn: 0 } });
  await isAsked(browser, wiki);
  assert.equal(browser.said, 'left="policy"');
  await silently((await joined(stage)).browser, wiki);
});

test('A proof is no act of the person: prompt=login asks, and max_age counts from the login at the Mac (Core 3.1.2.1)', async (context) => {
  const stage = await openStage({ after: (close) => context.after(close) });
  const { browser } = await joined(stage);
  const wiki = await openApplication(stage);
  await silently(browser, wiki, { max_age: '3600' });
  await isAsked(browser, wiki, { prompt: 'login' });
  // The provider goes by the machine's clock, in whole seconds.
  await setTimeout(2100);
  await isAsked(browser, wiki, { max_age: '1' });
});
