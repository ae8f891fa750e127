import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as openid from 'openid-client';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { beginSignIn, openApplication, signInTo } from '#test/support/openid-application.ts';
import { addPerson, onEveryStage } from '#test/support/openid-stages.ts';

onEveryStage('A session of a browser is not always enough', (stageNow) => {
  const secretOf = async (user: string) => {
    const { uri } = await stageNow().api.addOneTimeCodes({ params: { user } });
    return fromBase32(new URL(uri).searchParams.get('secret') ?? '') ?? assert.fail('there is a secret');
  };

  it('asks only for what is missing when a second factor has come since', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { browser, claims } = await signInTo(stage, wiki, ada);
    assert.equal(claims['acr'], 'urn:porchlight:acr:password');
    const secret = await secretOf(ada.id);
    const { url, checks } = await beginSignIn(wiki);
    const asked = await browser.open(url);
    assert.match(asked.page?.text() ?? '', /autocomplete="one-time-code"/);
    assert.doesNotMatch(asked.page?.text() ?? '', /type="password"/);
    const back = await browser.submit(asked, { code: totp(nodeHmac, secret, stage.clock.now()) });
    const again = (await openid.authorizationCodeGrant(wiki.config, back.url, checks)).claims();
    assert.deepEqual(again?.['amr'], ['pwd', 'otp', 'mfa']);
    assert.equal((await browser.open((await beginSignIn(wiki)).url)).page, undefined);
  });

  it('refuses to answer silently where more is wanted (OpenID Connect Core 1.0 section 3.1.2.6)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { browser } = await signInTo(stage, wiki, ada);
    await secretOf(ada.id);
    const silent = await browser.open((await beginSignIn(wiki, { prompt: 'none' })).url);
    assert.equal(silent.url.searchParams.get('error'), 'login_required');
  });

  it('reaches what an application wishes for, and no further than the person can (acr_values)', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { browser } = await signInTo(stage, wiki, ada);
    const wish = { acr_values: 'urn:porchlight:acr:phishing-resistant' };
    const { url, checks } = await beginSignIn(wiki, wish);
    const back = await browser.open(url);
    assert.equal(back.page, undefined, 'who has a password alone is not asked for what they lack');
    const claims = (await openid.authorizationCodeGrant(wiki.config, back.url, checks)).claims();
    assert.equal(claims?.['acr'], 'urn:porchlight:acr:password');
  });
});
