/** Modules of the certification plan RP-Initiated Logout OP, by their names. The whole map is in docs/conformance.md. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as jose from 'jose';
import { afterSignOut, beginSignIn, openApplication, signInTo } from '../support/openid-application.ts';
import type { Browser, Place } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';

type Parameters = Readonly<Record<string, string>>;
/** Parameters of the request, by the id_token that the person signed in with. */
type Wish = (idToken: string) => Parameters | Promise<Parameters>;

onEveryStage('RP-Initiated Logout OP', (stageNow) => {
  /** Signs a person in, and sends them to the end of their session with what the module wants. */
  const leaving = async (wish: Wish) => {
    const stage = stageNow();
    const wiki = await openApplication(stage);
    const { browser, tokens } = await signInTo(stage, wiki, await addPerson(stage));
    const parameters = new URLSearchParams(await wish(tokens.id_token ?? ''));
    const place = await browser.open(`${stage.url}/openid/sign-out?${parameters.toString()}`);
    const isSignedIn = async () =>
      (await browser.open((await beginSignIn(wiki, { prompt: 'none' })).url)).url.searchParams.has('code');
    return { browser, place, isSignedIn };
  };
  const confirmed = async (browser: Browser, place: Place) => {
    assert.match(place.page?.text() ?? '', /Do you want to sign out/);
    return browser.submit(place, { logout: 'yes' });
  };

  it('oidcc-rp-initiated-logout', async () => {
    const { browser, place, isSignedIn } = await leaving((hint) => ({
      id_token_hint: hint,
      post_logout_redirect_uri: afterSignOut,
      state: 'a state',
    }));
    const end = await confirmed(browser, place);
    assert.equal(end.url.href, `${afterSignOut}?state=a+state`);
    assert.equal(await isSignedIn(), false);
  });

  it('oidcc-rp-initiated-logout-no-state', async () => {
    const { browser, place, isSignedIn } = await leaving((hint) => ({
      id_token_hint: hint,
      post_logout_redirect_uri: afterSignOut,
    }));
    assert.equal((await confirmed(browser, place)).url.href, afterSignOut);
    assert.equal(await isSignedIn(), false);
  });

  const stays: readonly (readonly [string, Wish])[] = [
    ['oidcc-rp-initiated-logout-no-params', () => ({})],
    ['oidcc-rp-initiated-logout-only-state', () => ({ state: 's' })],
    ['oidcc-rp-initiated-logout-no-post-logout-redirect-uri', (hint) => ({ id_token_hint: hint, state: 's' })],
    ['oidcc-rp-initiated-logout-no-id-token-hint', () => ({ post_logout_redirect_uri: afterSignOut, state: 's' })],
  ];
  for (const [module, wish] of stays) {
    it(module, async () => {
      const { browser, place, isSignedIn } = await leaving(wish);
      const end = await confirmed(browser, place);
      assert.match(end.page?.text() ?? '', /You are signed out/);
      assert.equal(await isSignedIn(), false);
    });
  }

  const stranger = async (idToken: string) => {
    const { privateKey } = await jose.generateKeyPair('ES256');
    const header = { ...jose.decodeProtectedHeader(idToken), alg: 'ES256' };
    return new jose.SignJWT(jose.decodeJwt(idToken)).setProtectedHeader(header).sign(privateKey);
  };
  const modified = (idToken: string) => {
    const [header, , signature] = idToken.split('.');
    const payload = { ...jose.decodeJwt(idToken), sub: 'somebody-else' };
    return [header, jose.base64url.encode(JSON.stringify(payload)), signature].join('.');
  };
  const refused: readonly (readonly [string, Wish])[] = [
    [
      'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
      (hint) => ({ id_token_hint: hint, post_logout_redirect_uri: 'https://app.example/elsewhere' }),
    ],
    [
      'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
      (hint) => ({ id_token_hint: hint, post_logout_redirect_uri: `${afterSignOut}?foo=bar` }),
    ],
    [
      'oidcc-rp-initiated-logout-modified-id-token-hint',
      (hint) => ({ id_token_hint: modified(hint), post_logout_redirect_uri: afterSignOut }),
    ],
    [
      'oidcc-rp-initiated-logout-bad-id-token-hint',
      async (hint) => ({ id_token_hint: await stranger(hint), post_logout_redirect_uri: afterSignOut }),
    ],
  ];
  for (const [module, wish] of refused) {
    it(module, async () => {
      const stage = stageNow();
      const head = await stage.auditHead();
      const { place, isSignedIn } = await leaving(wish);
      assert.equal(place.page?.status, 400);
      assert.match(place.page.text(), /invalid_request/);
      assert.equal(await isSignedIn(), true, 'nobody is signed out by it');
      const event = await stage.auditEvent(head, ({ type }) => type === 'openid.refused');
      assert.deepEqual([event?.code, event?.detail?.['request']], ['invalid_request', 'end_session']);
    });
  }
});
