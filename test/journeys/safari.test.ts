import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as openid from 'openid-client';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import type { SafariStep } from '#mac/safari/browse.ts';
import { applicationSite } from '../support/application-site.ts';
import { afterSignOut, beginSignIn, openApplication } from '../support/openid-application.ts';
import { prepareMac } from '../support/stage-mac.ts';
import { type Stage, openStage } from '../support/stage.ts';

async function browse(mac: VirtualMac, step: SafariStep) {
  const { outcome } = await mac.browse(step);
  assert.equal(outcome.kind, 'page', JSON.stringify(outcome));
  return outcome.kind === 'page' ? outcome.page : assert.fail();
}

const open = (mac: VirtualMac, address: URL | string) => browse(mac, { kind: 'open', address: String(address) });

async function macOf(stage: Stage) {
  const ada = await stage.addPerson('ada');
  const site = applicationSite();
  const { mac, localPassword } = await prepareMac(stage, { person: ada, method: 'Password', through: site.through });
  const fill = { 'User name': ada.userPrincipalName, Password: ada.password };
  return { ada, mac, localPassword, visits: site.visits, signIn: { kind: 'press', button: 'Sign In', fill } as const };
}

test('In the Mac’s Safari a person signs in once for all applications, and out again (OpenID Connect Core 3.1)', async (t) => {
  const stage = await openStage(t);
  const { ada, mac, visits, signIn } = await macOf(stage);
  const wiki = await openApplication(stage);
  const begun = await beginSignIn(wiki);
  const page = await open(mac, begun.url);
  assert.deepEqual(
    page.forms[0]?.fields.map(({ label }) => label),
    ['User name', 'Password'],
  );
  const wrong = await browse(mac, { ...signIn, fill: { ...signIn.fill, Password: 'wrong' } });
  assert.equal(wrong.alerts.length, 1);
  assert.equal((await browse(mac, signIn)).text, 'Welcome.');
  const tokens = await openid.authorizationCodeGrant(wiki.config, visits.at(-1)?.url ?? begun.url, begun.checks);
  assert.equal(tokens.claims()?.sub, ada.id);

  // By POST this time: the page of the server sends itself (OAuth 2.0 Form Post Response Mode).
  const notes = await openApplication(stage, { name: 'Notes' });
  const posted = await beginSignIn(notes, { response_mode: 'form_post' });
  assert.equal((await open(mac, posted.url)).text, 'Welcome.');
  const { url, method, body } = visits.at(-1) ?? assert.fail();
  assert.equal(method, 'POST');
  const sent = new Request(url, { method, body: new URLSearchParams(body) });
  const others = await openid.authorizationCodeGrant(notes.config, sent, posted.checks);
  assert.equal(others.claims()?.sub, ada.id);

  const out = openid.buildEndSessionUrl(wiki.config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: afterSignOut,
  });
  await open(mac, out);
  await browse(mac, { kind: 'press', button: 'Sign Out' });
  assert.equal(visits.at(-1)?.url.href, afterSignOut);
  // The browser knows her still, and lets her in no more than anybody.
  const again = await open(mac, (await beginSignIn(wiki)).url);
  assert.deepEqual(again.forms[0]?.buttons[0]?.label, `${ada.fullName} ${ada.userPrincipalName}`);
  assert.equal((await browse(mac, { kind: 'press', button: ada.fullName })).forms[0]?.fields.at(-1)?.label, 'Password');
});

test('What Safari keeps ends with the session on the Mac, and is nobody else’s', async (t) => {
  const stage = await openStage(t);
  const { ada, mac, signIn, localPassword } = await macOf(stage);
  const wiki = await openApplication(stage);
  await open(mac, (await beginSignIn(wiki)).url);
  await browse(mac, signIn);
  assert.equal((await open(mac, (await beginSignIn(wiki)).url)).text, 'Welcome.');
  await mac.logout();
  assert.equal((await mac.browse({ kind: 'look' })).outcome.kind, 'refused');
  const asked = async () => {
    const page = await open(mac, (await beginSignIn(wiki)).url);
    return page.text === 'Welcome.'
      ? undefined
      : page.forms.flatMap(({ buttons }) => buttons.map(({ label }) => label));
  };
  await mac.login(ada.accountName, { kind: 'password', password: localPassword });
  assert.ok((await asked())?.includes('Use Another Account'), 'the browser knows her, and asks');
  await browse(mac, { kind: 'press', button: 'Use Another Account' });
  await browse(mac, signIn);
  assert.equal(await asked(), undefined);
  await mac.logout();
  await mac.addAccount({ shortName: 'grace', fullName: 'Grace', password: 'local-grace' });
  await mac.login('grace', { kind: 'password', password: 'local-grace' });
  assert.equal((await asked())?.[0], 'Sign In', 'and knows nobody of Grace’s');
});
