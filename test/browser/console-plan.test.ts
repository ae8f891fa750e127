import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { z } from 'zod';
import type { signInPlan } from '#api/sign-in-plan.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { addPlanMacs } from './support/plan-macs.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

type PlanInput = z.input<typeof signInPlan>;

describe('The sign-in plan in the console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  let page: Page;
  const hostile = `<img src=x onerror=alert(1)>${'x'.repeat(60)}`;
  const save = async (change: Partial<PlanInput>) => {
    const { version, plan } = await stage.api.getSignInPlan();
    return stage.api.saveSignInPlan({ body: { plan: { ...plan, ...change }, basedOn: version } });
  };
  const row = (member: string, on = page) => on.locator(`#key-${member.replaceAll('.', '-')}`);
  const bar = (on = page) => on.getByRole('region', { name: 'Unsaved changes' });
  /** A page on which nothing is edited. */
  const open = async (path: string, on = page) => {
    await on.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith('porchlight-draft')) localStorage.removeItem(key);
    });
    await on.goto(`${stage.url}/console${path}`);
    await on.waitForSelector('h1[data-page-title]');
  };
  const discard = async () => {
    await bar().getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await bar().waitFor({ state: 'detached' });
  };

  before(async () => {
    stage = await openConsoleStage(curtain);
    page = await stage.admin('/plan');
  });
  after(() => curtain.fall());

  it('begins with three questions, and opens what follows from them in the editor', async () => {
    await page.getByRole('heading', { name: 'Make the first plan' }).waitFor();
    await expectAccessible(page);
    await expectFits(page);
    await page.getByRole('textbox', { name: 'Organisation' }).fill('Example');
    await page.getByRole('textbox', { name: 'App' }).fill('org.porchlight.companion');
    await page.getByRole('textbox', { name: 'Extension' }).fill('org.porchlight.companion.ssoextension');
    await page.getByRole('textbox', { name: 'Team identifier' }).fill('PRCHLGHT01');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('radio', { name: /^Password/ }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Open in the editor' }).click();
    await bar().getByText('A new plan').waitFor();
    await bar().getByRole('button', { name: 'Review and save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as version 1.').waitFor();
    const { plan } = await stage.api.getSignInPlan();
    assert.deepEqual([plan.method, plan.organisation, plan.setup.minimumMacos], ['Password', 'Example', '14']);
    await page.getByText(/Version 1, Password, saved by Marie Curie/).waitFor();
  });

  it('explains every key with Apple’s, its macOS, its default and what a change does, and finds keys by any word', async () => {
    await open('/plan');
    const login = row('policies.login');
    await login.getByText('macOS 15+').waitFor();
    await login.getByRole('button', { name: /More about/ }).click();
    await login.getByText('PlatformSSO.Policies.Login', { exact: true }).waitFor();
    await login.getByText('People may have to sign in once more.').waitFor();
    const search = page.getByRole('searchbox', { name: 'Search the keys of the plan' });
    await search.fill('WebLoginURLAllowList');
    await row('policies.login').waitFor({ state: 'detached' });
    await search.fill('touch id watch');
    await row('policies.unlock').waitFor();
    await search.fill('zebra');
    await page.getByText('No key fits').waitFor();
    await page.getByRole('button', { name: 'Show every key' }).click();
    await row('organisation').waitFor();
    await expectAccessible(page);
    await expectFits(page);
  });

  it('says at the key what is wrong with it, a moment after it is typed, and leads there from the summary', async () => {
    await open('/plan');
    const team = row('application.teamIdentifier').getByRole('textbox');
    await team.fill('T');
    await row('application.teamIdentifier')
      .getByText(/ten capital letters.*Microsoft’s 10001/)
      .waitFor();
    assert.equal(await team.getAttribute('aria-invalid'), 'true');
    await row('organisation').getByRole('textbox').fill('');
    await row('organisation').getByText('This must be given.').waitFor();
    await row('organisation').getByRole('button', { name: /Undo/ }).click();
    await page
      .getByText(/^1 error/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('list').getByRole('button', { name: 'Team identifier' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'key-application-teamIdentifier-control');
    await bar().getByRole('button', { name: 'Review and save' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A plan with errors is not saved').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled());
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await picture(page, 'console-plan-editor');
    await discard();
  });

  it('counts the Macs that an edit disturbs, and saves it only with their number', async () => {
    const { user } = await stage.api.getUser({ params: { user: 'marie' } });
    const refused = 'InstallProfile: MCMDMErrorDomain 12021';
    await addPlanMacs(stage.composition, { count: 12, osVersion: '15.5', userId: user.id, version: 1, refused });
    await open('/plan');
    // By keyboard: the radio of the method, then the button of the bar.
    await row('method')
      .getByRole('radio', { name: /^Password/ })
      .focus();
    await page.keyboard.press('ArrowDown');
    await bar().getByText('12 Macs have to register again').waitFor();
    await bar().getByRole('button', { name: 'Review and save' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Another method: each person is asked to register again.').waitFor();
    await picture(page, 'console-plan-save');
    await expectAccessible(page);
    const confirm = dialog.getByRole('button', { name: 'Save, and disturb 12 Macs' });
    await dialog.getByRole('textbox').fill('11');
    assert.ok(await confirm.isDisabled());
    await dialog.getByRole('textbox').fill('12');
    await page.keyboard.press('Enter');
    await page.getByText('Saved as version 2.').waitFor();
    assert.equal((await stage.api.getSignInPlan()).plan.method, 'UserSecureEnclaveKey');
  });

  it('says so where it is not known what an edit does, saves nothing then, and asks again when told to', async () => {
    const asked = `${stage.url}/api/v1/sign-in-plan/preview`;
    await page.route(asked, (route) => route.abort());
    await open('/plan');
    await row('method')
      .getByRole('radio', { name: /^Smart card/ })
      .click();
    await bar().getByText('What it does to Macs is not known').waitFor();
    await bar().getByRole('button', { name: 'Review and save' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('server_unreachable').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled());
    await expectAccessible(page);
    await picture(page, 'console-plan-unknown');
    await page.unroute(asked);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByText('Another method: each person is asked to register again.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await discard();
  });

  it('shows what people see and what Macs get, for each macOS, of what is not saved yet', async () => {
    await open('/plan');
    await row('registration.duringSetup').getByRole('switch').click({ force: true });
    await row('accountDisplayName').getByRole('textbox').fill(hostile);
    await bar().waitFor();
    await page.getByRole('tab', { name: 'What people see' }).click();
    await page.getByRole('heading', { name: `Register with ${hostile}` }).waitFor();
    await picture(page, 'console-plan-people');
    await expectAccessible(page);
    await expectFits(page);
    await page.getByLabel('macOS', { exact: true }).first().click();
    await page.getByRole('option', { name: 'macOS 13' }).click();
    await page.getByRole('heading', { name: 'Registration Required' }).waitFor();
    await page.getByRole('tab', { name: 'What Macs get' }).click();
    await page.getByText('EnableRegistrationDuringSetup').waitFor();
    await page.getByText('XML', { exact: true }).click();
    await page.getByText('a token for this Mac alone').waitFor();
    await expectAccessible(page);
    await picture(page, 'console-plan-documents');
    await page.getByRole('tab', { name: 'Plan', exact: true }).click();
    await discard();
    expectNoPolicyViolations(page);
  });

  it('shows Macs by what they have of the plan', async () => {
    await open('/plan/rollout');
    await page.getByText('Version 2: 0 of 12 Macs that are set up have it.').waitFor();
    await page.getByRole('searchbox', { name: 'Search serial numbers' }).fill('C02PLAN00012');
    await page.getByText('C02PLAN00001').waitFor({ state: 'detached' });
    await page.getByText('C02PLAN00012').waitFor();
    await picture(page, 'console-plan-rollout');
  });

  it('compares versions, and goes back to one by an edit', async () => {
    await open('/plan/versions');
    await page.getByRole('button', { name: 'Version 1' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('What going back to it would change').waitFor();
    await drawer.getByRole('button', { name: 'Edit from this version' }).click();
    await bar().getByText('1 change').waitFor();
    assert.ok(
      await row('method')
        .getByRole('radio', { name: /^Password/ })
        .isChecked(),
    );
    await discard();
  });

  it('takes JSON in, and exports the profile as a file', async () => {
    await open('/plan');
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    const field = page.getByRole('textbox', { name: 'JSON' });
    const plan = JSON.parse(await field.inputValue()) as Record<string, unknown>;
    await field.fill('{"organisation": 1}');
    await page.getByRole('button', { name: 'Take over into the editor' }).click();
    await page.getByText(/This is no plan\./).waitFor();
    await field.fill(JSON.stringify({ ...plan, organisation: 'Pasted' }));
    await page.getByRole('button', { name: 'Take over into the editor' }).click();
    await bar().getByText('1 change').waitFor();
    await discard();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /Profile for another MDM/ }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'sign-in-2.mobileconfig');
    assert.match(await readFile(await file.path(), 'utf8'), /UserSecureEnclaveKey/);
  });

  it('keeps an edit over a reload, and asks before the window is left', async () => {
    await open('/plan');
    await row('organisation').getByRole('textbox').fill('Kept here');
    await bar().waitFor();
    const asked = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.accept();
      return dialog.type();
    });
    await page.reload();
    assert.equal(await asked, 'beforeunload');
    await page.getByText(/Your edit is kept in this browser/).waitFor();
    assert.equal(await row('organisation').getByRole('textbox').inputValue(), 'Kept here');
  });

  it('shows the second of two administrators what the first has saved, and merges key by key', async () => {
    // This browser edits the organisation; another one saves it first, and another key with it.
    const other = await stage.admin('/plan');
    await row('organisation', other).getByRole('textbox').fill('Saved there');
    await row('setup.department', other).getByRole('textbox').fill('IT');
    await bar(other).getByRole('button', { name: 'Review and save' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await other.getByText('Saved as version 3.').waitFor();
    await page
      .getByRole('alert')
      .getByText(/saved version 3/)
      .waitFor();
    await page.getByRole('button', { name: 'See what changed' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Both of you changed these').waitFor();
    await dialog.getByText('Department').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Merge' }).isDisabled());
    await picture(page, 'console-plan-merge');
    await expectAccessible(page);
    await dialog.getByRole('radio', { name: /Keep mine/ }).check();
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await bar().getByText('1 change').waitFor();
    await bar().getByRole('button', { name: 'Review and save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as version 4.').waitFor();
    const { plan } = await stage.api.getSignInPlan();
    assert.deepEqual([plan.organisation, plan.setup.department], ['Kept here', 'IT']);
    // Whoever edits nothing just sees what is in force.
    await other.getByText(/Version 4/).waitFor();
    assert.equal(await row('organisation', other).getByRole('textbox').inputValue(), 'Kept here');
    await other.context().close();
  });

  it('lets an auditor read everything and change nothing', async () => {
    const auditor = await stage.auditor('/plan');
    await row('organisation', auditor).waitFor();
    assert.ok(await row('organisation', auditor).getByRole('textbox').isDisabled());
    assert.ok(
      await row('method', auditor)
        .getByRole('radio', { name: /^Password/ })
        .isDisabled(),
    );
    await auditor.getByRole('tab', { name: 'What people see' }).click();
    await auditor.getByRole('heading', { name: 'Remote Management' }).waitFor();
    await auditor.context().close();
  });

  it('says when the plan cannot be fetched, and tries again', async () => {
    await page.route('**/api/v1/sign-in-plan', (route) => route.abort());
    await open('/plan');
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    await page.unroute('**/api/v1/sign-in-plan');
    await page.getByRole('button', { name: 'Try again' }).click();
    await row('organisation').waitFor();
    await save({ organisation: hostile });
    await page.getByText(/Version 5/).waitFor();
    await expectFits(page);
    expectNoPolicyViolations(page);
  });
});
