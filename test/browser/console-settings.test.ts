import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('Settings of the console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  let page: Page;
  before(async () => {
    stage = await openConsoleStage(curtain);
    page = await stage.admin('/settings');
  });
  after(() => curtain.fall());

  const look = async (name: string) => {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `console-settings-${name}`);
  };

  it('show the look before it is saved, and say when it cannot be read', async () => {
    await page.fill('input[placeholder="#0a6a4b"]', '#ffcc00');
    await page.waitForSelector('text=/take a darker one/');
    assert.ok(await page.isDisabled('button:has-text("Save")'));
    await page.fill('input[placeholder="#0a6a4b"]', '#6b3fa0');
    await page.waitForSelector('text=/can be read well/');
    await page.fill('input[placeholder^="Call the service desk"]', 'Call 1234');
    await page.keyboard.press('Escape');
    await look('branding');
    await page.click('button:has-text("Save")');
    await page.waitForSelector('text=The pages look so from now on.');
    assert.equal((await stage.api.getBranding()).accent, '#6b3fa0');
    expectNoPolicyViolations(page);
  });

  it('let in only some models of passkeys', async () => {
    await page.click('nav[aria-label=Settings] >> text=Passkeys');
    await page.click('text=Only models of the list');
    await page.fill('input[placeholder^="Type a name"]', 'icloud');
    await page.click('[role=option]:has-text("fbfc3007")');
    await page.keyboard.press('Escape');
    await look('passkeys');
    await page.click('button:has-text("Save")');
    await page.waitForSelector('text=The rules for passkeys count from now on.');
    const { policy } = await stage.api.getPasskeyPolicy();
    assert.deepEqual([policy.mode, policy.aaguids], ['allow', ['fbfc3007-154e-4ecc-8c0b-6e020557d7bd']]);
    expectNoPolicyViolations(page);
  });

  it('rotate keys, the master key by a typed word alone', async () => {
    await page.click('nav[aria-label=Settings] a:text-is("Keys")');
    await page.waitForSelector('text=Signs');
    await look('keys');
    await page.click('section[aria-label="Signing keys"] button:has-text("Rotate")');
    await page.click('[role=dialog] button:has-text("Publish a new key")');
    await page.waitForSelector('text=Published, signs soon');
    await page.click('section[aria-label="Master key"] button:has-text("Rotate")');
    assert.ok(await page.isDisabled('[role=dialog] button[type=submit]'));
    await page.fill('[role=dialog] input', 'rotate');
    await look('master-key');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=/Version 2 is in use/');
    expectNoPolicyViolations(page);
  });

  it('make a token that is shown once, and revoke it', async () => {
    await page.click('nav[aria-label=Settings] >> text=Tokens');
    await page.click('text=Make a token');
    await page.fill('[role=dialog] input[placeholder="Inventory export"]', 'Inventory');
    await look('new-token');
    await page.click('text=Make the token');
    const token = await page.textContent('[role=dialog] code');
    assert.match(token ?? '', /^porchlight_admin_/);
    await look('token-shown');
    await page.click('text=I have copied it');
    await page.waitForSelector('td:has-text("Inventory")');
    await look('tokens');
    await page.click('tr:has-text("Inventory") button:has-text("Revoke")');
    await page.click('[role=dialog] button:has-text("Revoke")');
    await page.waitForSelector('td:has-text("Inventory")', { state: 'detached' });
    await page.click('nav[aria-label=Settings] >> text=About');
    await page.waitForSelector('text=PORCHLIGHT_METRICS_LISTEN');
    await look('about');
    expectNoPolicyViolations(page);
  });

  it('are seen by an auditor, who changes nothing', async () => {
    const auditor = await stage.auditor('/settings/keys');
    await auditor.waitForSelector('text=Auditor: may look, not change');
    const rotate = auditor.locator('section[aria-label="Signing keys"] button:has-text("Rotate")');
    assert.equal(await rotate.getAttribute('aria-disabled'), 'true');
    await rotate.focus();
    await auditor.waitForSelector('[role=tooltip]:has-text("You are an auditor")');
    await auditor.keyboard.press('Enter');
    assert.equal(await auditor.locator('[role=dialog]').count(), 0);
    await expectAccessible(auditor);
    await picture(auditor, 'console-auditor');
  });
});
