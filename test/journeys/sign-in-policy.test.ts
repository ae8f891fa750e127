import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as openid from 'openid-client';
import type { OperationInput } from '#api/operations.ts';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { beginSignIn, openApplication, signInTo, typePassword } from '../support/openid-application.ts';
import { Browser } from '../support/openid-browser.ts';
import { addPerson, onEveryStage } from '../support/openid-stages.ts';
import type { Person, Stage } from '../support/stage.ts';

type Rules = OperationInput<'savePolicy'>['body']['policy']['rules'];

onEveryStage('The sign-in policy, from the administrator to the application', (stageNow) => {
  async function saveRules(stage: Stage, rules: Rules): Promise<void> {
    const { version } = await stage.api.getPolicy();
    await stage.api.savePolicy({ body: { policy: { rules }, basedOn: version } });
  }

  /** A rule about one person alone, so that stories do not meet. */
  const ruleFor = ({ userPrincipalName }: Person, rule: Omit<Rules[number], 'name' | 'who'>): Rules => [
    { name: `about ${userPrincipalName}`, who: { users: [userPrincipalName] }, purposes: ['application'], ...rule },
  ];

  async function codesOf(stage: Stage, person: Person): Promise<() => string> {
    const { uri } = await stage.api.addOneTimeCodes({ params: { user: person.id } });
    const secret = fromBase32(new URL(uri).searchParams.get('secret') ?? '') ?? assert.fail('there is a secret');
    return () => totp(nodeHmac, secret, stage.clock.now());
  }

  it('asks an earlier sign-in for more, once the rules do; with prompt=none the application is told', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { browser } = await signInTo(stage, wiki, ada);
    const silent = async () => (await browser.open((await beginSignIn(wiki)).url)).url;
    assert.ok((await silent()).searchParams.has('code'), 'the built-in rule takes what it let in');
    const code = await codesOf(stage, ada);

    await saveRules(stage, ruleFor(ada, { require: 'multi-factor' }));
    const none = await browser.open((await beginSignIn(wiki, { prompt: 'none' })).url);
    assert.equal(none.url.searchParams.get('error'), 'login_required');
    const { url, checks } = await beginSignIn(wiki);
    const page = await browser.open(url);
    const uid = /^\/openid\/interaction\/([\w-]+)$/.exec(page.url.pathname)?.[1] ?? assert.fail(page.url.href);
    const past = await browser.open(new URL(`/openid/authorization/${uid}`, stage.url));
    assert.match(past.url.pathname, /^\/openid\/interaction\//, 'nobody goes on past the page');
    assert.match(past.page?.text() ?? '', /autocomplete="one-time-code"/, 'only what is missing is asked');
    const back = await browser.submit(past, { code: code() });
    const tokens = await openid.authorizationCodeGrant(wiki.config, back.url, checks);
    assert.deepEqual(tokens.claims()?.['amr'], ['pwd', 'otp', 'mfa']);
    assert.ok((await silent()).searchParams.has('code'), 'and now it is enough');
  });

  it('takes an earlier sign-in for as long as the rule says', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    await saveRules(stage, ruleFor(ada, { require: 'password', freshness: 600 }));
    const { browser } = await signInTo(stage, wiki, ada);
    const again = async () => (await browser.open((await beginSignIn(wiki)).url)).page === undefined;
    assert.equal(await again(), true);
    stage.clock.advance(580_000);
    assert.equal(await again(), true);
    stage.clock.advance(21_000);
    assert.equal(await again(), false);
  });

  it('refuses on a page whoever a rule refuses, signed in or not, and says by which rule in the audit chain', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    const { browser } = await signInTo(stage, wiki, ada);
    await saveRules(stage, ruleFor(ada, { require: 'refuse' }));
    const since = await stage.auditHead();
    const refused = await browser.open((await beginSignIn(wiki)).url);
    assert.match(refused.page?.text() ?? '', /policy_refused/);
    const event = await stage.auditEvent(since, ({ code }) => code === 'policy_refused');
    assert.match(String(event?.detail?.['reason']), new RegExp(`about ${ada.userPrincipalName}`));
  });

  it('lets a person in by a temporary pass who has nothing that the rule takes', async () => {
    const stage = stageNow();
    const ada = await addPerson(stage);
    const wiki = await openApplication(stage);
    await saveRules(stage, ruleFor(ada, { require: 'phishing-resistant' }));
    const browser = new Browser(stage.fetch, stage.url);
    const first = await typePassword(browser, await browser.open((await beginSignIn(wiki)).url), ada);
    assert.match(first.page?.text() ?? '', /factor_missing/);
    const question = { user: ada.id, purpose: 'application' } as const;
    const before = await stage.api.askPolicy({ body: question });
    assert.deepEqual([before.outcome, before.code, before.next], ['refused', 'policy_factor_missing', 'enrol']);
    await stage.api.giveTemporaryPass({ params: { user: ada.id }, body: {} });
    const after = await stage.api.askPolicy({ body: question });
    assert.deepEqual([after.outcome, after.combinations, after.isBootstrap], ['asked', [['temporary-pass']], true]);
  });
});
