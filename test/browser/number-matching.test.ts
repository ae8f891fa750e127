import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { beginSignIn, callback, openApplication } from '../support/openid-application.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { enrol, openPhoneStage, type PhonePerson, type PhoneStage } from './support/phone-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('A sign-in on one screen is approved on a phone, in two browsers', () => {
  const curtain = suiteCurtain();
  let stage: PhoneStage;
  before(async () => {
    stage = await openPhoneStage(curtain);
  });
  after(() => curtain.fall());

  const titled = (page: Page, title: string) => page.waitForSelector(`h1:text-is("${title}")`);

  /** A person with their phone, and another screen on which they have typed their password. */
  async function atTheNumber(): Promise<{ ada: PhonePerson; phone: Page; screen: Page; number: string }> {
    const ada = await stage.person();
    const phone = await stage.phone();
    await enrol(phone, await stage.offer(ada));
    const screen = await (await stage.browser.context()).newPage();
    const application = await openApplication(stage);
    await screen.goto((await beginSignIn(application)).url.href);
    await screen.fill('input[name=username]', ada.userPrincipalName);
    await screen.fill('input[name=password]', ada.password);
    await screen.keyboard.press('Enter');
    const number = (await screen.locator('.number').textContent()) ?? '';
    await titled(phone, 'Are you signing in?');
    return { ada, phone, screen, number };
  }

  it('by the number, and goes on by itself', async () => {
    const { phone, screen, number } = await atTheNumber();
    await expectAccessible(screen);
    await expectFits(screen);
    await picture(screen, 'sign-in-number');
    await phone.fill('#number', number);
    const back = screen.waitForRequest(`${callback}?*`);
    await phone.click('text=Approve');
    await titled(phone, 'Approved');
    assert.ok(new URL((await back).url()).searchParams.has('code'));
    expectNoPolicyViolations(screen);
    expectNoPolicyViolations(phone);
  });

  it('or not: a denial is told on the first screen at once, and can be asked for again', async () => {
    const { phone, screen } = await atTheNumber();
    await phone.click('text=Deny');
    await screen.waitForSelector('[role=alert]');
    await expectAccessible(screen);
    await picture(screen, 'sign-in-number-denied');
    await phone.click('text=Done');
    await screen.click('button[type=submit] >> nth=0');
    const again = (await screen.locator('.number').textContent()) ?? '';
    assert.match(again, /^\d\d$/);
    expectNoPolicyViolations(screen);
  });
});
