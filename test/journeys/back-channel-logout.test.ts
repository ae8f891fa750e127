import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import * as jose from 'jose';
import * as openid from 'openid-client';
import { backChannelFetch } from '#server/openid/back-channel-fetch.ts';
import { type LogoutListener, openLogoutListener } from '../support/logout-listener.ts';
import { openMacBrowser } from '../support/mac-browser.ts';
import { beginSignIn, openApplication, signInTo } from '../support/openid-application.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import { joinMac } from '../support/stage-mac.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import type { Stage } from '../support/stage.ts';

/** What jose makes of a logout token, held to what the specification wants of it (Back-Channel Logout 1.0 section 2.6). */
async function judged(stage: Stage, token: string | undefined, clientId: string) {
  const keys = JSON.parse((await stage.fetch(`${stage.url}/.well-known/jwks.json`)).text()) as jose.JSONWebKeySet;
  const { payload, protectedHeader } = await jose.jwtVerify(token ?? '', jose.createLocalJWKSet(keys), {
    issuer: stage.url,
    audience: clientId,
    typ: 'logout+jwt',
    requiredClaims: ['iat', 'jti', 'events', 'sub', 'sid'],
  });
  assert.equal(protectedHeader.alg, 'ES256');
  assert.deepEqual(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} });
  assert.equal(payload['nonce'], undefined);
  return payload;
}

onEveryStage('Applications are told that a session has ended', (stageNow) => {
  const curtain = suiteCurtain();
  after(() => curtain.fall());
  const listening = async (stage: Stage, listener: LogoutListener) => {
    const person = await addPerson(stage);
    const wiki = await openApplication(stage, { backChannelLogoutUri: listener.url });
    return { person, wiki, ...(await signInTo(stage, wiki, person)) };
  };

  it('when the person signs out elsewhere in the browser', async () => {
    const stage = stageNow();
    const listener = await openLogoutListener(curtain);
    const { person, wiki, browser, claims } = await listening(stage, listener);
    const grafana = await openApplication(stage, { name: 'Grafana' });
    assert.equal((await browser.open((await beginSignIn(grafana)).url)).page, undefined);
    const page = await browser.open(openid.buildEndSessionUrl(grafana.config));
    assert.match((await browser.submit(page, { logout: 'yes' })).page?.text() ?? '', /You are signed out/);
    const payload = await judged(stage, (await listener.hear(1))[0], wiki.id);
    assert.equal(payload.sub, person.id);
    assert.equal(payload['sid'], claims['sid'], 'the session is the one of the id_token');
  });

  it('when an administrator disables the person, revokes the Mac, or sets another password', async () => {
    const stage = stageNow();
    const ends: readonly ((person: string, device: string) => Promise<unknown>)[] = [
      (person) => stage.api.disableUser({ params: { user: person } }),
      (_person, device) => stage.api.revokeDevice({ params: { device } }),
    ];
    for (const end of ends) {
      const listener = await openLogoutListener(curtain);
      const wiki = await openApplication(stage, { backChannelLogoutUri: listener.url });
      const subject = await joinMac(stage, { person: await addPerson(stage), method: 'UserSecureEnclaveKey' });
      const { browser } = openMacBrowser(stage, subject);
      const { url, checks } = await beginSignIn(wiki);
      const back = await browser.open(url);
      const claims = (await openid.authorizationCodeGrant(wiki.config, back.url, checks)).claims();
      await end(subject.person.id, subject.mac.state().platformSso.device?.deviceId ?? '');
      const payload = await judged(stage, (await listener.hear(1))[0], wiki.id);
      assert.deepEqual([payload.sub, payload['sid']], [subject.person.id, claims?.['sid']]);
    }
    const listener = await openLogoutListener(curtain);
    const { person, wiki } = await listening(stage, listener);
    await stage.api.setPassword({ params: { user: person.id }, body: { password: 'another-harbour-in-june' } });
    assert.equal((await judged(stage, (await listener.hear(1))[0], wiki.id)).sub, person.id);
    assert.equal(listener.heard.length, 1, 'once');
  });

  it('and whoever cannot be told holds nobody up', async () => {
    const stage = stageNow();
    for (const [answer, reason] of [
      [500, /500/],
      [302, /302/],
    ] as const) {
      const head = await stage.auditHead();
      const listener = await openLogoutListener(curtain, answer);
      const { person, wiki } = await listening(stage, listener);
      await stage.api.disableUser({ params: { user: person.id } });
      const told = 'openid.application.told-of-sign-out';
      const event = await stage.auditEvent(
        head,
        ({ type, detail }) => type === told && detail?.['clientId'] === wiki.id,
      );
      assert.deepEqual([event?.outcome, event?.code], ['refused', 'application_not_told']);
      assert.match(String(event?.detail?.['reason']), reason);
      assert.equal(listener.heard.length, 1, 'no redirect is followed');
    }
  });

  it('at addresses of theirs only', async () => {
    const stage = stageNow();
    for (const uri of ['ftp://app.example/', 'http://app.example/', 'https://a:b@app.example/', '/x', 'https://a/#b']) {
      const adding = openApplication(stage, { backChannelLogoutUri: uri });
      await assert.rejects(adding, { code: 'request_invalid' }, uri);
    }
  });
});

it('The way to applications never leads to this computer, unless everything is on it', async () => {
  const outside = backChannelFetch({ mayReachOwnComputer: false });
  for (const url of [
    'http://app.example/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/',
    'https://0.0.0.0/',
    'https://[fe80::1]/',
  ]) {
    await assert.rejects(outside(url, { method: 'POST' }), /leads to this computer|not https/, url);
  }
  await assert.rejects(backChannelFetch({ mayReachOwnComputer: true })('http://app.example/'), /not https/);
});
