import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as openid from 'openid-client';
import { virtualMacAaguid } from '#protocol/webauthn/aaguids.ts';
import { openApplication } from '../support/openid-application.ts';
import { addPasskey, openPasskeyMac, signInByPasskey, touch } from '../support/passkey-mac.ts';
import { done } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

test('The key that registered the Mac is a passkey in its Safari, once it is switched on in Settings', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await openPasskeyMac(stage, ada);
  const added = await addPasskey(stage, joined);
  assert.ok(added.kind === 'added');
  const { aaguid, model, backupEligible, backedUp } = added.passkey;
  assert.deepEqual([aaguid, model, backupEligible, backedUp], [virtualMacAaguid, 'Virtual Mac', false, false]);

  const wiki = await openApplication(stage);
  const { page, checks } = await signInByPasskey(joined, wiki, touch);
  assert.equal(page.text, 'Welcome.');
  const back = joined.visits.at(-1)?.url ?? assert.fail();
  const claims = (await openid.authorizationCodeGrant(wiki.config, back, checks)).claims();
  assert.equal(claims?.sub, ada.id);
  assert.equal(claims['acr'], 'urn:porchlight:acr:phishing-resistant');
});

test('A person adds it on their own page, and signs in to that page by it', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const { mac, browse } = await openPasskeyMac(stage, ada);
  const account = `${stage.url}/account`;
  await browse({ kind: 'open', address: account });
  await browse({ kind: 'press', fill: { 'User name': ada.userPrincipalName, Password: ada.password } });
  await browse({ kind: 'follow', link: 'Passkeys' });
  const added = await browse({ kind: 'press', button: 'Add a passkey' }, touch);
  assert.match(added.text, /The passkey "Virtual Mac" was added[^]*On one device only/);
  const again = await browse({ kind: 'press', button: 'Add a passkey' }, touch);
  assert.match(again.alerts.join(), /InvalidStateError: This Mac has a passkey for this account already/);
  await mac.logout();
  await mac.login(ada.accountName, { kind: 'password', password: `local-${ada.accountName}-0` });
  await browse({ kind: 'open', address: account });
  await browse({ kind: 'press', button: 'Sign in another way' });
  assert.equal((await browse({ kind: 'press', button: 'Use a passkey' }, touch)).address, account);
});

test('Nobody signs in by it who does not confirm, nor when it is switched off, nor when the key is lost', async (t) => {
  const stage = await openStage(t);
  const joined = await openPasskeyMac(stage, await stage.addPerson('ada'));
  await addPasskey(stage, joined);
  const wiki = await openApplication(stage);
  const { mac, browse } = joined;
  const closed = await signInByPasskey(joined, wiki);
  assert.match(closed.page.alerts.join(), /NotAllowedError: Nobody confirmed/);
  done(await mac.usePasskeys(false));
  const off = await signInByPasskey(joined, wiki, touch);
  assert.match(off.page.alerts.join(), /NotAllowedError: .*switched off/);
  done(await mac.usePasskeys(true));
  // The page begins by itself once only; after that somebody presses its button.
  const button = off.page.forms.find(({ passkey }) => passkey === 'get')?.buttons[0]?.label;
  assert.equal((await browse({ kind: 'press', button }, touch)).text, 'Welcome.');
  done(await mac.logout());
  await mac.login(joined.person.accountName, { kind: 'password', password: joined.localPassword });
  done(await mac.loseSecureEnclaveKey());
  const lost = await signInByPasskey(joined, wiki, touch);
  assert.match(lost.page.alerts.join(), /NotAllowedError: .*not registered/);
});
