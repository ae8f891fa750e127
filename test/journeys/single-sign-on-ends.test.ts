import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import * as openid from 'openid-client';
import { openMacBrowser } from '../support/mac-browser.ts';
import {
  afterSignOut,
  type Application,
  beginSignIn,
  openApplication,
  refusedWith,
} from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import { joinMac, type StageMac } from '../support/stage-mac.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Node, openStage, type Stage } from '../support/stage.ts';

const asked = /name="password"/;

/** A Mac with two applications open in its browser, one of which may come again while nobody is there. */
async function atWork(stage: Stage) {
  const subject = await joinMac(stage, { person: await addPerson(stage), method: 'UserSecureEnclaveKey' });
  const { browser, extension } = openMacBrowser(stage, subject);
  const wiki = await openApplication(stage);
  const mail = await openApplication(stage, { name: 'Mail', asksConsent: true });
  const tokens = await signIn(browser, wiki);
  const lasting = await signIn(browser, mail, { scope: 'openid offline_access', prompt: 'consent' });
  const refreshToken = lasting.refresh_token ?? assert.fail('there is a refresh token');
  return { subject, browser, extension, wiki, mail, tokens, refreshToken };
}

async function signIn(browser: Browser, application: Application, wish: Readonly<Record<string, string>> = {}) {
  const { url, checks } = await beginSignIn(application, wish);
  let back = await browser.open(url);
  if (wish['prompt'] === 'consent') back = await browser.submit(back, {});
  assert.equal(back.page, undefined, back.page?.text());
  return openid.authorizationCodeGrant(application.config, back.url, checks);
}

type AtWork = Awaited<ReturnType<typeof atWork>>;

/** Counts requests until one is refused: each next one comes right after the call that ends it all. */
async function requestsUntilRefused(stage: Stage, { browser, extension, wiki, mail, tokens, refreshToken }: AtWork) {
  const attempts: Readonly<Record<string, () => Promise<boolean>>> = {
    'silent sign-in in the open session': async () =>
      asked.test((await browser.open((await beginSignIn(wiki)).url)).page?.text() ?? ''),
    'silent sign-in in a fresh browser': async () => {
      const place = await new Browser(stage.fetch, stage.url, extension).open((await beginSignIn(wiki)).url);
      return asked.test(place.page?.text() ?? '');
    },
    'access token': async () => !(await openid.tokenIntrospection(wiki.config, tokens.access_token)).active,
    'refresh token': async () =>
      (await refusedWith(openid.refreshTokenGrant(mail.config, refreshToken))) === 'invalid_grant',
  };
  const counts: Record<string, number> = {};
  for (const [name, isRefused] of Object.entries(attempts)) {
    let count = 1;
    while (!(await isRefused())) count += 1;
    counts[name] = count;
  }
  return counts;
}

const atOnce = {
  'silent sign-in in the open session': 1,
  'silent sign-in in a fresh browser': 1,
  'access token': 1,
  'refresh token': 1,
};

onEveryStage('Single sign-on ends at once', (stageNow) => {
  const deviceOf = ({ mac }: StageMac) => mac.state().platformSso.device?.deviceId ?? '';
  const ways: Readonly<Record<string, (stage: Stage, subject: StageMac) => Promise<unknown>>> = {
    'the person is disabled': (stage, { person }) => stage.api.disableUser({ params: { user: person.id } }),
    'the Mac is revoked': (stage, subject) => stage.api.revokeDevice({ params: { device: deviceOf(subject) } }),
    'the registration is revoked': async (stage, subject) => {
      const { registrations } = await stage.api.getDevice({ params: { device: deviceOf(subject) } });
      for (const { id } of registrations) await stage.api.revokeRegistration({ params: { registration: id } });
    },
    'the person is deleted': (stage, { person }) => stage.api.deleteUser({ params: { user: person.id } }),
  };
  for (const [title, end] of Object.entries(ways)) {
    it(`when ${title}: the first request after it is refused`, async () => {
      const stage = stageNow();
      const work = await atWork(stage);
      await end(stage, work.subject);
      assert.deepEqual(await requestsUntilRefused(stage, work), atOnce);
    });
  }

  it('and what is ended does not come back with a repair', async () => {
    const stage = stageNow();
    const work = await atWork(stage);
    const device = deviceOf(work.subject);
    await stage.api.revokeDevice({ params: { device } });
    await stage.api.repairDevice({ params: { device } });
    const { browser, wiki, tokens } = work;
    assert.match((await browser.open((await beginSignIn(wiki)).url)).page?.text() ?? '', asked);
    assert.equal((await openid.tokenIntrospection(wiki.config, tokens.access_token)).active, false);
  });

  it('when the person signs out: applications lose the session, and the Mac signs in anew', async () => {
    const stage = stageNow();
    const { browser, wiki, tokens } = await atWork(stage);
    const parameters = { post_logout_redirect_uri: afterSignOut, id_token_hint: tokens.id_token ?? '' };
    const page = await browser.open(openid.buildEndSessionUrl(wiki.config, parameters));
    await browser.submit(page, { logout: 'yes' });
    assert.equal((await openid.tokenIntrospection(wiki.config, tokens.access_token)).active, false);
    const stolen = browser.stolen();
    assert.match((await stolen.open((await beginSignIn(wiki)).url)).page?.text() ?? '', asked);
    await signIn(browser, wiki);
  });

  it('on one Mac, while the other of the same person goes on', async () => {
    const stage = stageNow();
    const work = await atWork(stage);
    const second = await joinMac(stage, { person: work.subject.person, method: 'UserSecureEnclaveKey' });
    const { browser } = openMacBrowser(stage, second);
    const tokens = await signIn(browser, work.wiki);
    await stage.api.revokeDevice({ params: { device: deviceOf(work.subject) } });
    assert.deepEqual(await requestsUntilRefused(stage, work), atOnce);
    assert.equal((await openid.tokenIntrospection(work.wiki.config, tokens.access_token)).active, true);
    await signIn(browser, work.wiki);
  });
});

test('With two nodes, what one ends the other refuses at once, and one proof counts on one of them only', async (context) => {
  const { url: databaseUrl } = await createDatabase();
  const stage = await openStage(context, { databaseUrl });
  const node = await stage.addNode();
  const work = await atWork(stage);
  const { url } = await beginSignIn(work.wiki);
  const added = await work.extension.intercept(url.href, 'GET');
  const headers = added.kind === 'headers' ? added.headers : assert.fail('there is a proof');
  const answers = await Promise.all([
    stage.fetch(url, { headers }),
    stage.fetch(url, { headers }),
    ...onNode(stage, node, () => [stage.fetch(url, { headers }), stage.fetch(url, { headers })]),
  ]);
  const said = answers.map((answer) => answer.headers['porchlight-sso']?.split('=')[0] ?? 'silent');
  assert.deepEqual(said.toSorted(), ['accepted', 'refused', 'refused', 'refused']);
  await stage.api.revokeDevice({ params: { device: work.subject.serialNumber } });
  stage.routeTo(node);
  assert.deepEqual(await requestsUntilRefused(stage, work), atOnce);
});

/** Begins requests that another node answers. */
function onNode<Work>(stage: Stage, node: Node, begin: () => readonly Work[]): readonly Work[] {
  stage.routeTo(node);
  const work = begin();
  stage.routeTo();
  return work;
}
