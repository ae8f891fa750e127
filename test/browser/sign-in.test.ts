import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { beginSignIn, callback, openApplication } from '../support/openid-application.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('The sign-in pages of applications, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  let ada: Person;
  let code: () => string;
  before(async () => {
    stage = await openStage(curtain);
    browser = await openBrowser(curtain, stage.url);
    ada = await stage.addPerson('ada');
    const { uri } = await stage.api.addOneTimeCodes({ params: { user: ada.id } });
    const secret = fromBase32(new URL(uri).searchParams.get('secret') ?? '') ?? assert.fail('there is a secret');
    code = () => totp(nodeHmac, secret, stage.clock.now());
  });
  after(() => curtain.fall());

  /** A page of a person who comes from an application. */
  async function visit(): Promise<Page> {
    const page = await (await browser.context()).newPage();
    const { url } = await beginSignIn(await openApplication(stage));
    await page.goto(url.href);
    return page;
  }

  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name') ?? '');

  it('lead back to the application by keyboard alone, and ask for nothing that their policy forbids', async () => {
    const page = await visit();
    assert.equal(await focused(page), 'username', 'typing can begin at once');
    await page.keyboard.type(ada.userPrincipalName);
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'password');
    await page.keyboard.type(ada.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('input[name=code]');
    assert.equal(await focused(page), 'code');
    await page.keyboard.type(code());
    const [back] = await Promise.all([page.waitForRequest(`${callback}?*`), page.keyboard.press('Enter')]);
    assert.ok(new URL(back.url()).searchParams.has('code'));
    expectNoPolicyViolations(page);
  });

  it('are accessible in light and dark, and fit 320 pixels', async () => {
    const page = await visit();
    await look(page, 'sign-in-password');
    await page.fill('input[name=username]', ada.userPrincipalName);
    await page.fill('input[name=password]', 'wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await look(page, 'sign-in-wrong-password');
    await page.fill('input[name=password]', ada.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('input[name=code]');
    await look(page, 'sign-in-code');
    expectNoPolicyViolations(page);
  });

  async function look(page: Page, name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, name);
  }
});
