import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('The policy in the console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  let page: Page;
  const hostile = `<img src=x onerror=alert(1)>${'x'.repeat(60)}`;
  const bar = (on = page) => on.getByRole('region', { name: 'Unsaved changes' });
  const saved = async () => (await stage.api.getPolicy()).policy.rules.map(({ name }) => name);
  const open = async (path: string) => {
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith('porchlight-draft')) localStorage.removeItem(key);
    });
    await page.goto(`${stage.url}/console${path}`);
    await page.waitForSelector('h1[data-page-title]');
  };
  const save = async (on = page) => {
    await bar(on).getByRole('button', { name: 'Review and save' }).click();
    await on.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  };

  before(async () => {
    stage = await openConsoleStage(curtain);
    await stage.api.createGroup({ body: { name: 'staff' } });
    page = await stage.admin('/policy');
  });
  after(() => curtain.fall());

  it('shows the built-in rule alone at first, and takes a rule that is made with its controls', async () => {
    await page.getByText('Built-in rule').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('textbox', { name: 'Name' }).fill('Rights need more');
    await drawer.getByRole('checkbox', { name: /^Applications/ }).waitFor();
    await drawer.getByRole('checkbox', { name: /^Rights of an administrator/ }).check();
    await drawer.getByRole('checkbox', { name: /^Applications/ }).uncheck();
    await drawer.getByRole('radio', { name: /^Cannot be phished/ }).check();
    await picture(page, 'console-policy-rule');
    await expectAccessible(page);
    await drawer.getByRole('button', { name: 'Done' }).click();
    await bar().getByText('1 rule changed').waitFor();
    await save();
    await page.getByText('Saved as version 1.').waitFor();
    assert.deepEqual((await stage.api.getPolicy()).policy.rules[0]?.purposes, ['elevation']);
  });

  it('says at the rule what is wrong with it, and does not save it with errors', async () => {
    await open('/policy');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Groups and people', { exact: true }).click();
    await drawer.getByLabel('Groups', { exact: true }).first().fill('strangers');
    await page.keyboard.press('Enter');
    await drawer.getByText(/strangers: /).waitFor();
    await drawer.getByRole('button', { name: 'Done' }).click();
    await page
      .getByRole('listitem', { name: /Rule 2/ })
      .getByText(/strangers: /)
      .waitFor();
    await bar().getByText('1 error').waitFor();
    await bar().getByRole('button', { name: 'Review and save' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A policy with errors is not saved').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled());
    await page.keyboard.press('Escape');
  });

  it('has an order that keys change, and says what somebody would be asked, by the edit too', async () => {
    await open('/policy');
    await stage.api.savePolicy({
      body: {
        basedOn: 1,
        policy: {
          rules: [
            { name: 'Rights need more', purposes: ['elevation'], require: 'phishing-resistant', freshness: 300 },
            { name: hostile, purposes: ['application'], device: { managed: true }, require: 'multi-factor' },
            { name: 'Others', purposes: ['application'], require: 'refuse' },
          ],
        },
      },
    });
    await page.getByText('Others').waitFor();
    await picture(page, 'console-policy');
    await expectFits(page);
    await page.getByRole('tab', { name: 'What if' }).click();
    await page.getByLabel('Person').first().fill('marie@porchlight.example');
    await page.keyboard.press('Escape');
    await page.getByText('Refused (policy_refuses)').waitFor();
    await page.getByText('Imagined', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Managed' }).check();
    await page.getByText('Refused (policy_factor_missing)').waitFor();
    await page.getByRole('switch', { name: /Suppose something else/ }).click({ force: true });
    await page.getByRole('checkbox', { name: 'One-time code' }).check();
    await page.getByText('Password with One-time code').waitFor();
    await picture(page, 'console-policy-what-if');
    await expectAccessible(page);
    await expectFits(page);
    // The rule that refuses is moved to the front, by keyboard, and the answer is that of the edit.
    await page.getByRole('tab', { name: 'Rules' }).click();
    for (const _ of [1, 2]) {
      await page.getByRole('button', { name: 'Move Others up' }).focus();
      await page.keyboard.press('Enter');
    }
    await bar().waitFor();
    await page.getByRole('listitem', { name: 'Rule 1: Others' }).waitFor();
    await page.getByRole('tab', { name: 'What if' }).click();
    await page.getByLabel('Person').first().fill('marie@porchlight.example');
    await page.getByText('By the edit that is not saved').waitFor();
    await page.reload();
    await bar().waitFor();
    expectNoPolicyViolations(page);
  });

  it('merges what two administrators have saved, rule by rule', async () => {
    await open('/policy');
    await page.getByRole('button', { name: 'Edit Others' }).click();
    await page
      .getByRole('dialog')
      .getByRole('radio', { name: /^Password or better/ })
      .check();
    await page.getByRole('button', { name: 'Done' }).click();
    const other = await stage.admin('/policy');
    await other.getByRole('button', { name: 'Remove Others' }).click();
    await other.getByRole('button', { name: 'Add a rule' }).click();
    await other.getByRole('button', { name: 'Done' }).click();
    await save(other);
    await other.getByText('Saved as version 3.').waitFor();
    await page
      .getByRole('alert')
      .getByText(/saved version 3/)
      .waitFor();
    await page.getByRole('button', { name: 'See what changed' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Both of you changed these').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('radio', { name: /Keep mine/ }).check();
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await save();
    await page.getByText('Saved as version 4.').waitFor();
    assert.deepEqual((await saved()).toSorted(), ['Others', 'Rights need more', 'Rule 3', hostile].toSorted());
    await other.context().close();
  });

  it('compares versions, and goes back to one by an edit', async () => {
    await open('/policy/versions');
    await page.getByRole('button', { name: 'Version 1', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('What going back to it would change').waitFor();
    await drawer.getByRole('button', { name: 'Edit from this version' }).click();
    await bar().getByText('4 rules changed').waitFor();
  });

  it('lets an auditor ask and change nothing, and says when the policy cannot be fetched', async () => {
    const auditor = await stage.auditor('/policy');
    await auditor.getByRole('button', { name: 'Edit Others' }).waitFor();
    assert.ok(await auditor.getByRole('button', { name: 'Edit Others' }).isDisabled());
    await auditor.getByRole('button', { name: 'Others', exact: true }).click();
    assert.ok(await auditor.getByRole('dialog').getByRole('textbox', { name: 'Name' }).isDisabled());
    await auditor.context().close();
    await page.route('**/api/v1/policy', (route) => route.abort());
    await open('/policy');
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    await page.unroute('**/api/v1/policy');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Built-in rule').waitFor();
    expectNoPolicyViolations(page);
  });
});
