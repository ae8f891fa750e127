import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as openid from 'openid-client';
import { beginSignIn, openApplication, signInTo, typePassword } from '../support/openid-application.ts';
import { Browser, type Place } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import { count, joinMac, password, unlocked } from '../support/stage-mac.ts';
import type { Person, Stage } from '../support/stage.ts';

const next = 'seven rivers in an orange kettle';

async function signIn(stage: Stage, person: Person): Promise<Browser> {
  const browser = new Browser(stage.fetch, stage.url);
  const page = await browser.open(`${stage.url}/account`);
  assert.equal(headingOf(await typePassword(browser, page, person)), 'My sign-in');
  return browser;
}

async function change(browser: Browser, stage: Stage, { password: present }: Person): Promise<Place> {
  const page = await browser.open(`${stage.url}/account/password`);
  return browser.submit(page, { present, next, repeat: next });
}

function headingOf({ page }: Place): string {
  return /<h1>([^<]+)</.exec(page?.text() ?? '')?.[1] ?? '';
}

async function isSignedIn(browser: Browser, stage: Stage): Promise<boolean> {
  return headingOf(await browser.open(`${stage.url}/account`)) === 'My sign-in';
}

onEveryStage('On their own page people', (stageNow) => {
  it('see their Macs and the applications that they are signed in to, and sign out of all', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const { mac } = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
    const wiki = await openApplication(stage, { name: 'Wiki & Notes' });
    const { tokens } = await signInTo(stage, wiki, ada);
    const browser = await signIn(stage, ada);
    const macs = (await browser.open(`${stage.url}/account/macs`)).page?.text() ?? '';
    assert.ok(macs.includes(mac.state().hardware.serialNumber), macs);
    assert.match(macs, /By Secure Enclave key/);
    const sessions = await browser.open(`${stage.url}/account/sessions`);
    assert.match(sessions.page?.text() ?? '', /Wiki &amp; Notes/);
    const after = (await browser.submit(sessions, { step: 'sign-out-everywhere' })).page?.text() ?? '';
    assert.match(after, /signed out everywhere but here. Ended: one browser, and the access of Wiki &amp; Notes/);
    assert.ok(!after.includes('name="session"'));
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
    assert.equal(await isSignedIn(browser, stage), true);
  });

  it('end one browser of an application: its tokens count no more, those of another browser do', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const [first, second] = [await signInTo(stage, wiki, ada), await signInTo(stage, wiki, ada)];
    const browser = await signIn(stage, ada);
    await browser.submit(await browser.open(`${stage.url}/account/sessions`), {});
    const live = async ({ tokens }: typeof first) =>
      (await openid.tokenIntrospection(wiki.config, tokens.access_token)).active;
    assert.equal([await live(first), await live(second)].filter((isLive) => isLive).length, 1);
    const { items } = await stage.api.listUserSessions({ params: { user: ada.id } });
    assert.deepEqual(items.map(({ purpose }) => purpose).toSorted(), ['account', 'applications']);
    assert.ok(items.every(({ address, usedAt, begunAt }) => address !== null && usedAt >= begunAt));
  });

  it('take themselves off a lost Mac: it gets no token and no key for them any more', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const joined = await joinMac(stage, { person: ada, method: 'Password' });
    const browser = await signIn(stage, ada);
    const after = await browser.submit(await browser.open(`${stage.url}/account/macs`), {});
    assert.match(after.page?.text() ?? '', /You are removed from/);
    const renewed = await joined.mac.renewTokens({ evenIfFresh: true });
    assert.notEqual(renewed.outcome.kind, 'renewed');
    const { items } = await stage.api.listRegistrations({ query: { user: ada.id } });
    assert.deepEqual(
      items.map(({ state }) => state),
      ['revoked'],
    );
  });

  it('change their password: applications, other browsers and the Mac ask for the new one', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const { mac } = await joinMac(stage, { person: ada, method: 'Password' });
    const wiki = await openApplication(stage);
    const { tokens } = await signInTo(stage, wiki, ada);
    const [here, there] = [await signIn(stage, ada), await signIn(stage, ada)];
    const head = await stage.auditHead();
    assert.match((await change(here, stage, ada)).page?.text() ?? '', /Your password was changed/);
    assert.deepEqual(await openid.tokenIntrospection(wiki.config, tokens.access_token), { active: false });
    assert.deepEqual([await isSignedIn(here, stage), await isSignedIn(there, stage)], [true, false]);
    const isAbout = (wanted: string) =>
      stage.auditEvent(head, ({ type, userId }) => type === wanted && userId === ada.id);
    assert.equal((await isAbout('directory.password.changed'))?.actor, ada.id);
    assert.equal((await isAbout('platform-sso.tokens.revoked'))?.detail?.['families'], 1);
    await mac.logout();
    const { outcome, evidence } = await mac.login(ada.accountName, password(next));
    const opened = unlocked(outcome);
    assert.deepEqual([opened.by, opened.keychain], ['identity-provider', 'kept']);
    assert.equal(count(evidence, 'login'), 1);
  });

  it('begin with a temporary pass, which counts once, and add a factor of their own by it', async () => {
    const stage = stageNow();
    const eve = await addPerson(stage);
    const params = { user: eve.id };
    const { pass } = await stage.api.giveTemporaryPass({ params, body: { uses: 1, minutes: 60 } });
    const by = (typed: string) => ({ step: 'temporary-pass', username: eve.userPrincipalName, pass: typed });
    const browser = new Browser(stage.fetch, stage.url);
    const asked = await browser.open(`${stage.url}/account`);
    const wrong = await browser.submit(asked, by('aaaa-bbbb-cccc'));
    assert.match(wrong.page?.text() ?? '', /role="alert"/);
    assert.equal(headingOf(await browser.submit(wrong, by(pass.toUpperCase()))), 'My sign-in');
    const codes = await browser.open(`${stage.url}/account/recovery-codes`);
    const made = (await browser.submit(codes, {})).page?.text() ?? '';
    assert.equal([...made.matchAll(/<li><code>/g)].length, 10);
    assert.deepEqual(await stage.api.countRecoveryCodes({ params }), { left: 10 });
    const other = new Browser(stage.fetch, stage.url);
    const again = await other.submit(await other.open(`${stage.url}/account`), by(pass));
    assert.match(again.page?.text() ?? '', /role="alert"/);
    const { items } = await stage.api.listTemporaryPasses({ query: { limit: 200 } });
    assert.equal(items.find(({ userId }) => userId === eve.id)?.state, 'used-up');
  });

  it('are signed out when the password is changed at a sign-in to an application', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const elsewhere = await signIn(stage, ada);
    await stage.api.requirePasswordChange({ params: { user: ada.id } });
    const wiki = await openApplication(stage);
    const browser = new Browser(stage.fetch, stage.url);
    const { url, checks } = await beginSignIn(wiki);
    const asked = await typePassword(browser, await browser.open(url), ada);
    assert.equal(headingOf(asked), 'Choose a new password');
    const back = await browser.submit(asked, { present: ada.password, next, repeat: next });
    const granted = await openid.authorizationCodeGrant(wiki.config, back.url, checks);
    assert.equal(granted.claims()?.sub, ada.id, 'the sign-in that changed it goes on');
    assert.equal(await isSignedIn(elsewhere, stage), false);
  });

  it('are signed out at once when an administrator disables them, sets a password, or deletes them', async () => {
    const stage = stageNow();
    for (const end of ['disableUser', 'setPassword', 'deleteUser'] as const) {
      const person = await addPerson(stage);
      const browser = await signIn(stage, person);
      const params = { user: person.id };
      if (end === 'setPassword') await stage.api.setPassword({ params, body: { password: next } });
      else await stage.api[end]({ params });
      if (end === 'disableUser') await stage.api.enableUser({ params });
      assert.equal(await isSignedIn(browser, stage), false, end);
    }
  });
});
