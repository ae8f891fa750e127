import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const serialNumber = 'C02DOCTOR001';
const state = readFileSync(join(import.meta.dirname, '../../src/server/doctor/testdata/healthy-password.txt'), 'utf8');
const broken = state
  .replaceAll('POLoginTypePassword (1)', 'POLoginTypeUserSecureEnclaveKey (2)')
  .replace('POUserStateNormal (0)', 'POUserStateNeedsNewKeys (1)');
const narrow = { width: 480, height: 900 };
const wide = { width: 1280, height: 900 };

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'What the Mac prints' }).fill(text);
}

async function verdict(page: Page): Promise<string> {
  await page.waitForSelector('[data-verdict]');
  return (await page.textContent('[data-verdict]')) ?? '';
}

describe('The sign-in doctor in the console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  before(async () => {
    stage = await openConsoleStage(curtain);
    await stage.api.issueRegistrationToken({ body: { serialNumber } });
  });
  after(() => curtain.fall());

  it('says by keyboard alone what a pasted text shows, with its line, the fix, and what to tell the person', async () => {
    const page = await stage.auditor('/doctor');
    await page.setViewportSize(wide);
    assert.equal(await page.textContent('h1'), 'Sign-in doctor');
    await page.getByRole('combobox', { name: 'Mac' }).focus();
    for (const _ of ['the switch', 'the text']) await page.keyboard.press('Tab');
    await page.keyboard.insertText(broken);
    for (const _ of ['the file', 'clear', 'examine']) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await verdict(page), 'The person’s Secure Enclave key is gone.');
    await page.waitForFunction(() => document.activeElement?.hasAttribute('data-verdict'));
    const main = page.locator('[data-code=enclave_key_lost]');
    assert.match((await main.textContent()) ?? '', /POUserStateNeedsNewKeys/);
    const stopped = page.locator('[data-stage=user-registered]');
    assert.equal(await stopped.getAttribute('data-state'), 'stopped');
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-doctor-verdict');

    await main.getByRole('button', { name: /Show line \d+ in the text/ }).click();
    const selected = await page.evaluate(() => {
      const field = document.activeElement as HTMLTextAreaElement;
      return field.value.slice(field.selectionStart, field.selectionEnd);
    });
    assert.match(selected, /POUserStateNeedsNewKeys/);
    await page.setViewportSize(narrow);
    await expectFits(page);
    expectNoPolicyViolations(page);
  });

  it('asks about a Mac at once, from its page, and shows what the hosts answered', async () => {
    const page = await stage.admin(`/macs/${serialNumber}`, { colorScheme: 'dark' });
    await page.getByRole('link', { name: 'Ask the doctor' }).click();
    assert.equal(await verdict(page), 'Nothing wrong was found, and nothing shows how far the Mac has come.');
    const row = page.locator('[data-check=tls-chain]');
    assert.equal(await row.getAttribute('data-state'), 'fine');
    assert.match((await row.textContent()) ?? '', /root of its own/);
    assert.equal(await page.locator('[data-check=associated-domains-cdn]').getAttribute('data-state'), 'not-asked');
    assert.match((await page.textContent('main')) ?? '', /sudo log config --mode "level:debug,persist:debug"/);
    await expectAccessible(page);
    await expectFits(page);
    await page.evaluate(() => document.querySelector('[data-check=tls-chain]')?.scrollIntoView());
    await picture(page, 'console-doctor-checks');
    expectNoPolicyViolations(page);
  });

  it('says what is wrong with a question: an unknown Mac, and a server that fails', async () => {
    const page = await stage.admin('/doctor?serial=C02NOBODY001');
    await page.waitForSelector('[role=alert]');
    assert.match((await page.textContent('[role=alert]')) ?? '', /Nothing is known of such a Mac.*mac_not_found/);
    await page.route('**/api/v1/doctor', (route) => route.fulfill({ status: 500, body: '<html>' }));
    await page.getByRole('button', { name: 'Examine' }).click();
    await page.waitForFunction(() => !document.querySelector('[role=alert]')?.textContent?.includes('mac_not_found'));
    await expectAccessible(page);
  });

  it('takes a hostile text: nothing of it runs, nothing overflows, secrets are not shown', async () => {
    const page = await stage.admin('/doctor');
    const long = 'W'.repeat(300);
    const hostile = [
      '<img src=x onerror="document.title=1"> error 10001 misconfiguration in the SSO payload <script>document.title=2</script>',
      `Error Domain=NSURLErrorDomain Code=-1202 ${long} password=hunter2222`,
      '\u202eerror deserializing device config\u202c {{constructor.constructor("document.title=3")()}}',
    ].join('\n');
    await paste(page, hostile);
    await page.getByRole('button', { name: 'Examine' }).click();
    assert.match(await verdict(page), /10001/);
    for (const other of await page.locator('main details summary').all()) await other.click();
    const shown = (await page.locator('main').innerText()).replaceAll(hostile, '');
    assert.ok(!shown.includes('hunter2222'));
    assert.equal(await page.locator('main img[src=x]').count(), 0);
    assert.equal(await page.title(), 'Sign-in doctor – Porchlight');
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      await expectFits(page);
    }
    expectNoPolicyViolations(page);
  });

  it('lists every cause, and finds one by a word or a code', async () => {
    const page = await stage.auditor('/doctor');
    await page.getByRole('link', { name: 'Known causes' }).click();
    await page.waitForSelector('#sso_payload_doubled');
    const all = await page.locator('main details').count();
    assert.ok(all > 40, `${all} causes`);
    await expectFits(page);
    await page.setViewportSize(wide);
    await picture(page, 'console-doctor-causes');
    await page.getByPlaceholder('Search causes').fill('10002');
    await page.waitForFunction(() => document.querySelectorAll('main details').length === 1);
    await page.locator('#sso_payload_doubled summary').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('#sso_payload_doubled[open]');
    await expectAccessible(page);
    await page.setViewportSize(narrow);
    await expectFits(page);
    await page.getByPlaceholder('Search causes').fill('no such thing');
    await page.waitForSelector('text=No cause fits');
    expectNoPolicyViolations(page);
  });
});
