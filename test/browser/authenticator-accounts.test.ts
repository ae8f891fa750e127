import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { enrol, openPhoneStage, type PhonePerson, type PhoneStage } from './support/phone-stage.ts';
import { picture } from './support/picture.ts';

describe('Accounts of the authenticator', () => {
  const curtain = suiteCurtain();
  let stage: PhoneStage;
  let page: Page;
  let ada: PhonePerson;
  let first: string;
  before(async () => {
    stage = await openPhoneStage(curtain);
    page = await stage.phone();
    ada = await stage.person();
    first = await stage.offer(ada);
    await enrol(page, first);
  });
  after(() => curtain.fall());

  async function look(name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `authenticator-${name}`);
  }

  /** Pastes an address and reads what is said of it. */
  async function paste(address: string, said: string): Promise<void> {
    await page.click('text=Add an account');
    await page.fill('#address', address);
    await page.click('text=Continue');
    await page.waitForSelector(`text=${said}`);
  }

  for (const { title, address, said } of [
    { title: 'one that is none', address: () => 'hello', said: 'That is not an address' },
    {
      title: 'one of another server',
      address: () => first.replace('localhost', 'elsewhere.example'),
      said: 'Open it there',
    },
    { title: 'one that was used', address: () => first, said: 'was used already' },
    { title: 'one that nobody made', address: () => first.replace(/=.*/, `=${'A'.repeat(43)}`), said: 'is not known' },
  ]) {
    it(`refuse an address, ${title}, with what to do next`, async () => {
      await paste(address(), said);
      if (title === 'one that was used') {
        await page.waitForSelector('text=Code: offer_used');
        await look('paste-refused');
      }
      await page.click('text=Back');
    });
  }

  it('are several on one phone, and requests come for each', async () => {
    const grace = await stage.person();
    await paste(await stage.offer(grace), 'Only go on if you expected this');
    await page.click('button:has-text("Add")');
    await page.waitForSelector(`text=${grace.userPrincipalName}`);
    await look('two-accounts');
    for (const person of [ada, grace]) {
      await stage.ask(person);
      await page.waitForSelector(`dd:has-text("${person.userPrincipalName}")`);
      await page.click('text=Deny');
      await page.click('text=Done');
    }
    await page.click(`text=${grace.userPrincipalName}`);
    await look('account');
    await page.click('text=Remove from this phone');
    await look('remove');
    await page.click('button.alarming');
    await page.waitForSelector('h1:text-is("Accounts")');
    assert.equal(await page.locator('.card').count(), 1);
    assert.deepEqual(await stage.composition.authenticators.list(grace.id), []);
  });

  it('say so when an administrator removed them', async () => {
    const [authenticator] = await stage.composition.authenticators.list(ada.id);
    await stage.composition.authenticators.remove(ada.id, authenticator?.id ?? '', 'admin');
    await page.reload();
    await page.fill('#pin', '271828');
    await page.click('button[type=submit]');
    await page.waitForSelector('text=Code: authenticator_removed');
    await look('ended');
  });
});
