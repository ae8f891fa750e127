import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { answerPage, escaped } from '#server/pages/page.ts';
import { accountPasskeys } from '#server/passkeys/account-section.ts';
import { beginSignIn, callback, openApplication } from '../support/openid-application.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

describe('Passkeys of Chromium’s virtual authenticator (W3C WebAuthn sections 5.1, 7.1, 7.2)', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  let people = 0;
  before(async () => {
    stage = await openStage(curtain);
    browser = await openBrowser(curtain, stage.url);
  });
  after(() => curtain.fall());

  /** A person with a browser of their own, which has an authenticator. */
  async function somebody() {
    people += 1;
    const person = await stage.addPerson(`grace${people}`);
    const page = await (await browser.context()).newPage();
    await page.route(`${callback}?*`, (route) => route.fulfill({ contentType: 'text/html', body: 'Welcome.' }));
    return { person, page, authenticator: await addAuthenticator(page) };
  }

  /** A page that holds the section of passkeys and nothing else, where the server is. */
  async function openSection(page: Page, { id: userId }: Person): Promise<void> {
    const section = accountPasskeys(stage.passkeys());
    const visit = { userId, attempt: `session-of-${userId}`, formToken: 'token' };
    const address = `${stage.url}/test-of-passkeys`;
    let told = '';
    await page.route(address, async (route: Route) => {
      if (route.request().method() === 'POST') {
        const fields = new URLSearchParams(route.request().postData() ?? '');
        const outcome = await section.submit({ ...visit, fields });
        told = outcome.kind === 'other' ? 'other' : escaped(`${outcome.kind}: ${outcome.told}`);
      }
      const content = `<p data-told>${told}</p>${await section.show(visit)}`;
      const { status, body, headers, contentType } = answerPage({ title: 'Your account', content, script: true });
      await route.fulfill({ status, body: Buffer.from(body), headers, contentType });
    });
    await page.goto(address);
  }

  async function addPasskey(page: Page, person: Person): Promise<string> {
    await openSection(page, person);
    await page.fill('#passkey-name', 'My laptop');
    await page.click('text=Add a passkey');
    await page.waitForSelector('[data-told]:has-text("was added")');
    const [passkey] = await stage.passkeys().list(person.id);
    return passkey?.id ?? assert.fail('there is a passkey');
  }

  /** Comes from an application and chooses a passkey. */
  async function useAtApplication(page: Page): Promise<void> {
    const { url } = await beginSignIn(await openApplication(stage));
    await page.context().clearCookies();
    await page.goto(url.href);
    await page.click('[name=choose]');
    await page.click('[name=way][value=passkey]');
  }

  it('are added on the page, sign in without a name, and lead back to the application', async () => {
    const { person, page, authenticator } = await somebody();
    await addPasskey(page, person);
    const [held] = await authenticator.credentials();
    const [listed] = await stage.passkeys().list(person.id);
    assert.equal(listed?.credentialId, Buffer.from(held?.credentialId ?? '', 'base64').toString('base64url'));
    assert.deepEqual(listed.transports, ['internal']);
    await useAtApplication(page);
    await page.waitForSelector('text=Welcome.');
    assert.ok(new URL(page.url()).searchParams.has('code'));
    expectNoPolicyViolations(page);
    const [used] = await stage.passkeys().list(person.id);
    assert.ok(used?.lastUsedAt !== undefined && used.counter > listed.counter);
  });

  it('are not added twice on one authenticator', async () => {
    const { person, page, authenticator } = await somebody();
    await addPasskey(page, person);
    await page.click('text=Add a passkey');
    await page.waitForSelector('[data-webauthn-error]:not([hidden])');
    assert.equal((await authenticator.credentials()).length, 1);
  });

  it('are locked when the authenticator is a copy whose counter stayed behind', async () => {
    const { person, page, authenticator } = await somebody();
    const id = await addPasskey(page, person);
    await useAtApplication(page);
    await page.waitForSelector('text=Welcome.');
    const [held] = await authenticator.credentials();
    await authenticator.setSignCount(held?.credentialId ?? '', 0);
    const head = await stage.auditHead();
    await useAtApplication(page);
    await page.waitForSelector('#problem');
    const alarm = await stage.auditEvent(head, ({ type }) => type === 'passkeys.locked');
    assert.deepEqual([alarm?.code, alarm?.userId], ['passkey_counter_back', person.id]);
    const { items } = await stage.api.listAlerts();
    assert.ok(items.some(({ code, sentence }) => code === 'passkey_counter_back' && sentence.includes('My laptop')));
    await stage.api.removePasskey({ params: { user: person.accountName, passkey: id } });
    assert.ok((await stage.api.listAlerts()).items.every(({ code }) => code !== 'passkey_counter_back'));
  });

  it('count no more when they are removed, or their person is disabled', async () => {
    const { person, page } = await somebody();
    const id = await addPasskey(page, person);
    await stage.api.disableUser({ params: { user: person.id } });
    await useAtApplication(page);
    await page.waitForSelector('#problem');
    await stage.api.enableUser({ params: { user: person.id } });
    await stage.api.removePasskey({ params: { user: person.id, passkey: id } });
    const head = await stage.auditHead();
    await page.click('text=Use Passkey');
    const refused = await stage.auditEvent(head, ({ type }) => type === 'passkeys.sign-in.refused');
    assert.equal(refused?.code, 'passkey_unknown');
  });

  it('give their model where the policy asks for it', async () => {
    const { person, page } = await somebody();
    // Chromium's virtual authenticator says that it is this model.
    const body = { mode: 'deny', aaguids: ['01020304-0506-0708-0102-030405060708'], attestation: 'optional' } as const;
    await stage.api.setPasskeyPolicy({ body: { ...body, aaguids: [...body.aaguids] } });
    await openSection(page, person);
    await page.click('text=Add a passkey');
    await page.waitForSelector('[data-told]:has-text("Your organisation does not allow passkeys of this kind")');
    await stage.api.setPasskeyPolicy({ body: { mode: 'any', attestation: 'required' } });
    await page.click('text=Add a passkey');
    await page.waitForSelector('[data-told]:has-text("allows only passkeys of known devices")');
    await stage.api.setPasskeyPolicy({ body: { mode: 'any', attestation: 'optional' } });
    await addPasskey(page, person);
  });

  it('are managed on a page that is accessible, in light and dark, and fits 320 pixels', async () => {
    const { person, page } = await somebody();
    await addPasskey(page, person);
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'account-passkeys');
    await page.fill('#passkey-0-name', 'Renamed');
    await page.click('text=Rename');
    await page.waitForSelector('h3:has-text("Renamed")');
    await page.click('button:has-text("Remove")');
    await page.waitForSelector('text=You have no passkeys yet');
    expectNoPolicyViolations(page);
  });
});
