import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { beginSignIn, callback, openApplication } from '../support/openid-application.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('Each way to sign in to an application has a page, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  before(async () => {
    stage = await openStage(curtain);
    browser = await openBrowser(curtain, stage.url);
  });
  after(() => curtain.fall());

  /** A page of somebody who comes from an application. */
  async function visit(wish: Readonly<Record<string, string>> = {}): Promise<Page> {
    const page = await (await browser.context()).newPage();
    const { url } = await beginSignIn(await openApplication(stage), wish);
    await page.goto(url.href);
    return page;
  }

  async function typePassword(page: Page, { userPrincipalName, password }: Person): Promise<void> {
    await page.fill('input[name=username]', userPrincipalName);
    await page.fill('input[name=password]', password);
    await page.keyboard.press('Enter');
  }

  async function look(page: Page, name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `sign-in-${name}`);
    expectNoPolicyViolations(page);
  }

  /** Presses what leads back to the application. */
  async function leadsBack(page: Page, press: () => Promise<void>): Promise<void> {
    const [back] = await Promise.all([page.waitForRequest(`${callback}?*`), press()]);
    assert.ok(new URL(back.url()).searchParams.has('code'), back.url());
    expectNoPolicyViolations(page);
  }

  it('a recovery code, by the choice of ways', async () => {
    const ada = await stage.addPerson('ada');
    await stage.api.addOneTimeCodes({ params: { user: ada.id } });
    const { codes } = await stage.api.makeRecoveryCodes({ params: { user: ada.id } });
    const page = await visit();
    await typePassword(page, ada);
    await page.click('text=Sign in another way');
    await page.waitForSelector('h1:text-is("Choose how to sign in")');
    await look(page, 'choose');
    await page.click('text=Use a recovery code');
    await page.waitForSelector('label:text-is("Recovery code")');
    await look(page, 'recovery-code');
    await page.fill('input[type=text]', 'AAAAA-AAAAA');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await look(page, 'recovery-code-wrong');
    await page.fill('input[type=text]', codes[0] ?? '');
    await leadsBack(page, () => page.keyboard.press('Enter'));
  });

  it('a temporary pass, without a password', async () => {
    const barbara = await stage.addPerson('barbara');
    const { pass } = await stage.api.giveTemporaryPass({ params: { user: barbara.id }, body: {} });
    const page = await visit();
    await page.fill('input[name=username]', barbara.userPrincipalName);
    await page.click('text=Sign in another way');
    await page.waitForSelector('h1:text-is("Choose how to sign in")');
    await look(page, 'choose-first');
    await page.click('text=Use a temporary pass');
    await page.waitForSelector('label:text-is("Temporary pass")');
    await look(page, 'temporary-pass');
    const name = page.locator('input[name=username]:visible');
    if ((await name.count()) > 0) await name.fill(barbara.userPrincipalName);
    await page.getByLabel('Temporary pass').fill(pass);
    await leadsBack(page, () => page.keyboard.press('Enter'));
  });

  it('a password that has to be changed', async () => {
    const grace = await stage.addPerson('grace');
    const given = 'umbrella-station-4';
    await stage.api.setPassword({ params: { user: grace.id }, body: { password: given, temporary: true } });
    const page = await visit();
    await typePassword(page, { ...grace, password: given });
    await page.waitForSelector('h1:text-is("Choose a new password")');
    await look(page, 'change-password');
    await page.getByLabel('Present password').fill(given);
    await page.getByLabel('New password', { exact: true }).fill('lantern-violet-seven');
    await page.getByLabel('New password again').fill('something else again');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await look(page, 'change-password-differs');
    await page.getByLabel('Present password').fill(given);
    await page.getByLabel('New password', { exact: true }).fill('lantern-violet-seven');
    await page.getByLabel('New password again').fill('lantern-violet-seven');
    await leadsBack(page, () => page.keyboard.press('Enter'));
  });

  it('consent, where a client asks for it', async () => {
    const edsger = await stage.addPerson('edsger');
    const page = await visit({ prompt: 'consent' });
    await typePassword(page, edsger);
    await page.waitForSelector('form');
    await page.waitForSelector('text=Wiki');
    await look(page, 'consent');
    await leadsBack(page, () => page.click('button[type=submit] >> nth=0'));
  });

  it('no way: what has ended says so, with a code and the next step', async () => {
    const page = await (await browser.context()).newPage();
    await page.goto(`${stage.url}/openid/interaction/${'x'.repeat(43)}`);
    await page.waitForSelector('[role=alert]');
    await look(page, 'ended');
  });

  it('a code for another device, and the end of a session', async () => {
    const alan = await stage.addPerson('alan');
    const first = await visit();
    await leadsBack(first, () => typePassword(first, alan));
    const page = await first.context().newPage();
    await page.goto(`${stage.url}/openid/device`);
    await look(page, 'device-code');
    await page.goto(`${stage.url}/openid/sign-out`);
    await page.waitForSelector('h1');
    await look(page, 'sign-out');
  });
});
