import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const hostile = '<img src=x onerror=alert(1)>';
const rightToLeft = 'نورا الأحمد';
const long = 'W'.repeat(200);

/** Without the movements of dialogs, which pictures would catch half-way. */
const calm = { reducedMotion: 'reduce' } as const;

describe('People in the console', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  const ids: Record<string, string> = {};
  before(async () => {
    stage = await openConsoleStage(curtain);
    const people = [
      ['ada', 'Ada Lovelace'],
      ['mallory', hostile],
      ['nora', rightToLeft],
      ['wide', long],
    ] as const;
    for (const [accountName, fullName] of people) {
      const userPrincipalName = `${accountName}@porchlight.example`;
      ids[accountName] = (await stage.api.createUser({ body: { accountName, fullName, userPrincipalName } })).id;
    }
    await stage.api.createGroup({ body: { name: hostile } });
    await stage.api.createGroup({ body: { name: 'Engineering' } });
    await stage.api.addGroupMember({ params: { group: hostile, user: 'mallory' } });
    await stage.api.makeRecoveryCodes({ params: { user: 'ada' } });
  });
  after(() => curtain.fall());

  it('are listed, searched and opened by keyboard, with names of any kind as text', async () => {
    const page = await stage.admin('/users', calm);
    await page.waitForSelector(`text=${long.slice(0, 40)}`);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-users');
    await page.keyboard.press('/');
    await page.keyboard.type('lovel');
    await page.waitForFunction(() => document.querySelectorAll('tbody [data-row-target]').length === 1);
    await page.focus('tbody [data-row-target]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Ada Lovelace")');
    expectNoPolicyViolations(page);
  });

  it('are shown with everything that they sign in with; the preview counts what ends, and the answer says when it did', async () => {
    const page = await stage.admin(`/users/${ids['ada']}`, calm);
    await page.waitForSelector('text=10 left');
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-user');
    await page.click('button:has-text("Disable")');
    await page.waitForSelector('[aria-label="What ends"] >> text=10 recovery codes');
    await picture(page, 'console-user-disable');
    await page.click('[role=dialog] button:has-text("Disable")');
    await page.waitForSelector('text=Ada Lovelace is disabled');
    assert.match((await page.textContent('[aria-label="What ended"]')) ?? '', /Refused from \d\d:\d\d:\d\d\.\d{3} on/);
    await expectAccessible(page);
    await picture(page, 'console-user-disabled');
    await page.keyboard.press('Escape');
    await page.click('button:has-text("Enable")');
    await page.waitForSelector('h1 ~ * >> text=Active');
    expectNoPolicyViolations(page);
  });

  it('are given a temporary pass and a phone, each shown once', async () => {
    const page = await stage.admin(`/users/${ids['ada']}`, calm);
    await page.click('button:has-text("Give a pass")');
    await page.click('button:has-text("Give the pass")');
    await page.waitForSelector('[role=dialog] >> text=It is shown this once.');
    assert.match(await dialogCode(page), /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    await page.click('[role=dialog] button:has-text("Done")');
    await page.waitForSelector('text=Can be used');
    await page.click('button:has-text("Add a phone")');
    await page.waitForSelector('svg[aria-label="QR code for the phone"]');
    assert.match(await dialogCode(page), /^https:\/\/.*\/authenticator/);
    await picture(page, 'console-user-phone');
    await expectAccessible(page);
    expectNoPolicyViolations(page);
  });

  it('with hostile, right-to-left and endless names neither run nor overflow', async () => {
    for (const name of ['mallory', 'nora', 'wide']) {
      const page = await stage.admin(`/users/${ids[name]}`, calm);
      await page.waitForSelector('text=Sign-in methods');
      assert.equal(await page.locator('img[src="x"]').count(), 0);
      await expectFits(page);
      if (name !== 'nora') await picture(page, `console-user-${name}`);
      await page.context().close();
    }
  });

  it('are signed out browser by browser, each by its name', async () => {
    const other = await stage.auditor('/', calm);
    const page = await stage.admin('/users', calm);
    const { items } = await stage.api.listUsers({ query: { search: 'grace' } });
    await page.goto(`${stage.url}/console/users/${items[0]?.id}`);
    await page.waitForSelector('text=Chrome on Linux');
    await page.click('button:has-text("Sign out of")');
    await page.waitForSelector('text=Signed in nowhere');
    await other.reload();
    await other.waitForSelector('input[name=username]');
  });

  it('are added to a group by search, and taken out; an auditor sees all and changes nothing', async () => {
    const page = await stage.admin('/groups', calm);
    await page.waitForSelector('text=Engineering');
    await picture(page, 'console-groups');
    await expectAccessible(page);
    await page.click('text=Engineering');
    await page.waitForSelector('text=Nobody is in this group yet');
    await page.fill('input[aria-label="Add a member"]', 'ada');
    await page.click('[role=option]:has-text("Ada Lovelace")');
    await page.waitForSelector('td >> text=Ada Lovelace');
    await picture(page, 'console-group');
    await expectAccessible(page);
    await expectFits(page);
    expectNoPolicyViolations(page);

    const auditor = await stage.auditor(`/users/${ids['ada']}`, calm);
    await auditor.waitForSelector('text=Engineering');
    const disable = auditor.locator('button:has-text("Disable")');
    assert.equal(await disable.getAttribute('aria-disabled'), 'true');
    await disable.hover({ force: true });
    await auditor.waitForSelector('text=You are an auditor');
    await picture(auditor, 'console-user-auditor');
    await expectAccessible(auditor);
  });

  it('that are not there are told so, and a server that fails is told with a way on', async () => {
    const page = await stage.admin('/users/nobody', calm);
    await page.waitForSelector('[role=alert] >> text=user_not_found');
    await expectAccessible(page);
    await page.route('**/api/v1/users?*', (route) =>
      route.fulfill({
        status: 503,
        body: JSON.stringify({
          error: 'x',
          code: 'store_unavailable',
          error_description: 'The server cannot reach its database.',
        }),
      }),
    );
    await page.click('nav a:has-text("Users")');
    await page.waitForSelector('[role=alert] >> text=cannot reach its database');
    await picture(page, 'console-users-problem');
    await page.unroute('**/api/v1/users?*');
    await page.click('button:has-text("Try again")');
    await page.waitForSelector('text=Ada Lovelace');
  });
});

async function dialogCode(page: Page): Promise<string> {
  return ((await page.locator('[role=dialog] code').first().textContent()) ?? '').trim();
}
