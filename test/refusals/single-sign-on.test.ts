/** Proofs that must not count: each leads to the page that everybody sees, and into the audit chain. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { QuirkName } from '#mac/quirks/catalogue.ts';
import { openMacBrowser } from '../support/mac-browser.ts';
import { beginSignIn, openApplication } from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import { joinMac } from '../support/stage-mac.ts';
import type { Stage } from '../support/stage.ts';

const asked = /name="password"/;

async function joined(stage: Stage) {
  const person = await addPerson(stage);
  const subject = await joinMac(stage, { person, method: 'UserSecureEnclaveKey' });
  return { subject, person, wiki: await openApplication(stage), ...openMacBrowser(stage, subject) };
}

onEveryStage('A proof does not count', (stageNow) => {
  const trials: readonly (readonly [QuirkName, string, string?])[] = [
    ['proof-by-stranger', 'signature_invalid'],
    ['proof-for-another-request', 'proof_of_another_request'],
    ['proof-expired', 'request_expired'],
    ['proof-of-another-login', 'proof_token_replaced'],
    ['proof-missing-claim', 'missing_claim', 'request_nonce'],
    ['proof-missing-claim', 'missing_claim', 'htm'],
    ['proof-missing-claim', 'missing_claim', 'token_hash'],
  ];
  for (const [quirk, code, value] of trials) {
    it(`${quirk}${value === undefined ? '' : ` (${value})`}: ${code}`, async () => {
      const stage = stageNow();
      const { browser, wiki, misbehave } = await joined(stage);
      const head = await stage.auditHead();
      misbehave(quirk, value);
      const place = await browser.open((await beginSignIn(wiki)).url);
      assert.match(place.page?.text() ?? '', asked);
      assert.equal(browser.said, `refused="${code}"`);
      const event = await stage.auditEvent(head, ({ type }) => type === 'openid.mac-proof.refused');
      assert.equal(event?.code, code);
      assert.equal(event?.detail?.['clientId'], wiki.id);
      assert.equal((await browser.open((await beginSignIn(wiki)).url)).page, undefined, 'the next one counts');
    });
  }

  it('twice: the same request sent again, by whomever', async () => {
    const stage = stageNow();
    const { browser, wiki, misbehave, last } = await joined(stage);
    const { url } = await beginSignIn(wiki);
    assert.equal((await browser.open(url)).page, undefined);
    misbehave('proof-replayed');
    assert.match((await browser.open(url)).page?.text() ?? '', asked);
    assert.equal(browser.said, 'refused="nonce_replayed"');
    const headers = last() ?? assert.fail('there was a proof');
    const thief = new Browser(stage.fetch, stage.url, { intercept: async () => ({ kind: 'headers', headers }) });
    assert.match((await thief.open(url)).page?.text() ?? '', asked);
    assert.equal(thief.said, 'refused="nonce_replayed"');
    const none = new Browser(stage.fetch, stage.url, { intercept: async () => ({ kind: 'headers', headers }) });
    await none.open((await beginSignIn(wiki)).url);
    assert.equal(none.said, 'refused="proof_of_another_request"', 'nor for another request');
  });

  it('over a nonce that was used, is too old, or was given to somebody else', async () => {
    const stage = stageNow();
    const { browser, wiki, misbehave } = await joined(stage);
    assert.equal((await browser.open((await beginSignIn(wiki)).url)).page, undefined);
    misbehave('proof-with-old-nonce');
    await browser.open((await beginSignIn(wiki)).url);
    assert.equal(browser.said, 'refused="nonce_replayed"');
    stage.clock.advance(400_000);
    misbehave('proof-with-old-nonce');
    await browser.open((await beginSignIn(wiki)).url);
    assert.equal(browser.said, 'refused="nonce_expired"');
    const other = await joined(stage);
    await other.browser.open((await beginSignIn(wiki)).url);
    misbehave('proof-of-another-mac', other.last()?.['porchlight-sso-proof'] ?? '');
    await browser.open((await beginSignIn(wiki)).url);
    assert.equal(browser.said, 'refused="nonce_foreign"');
  });

  it('when it cannot be read, however long, or comes with a form', async () => {
    const stage = stageNow();
    const { wiki, last, browser } = await joined(stage);
    const { url } = await beginSignIn(wiki);
    for (const [proof, code] of [
      ['x', 'malformed_jws'],
      ['a.b.c', 'malformed_jws'],
      ['x'.repeat(20_000), 'malformed_jws'],
    ] as const) {
      const answer = await stage.fetch(url, { headers: { 'porchlight-sso-proof': proof } });
      assert.deepEqual([answer.status, answer.headers['porchlight-sso']], [303, `refused="${code}"`]);
    }
    await browser.open(url);
    const headers = { ...last(), 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await stage.fetch(new URL(url.pathname, url), {
      method: 'POST',
      headers,
      body: url.searchParams.toString(),
    });
    assert.deepEqual([posted.status, posted.headers['porchlight-sso']], [404, undefined], 'only addresses are bound');
  });
});
