import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage, signInToConsole } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('The console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  let page: Page;
  before(async () => {
    stage = await openConsoleStage(curtain);
    page = await stage.admin('/settings/about');
  });
  after(() => curtain.fall());

  const look = async (name: string) => {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `console-${name}`);
  };
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());

  it('leads to the sign-in and back, and shows who is signed in', async () => {
    assert.equal(new URL(page.url()).pathname, '/console/settings/about');
    await page.waitForSelector('text=Marie Curie');
    assert.match(await page.title(), /^Settings/);
    await look('shell');
    const wrong = await stage.admin('/nowhere/at/all');
    await wrong.waitForSelector('h1:text-is("There is no such page")');
    await expectAccessible(wrong);
    expectNoPolicyViolations(page);
  });

  it('goes by keyboard: skip link, navigation, title in focus, shortcuts', async () => {
    await page.goto(`${stage.url}/console/`);
    await page.waitForSelector('h1:text-is("Overview")');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the page');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
    await page.focus('nav[aria-label=Console] a:has-text("Audit")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:text-is("Audit"):focus');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForSelector('h1:text-is("Settings")');
    await page.keyboard.press('?');
    await page.waitForSelector('text=Keyboard shortcuts');
    await look('shortcuts');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    expectNoPolicyViolations(page);
  });

  it('finds pages, actions and people by the command palette', async () => {
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[role=dialog] input:focus');
    await page.keyboard.type('grace');
    await page.waitForSelector('text=grace@porchlight.example');
    await look('palette');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('audit');
    await page.waitForSelector('[data-selected]:has-text("Audit")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:text-is("Audit")');
    expectNoPolicyViolations(page);
  });

  it('is light or dark as chosen, also before its script has come', async () => {
    await page.click('button:has-text("Marie Curie")');
    await page.click('[role=menuitemradio]:has-text("Dark")');
    await page.reload();
    const scheme = () => page.getAttribute('html', 'data-mantine-color-scheme');
    assert.equal(await scheme(), 'dark');
    await page.waitForSelector('h1');
    await page.click('button:has-text("Marie Curie")');
    await look('person');
    await page.click('[role=menuitemradio]:has-text("As the system is")');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.waitForSelector('html[data-mantine-color-scheme=light]');
    await page.emulateMedia({ colorScheme: null });
  });

  it('has its navigation behind a button on a narrow window', async () => {
    await page.setViewportSize({ width: 480, height: 800 });
    await page.click('button[aria-label=Navigation]');
    await page.waitForSelector('[role=dialog] nav');
    await look('navigation');
    await page.click('[role=dialog] nav >> text=Settings');
    await page.waitForSelector('h1:text-is("Settings")');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.setViewportSize({ width: 1280, height: 800 });
    expectNoPolicyViolations(page);
  });

  it('shows a refusal with its code, and keeps what was typed', async () => {
    await page.goto(`${stage.url}/console/settings/branding`);
    await page.route('**/api/v1/branding', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 400,
            json: { error: 'invalid_request', code: 'help_text_refused', error_description: 'No such help text.' },
          })
        : route.fallback(),
    );
    await page.fill('input[placeholder^="Call the service desk"]', 'Call 1234');
    await page.click('button:has-text("Save")');
    await page.waitForSelector('[role=alert]:has-text("help_text_refused")');
    await look('refusal');
    assert.equal(await page.inputValue('input[placeholder^="Call the service desk"]'), 'Call 1234');
    await page.unroute('**/api/v1/branding');
  });

  it('says that the server is away, comes back by itself, and keeps what was typed', async () => {
    await stage.restart(async () => {
      await page.waitForSelector('[role=status]:has-text("The server does not answer")');
      await look('away');
    });
    await page.waitForSelector('[role=status]:has-text("The server does not answer")', { state: 'detached' });
    assert.equal(await page.inputValue('input[placeholder^="Call the service desk"]'), 'Call 1234');
    await page.click('button:has-text("Save")');
    await page.waitForSelector('text=The pages look so from now on.');
  });

  it('asks to sign in again beside the page when the session is over, and goes on where it was', async () => {
    await page.fill('input[placeholder^="Call the service desk"]', 'Call 5678');
    stage.clock.advance(3_700_000);
    await page.click('button:has-text("Save")');
    await page.waitForSelector('[role=dialog]:has-text("You are signed out")');
    await look('session-over');
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.click('text=Sign in again >> nth=-1')]);
    await signInToConsole(popup, 'admin');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    assert.equal(await page.inputValue('input[placeholder^="Call the service desk"]'), 'Call 5678');
    await page.click('button:has-text("Save")');
    await page.waitForSelector('text=The pages look so from now on.');
    assert.equal((await stage.api.getBranding()).helpText, 'Call 5678');
    expectNoPolicyViolations(page);
  });

  it('ends at once for somebody who is disabled, and by signing out', async () => {
    const auditor = await stage.auditor('/audit');
    await stage.api.disableUser({ params: { user: 'grace' } });
    await auditor.waitForSelector('[role=dialog]:has-text("You are signed out")');
    await page.click('button:has-text("Marie Curie")');
    await page.click('text=Sign out');
    await page.waitForURL(/\/console\/sign-in/);
    await page.goto(`${stage.url}/console/audit`);
    await page.waitForURL(/\/console\/sign-in\?next=/);
  });
});
