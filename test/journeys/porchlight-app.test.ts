import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import * as openid from 'openid-client';
import type { PorchlightAppStep } from '#mac/porchlight-app/porchlight-app.ts';
import { openMacBrowser } from '../support/mac-browser.ts';
import { beginSignIn, callback, openApplication } from '../support/openid-application.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import { applicationSite } from '../support/application-site.ts';
import { joinMac, prepareMac, register, type StageMac } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

async function use({ mac }: StageMac, step: PorchlightAppStep) {
  return (await mac.porchlightApp(step)).outcome;
}

onEveryStage('In the Porchlight application of a Mac', (stageNow) => {
  it('a person sees their account and how the Mac stands', async () => {
    const stage = stageNow();
    const person = await addPerson(stage);
    const subject = await prepareMac(stage, { person, method: 'UserSecureEnclaveKey' });
    assert.equal((await use(subject, 'account')).kind, 'refused');
    const before = await use(subject, 'device');
    assert.ok(before.kind === 'device' && !before.device.isRegistered);
    await register(subject);
    const account = await use(subject, 'account');
    assert.ok(account.kind === 'account', JSON.stringify(account));
    assert.equal(account.account.loginUserName, person.userPrincipalName);
    assert.equal(account.account.name, person.fullName);
    assert.equal(account.account.signsInSilently, true);
    const device = await use(subject, 'device');
    assert.ok(device.kind === 'device' && device.device.isRegistered);
    assert.equal(device.device.serialNumber, subject.serialNumber);
  });

  it('the report names keys by their hashes and holds no secret', async () => {
    const stage = stageNow();
    const person = await addPerson(stage);
    const subject = await joinMac(stage, { person, method: 'UserSecureEnclaveKey' });
    const outcome = await use(subject, 'report');
    assert.ok(outcome.kind === 'report');
    const text = JSON.stringify(outcome.report);
    const shown = await stage.api.getDevice({ params: { device: subject.serialNumber } });
    assert.ok(text.includes(shown.keys[0]?.keyId ?? 'none'), 'the key id that the server knows');
    const state = subject.mac.state();
    const secrets = [
      ...state.secureEnclave.keys.map(({ sealed }) => sealed),
      String(state.platformSso.users[person.accountName]?.tokens?.sealed),
      person.password,
      subject.localPassword,
    ];
    for (const secret of secrets) assert.ok(!text.includes(secret));
    assert.doesNotMatch(text, /refresh_token|id_token|eyJ/);
  });

  it('deregistering ends everything at once: on the Mac, at the server, in the browser', async () => {
    const stage = stageNow();
    const person = await addPerson(stage);
    const subject = await joinMac(stage, { person, method: 'UserSecureEnclaveKey' });
    const wiki = await openApplication(stage);
    const { browser } = openMacBrowser(stage, subject);
    const { url, checks } = await beginSignIn(wiki);
    const back = await browser.open(url);
    const tokens = await openid.authorizationCodeGrant(wiki.config, back.url, checks);
    const head = await stage.auditHead();
    assert.deepEqual(await use(subject, 'deregister'), {
      kind: 'deregistered',
      deviceRegistered: false,
      serverKnows: true,
    });
    const shown = await stage.api.getDevice({ params: { device: subject.serialNumber } });
    assert.deepEqual([shown.device.state, shown.registrations], ['expected', []]);
    assert.equal((await openid.tokenIntrospection(wiki.config, tokens.access_token)).active, false);
    assert.match((await browser.open((await beginSignIn(wiki)).url)).page?.text() ?? '', /name="password"/);
    assert.equal(browser.said, 'refused="device_keys_retired"');
    const event = await stage.auditEvent(head, ({ type }) => type === 'platform-sso.user.deregistered');
    assert.equal(event?.userId, person.id);
    const { platformSso, notifications, secureEnclave } = subject.mac.state();
    assert.deepEqual([platformSso.device, platformSso.users], [undefined, {}]);
    assert.equal(
      secureEnclave.keys.some(({ purpose }) => purpose.startsWith('sharedDevice')),
      false,
    );
    assert.ok(
      notifications.some(({ kind }) => kind === 'registration-required'),
      'the profile still asks for it',
    );
    assert.equal((await use(subject, 'deregister')).kind, 'refused', 'there is nothing left');
  });

  it('and a Mac that the server does not believe any more forgets by itself', async () => {
    const stage = stageNow();
    const person = await addPerson(stage);
    for (const trouble of ['offline', 'revoked'] as const) {
      const subject = await joinMac(stage, { person, method: 'UserSecureEnclaveKey' });
      if (trouble === 'offline') await subject.mac.goOffline();
      else await stage.api.revokeDevice({ params: { device: subject.serialNumber } });
      const outcome = await use(subject, 'deregister');
      assert.ok(outcome.kind === 'deregistered' && !outcome.serverKnows);
      assert.deepEqual(subject.mac.state().platformSso.users, {});
    }
  });
});

test('A deregistration without a proof, with a spent one or one for something else is refused', async (context) => {
  const stage = await openStage(context);
  const person = await stage.addPerson('ada');
  let sent: Readonly<Record<string, string>> = {};
  const through: NonNullable<Parameters<typeof joinMac>[1]['through']> = (network) => async (url, request) => {
    if (url.endsWith('/deregistration')) sent = request.headers;
    return network(url, request);
  };
  const subject = await joinMac(stage, { person, method: 'UserSecureEnclaveKey', through });
  const url = `${stage.url}/platform-sso/deregistration`;
  const post = async (headers: Readonly<Record<string, string>>) => {
    const answer = await stage.fetch(url, { method: 'POST', headers, body: '{}' });
    return [answer.status, (JSON.parse(answer.text()) as { code?: string }).code];
  };
  const type = { 'content-type': 'application/json' };
  assert.deepEqual(await post(type), [400, 'malformed_jws']);
  const { browser, last } = openMacBrowser(stage, subject);
  await browser.open((await beginSignIn(await openApplication(stage))).url);
  assert.deepEqual(await post({ ...type, ...last() }), [400, 'proof_of_another_request']);
  assert.equal((await use(subject, 'deregister')).kind, 'deregistered');
  assert.deepEqual(await post(sent), [400, 'device_keys_retired']);
});

test('An application of the Mac signs its person in without a page; a Mac that is not joined shows one', async (context) => {
  const stage = await openStage(context);
  const person = await stage.addPerson('ada');
  const { through } = applicationSite();
  const wiki = await openApplication(stage);
  const joined = await joinMac(stage, { person, method: 'UserSecureEnclaveKey', through });
  const { url, checks } = await beginSignIn(wiki);
  const { outcome } = await joined.mac.signInNativeApp(url.href, { callback });
  assert.ok(outcome.kind === 'called-back', JSON.stringify(outcome));
  const tokens = await openid.authorizationCodeGrant(wiki.config, new URL(outcome.address), checks);
  assert.equal(tokens.claims()?.sub, person.id);
  const fresh = await prepareMac(stage, { person, method: 'Password', through });
  const asked = await fresh.mac.signInNativeApp((await beginSignIn(wiki)).url.href, { callback });
  assert.ok(asked.outcome.kind === 'asked', JSON.stringify(asked.outcome));
  await fresh.mac.lock();
  assert.equal((await fresh.mac.signInNativeApp('https://x.example')).outcome.kind, 'refused');
});

test('A public client that is a Mac application is not asked about on a joined Mac, where macOS vouches for it (RFC 8252 8.6)', async (context) => {
  const stage = await openStage(context);
  const person = await stage.addPerson('ada');
  const macApplication = 'PRCHLGHT01.org.example.notes';
  const redirectUri = 'org.example.notes:/back';
  const native = await openApplication(stage, { kind: 'public', redirectUris: [redirectUri], macApplication });
  const { mac } = await joinMac(stage, { person, method: 'UserSecureEnclaveKey' });
  const ask = async (application?: string) => {
    const begun = await beginSignIn(native, { redirect_uri: redirectUri });
    return { ...begun, outcome: (await mac.signInNativeApp(begun.url.href, { application })).outcome };
  };
  const { outcome, checks } = await ask(macApplication);
  assert.ok(outcome.kind === 'called-back', JSON.stringify(outcome));
  const tokens = await openid.authorizationCodeGrant(native.config, new URL(outcome.address), checks);
  assert.equal(tokens.claims()?.sub, person.id);
  for (const other of ['PRCHLGHT01.org.example.other', undefined]) {
    assert.equal((await ask(other)).outcome.kind, 'asked', 'anybody can say a client id');
  }
  const wrong = openApplication(stage, { kind: 'public', redirectUris: [redirectUri], macApplication: 'notes' });
  await assert.rejects(wrong, { code: 'request_invalid' });
});
