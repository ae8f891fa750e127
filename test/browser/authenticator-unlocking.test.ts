import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { enrol, openPhoneStage, type PhoneStage, pin, unlock } from './support/phone-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

describe('The authenticator is unlocked', () => {
  const curtain = suiteCurtain();
  let stage: PhoneStage;
  before(async () => {
    stage = await openPhoneStage(curtain);
  });
  after(() => curtain.fall());

  const titled = (page: Page, title: string) => page.waitForSelector(`h1:text-is("${title}")`);

  async function look(page: Page, name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `authenticator-${name}`);
  }

  it('by a passkey of the device, and only when the person passes its check (WebAuthn 7.2)', async () => {
    const ada = await stage.person();
    const page = await stage.phone();
    const authenticator = await addAuthenticator(page);
    await page.goto(await stage.offer(ada));
    await page.click('text=With face, finger or screen lock');
    await page.click('button:has-text("Add")');
    await page.waitForSelector('.listening');
    await page.click('button:text-is("Settings")');
    await look(page, 'settings');
    await page.click('text=Lock now');
    await look(page, 'locked-passkey');
    await authenticator.setUserVerified(false);
    await page.click('text=Unlock with face');
    await page.waitForSelector('text=Not unlocked');
    await authenticator.setUserVerified(true);
    await page.click('text=Unlock with face');
    await titled(page, 'Accounts');
    const asked = await stage.ask(ada);
    await page.fill('#number', asked.number);
    await page.click('text=Approve');
    await titled(page, 'Approved');
    assert.equal(await stage.composition.authenticators.numberMatching.outcome(asked.id), 'approved');
    expectNoPolicyViolations(page);
  });

  it('before a request is shown: a locked phone says only that one waits', async () => {
    const ada = await stage.person();
    const page = await stage.phone();
    await enrol(page, await stage.offer(ada));
    await page.reload();
    await titled(page, 'Unlock');
    await stage.ask(ada, { target: 'Secret project' });
    await page.waitForSelector('text=A request is waiting');
    assert.doesNotMatch((await page.textContent('body')) ?? '', /Secret project/);
    await look(page, 'locked-waiting');
    await unlock(page);
    await page.waitForSelector('text=Sign in to Secret project');
  });

  it('by itself not: out of sight for more than a minute it locks', async () => {
    const page = await stage.phone();
    await page.clock.install();
    await enrol(page, await stage.offer(await stage.person()));
    const seen = (state: string) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await seen('hidden');
    await page.clock.fastForward(30_000);
    await seen('visible');
    assert.equal(await page.locator('h1').textContent(), 'Accounts');
    await seen('hidden');
    await page.clock.fastForward(61_000);
    await seen('visible');
    await titled(page, 'Unlock');
  });

  it('not by guessing: after wrong PINs it waits, and at the tenth it forgets its accounts', async () => {
    const ada = await stage.person();
    const page = await stage.phone();
    await page.clock.install();
    await enrol(page, await stage.offer(ada));
    await page.click('button:text-is("Settings")');
    await page.click('text=Lock now');
    const guess = async (said: string) => {
      await unlock(page, '000000');
      await page.waitForSelector(`text=${said}`);
    };
    for (const left of [9, 8, 7, 6, 5]) await guess(`Wrong PIN. ${left} more tries`);
    await look(page, 'wrong-pin');
    await unlock(page);
    await page.waitForSelector('text=Wrong too often. Wait');
    for (const left of ['4 more tries', '3 more tries', '2 more tries', 'One more try']) {
      await page.clock.fastForward(601_000);
      await guess(left);
    }
    await page.clock.fastForward(601_000);
    await guess('the accounts on this phone were removed');
    await titled(page, 'Approve sign-ins with this phone');
    assert.deepEqual(await stage.composition.authenticators.list(ada.id), [], 'the server knows');
    await look(page, 'erased');
  });

  it('by a new PIN, once it was changed', async () => {
    const page = await stage.phone();
    await enrol(page, await stage.offer(await stage.person()));
    await page.click('button:text-is("Settings")');
    await page.click('text=Change how to unlock');
    await page.click('text=With a PIN');
    await page.fill('#pin', '314159');
    await page.fill('#repeat', '314159');
    await page.click('text=Use this PIN');
    await titled(page, 'Accounts');
    await page.reload();
    await unlock(page, pin);
    await page.waitForSelector('text=Wrong PIN');
    await unlock(page, '314159');
    await titled(page, 'Accounts');
  });
});
