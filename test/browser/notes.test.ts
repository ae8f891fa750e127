import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openNotes, type StageNotes } from '../support/stage-notes.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('Notes, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  let notes: StageNotes;
  let ada: Person;
  before(async () => {
    stage = await openStage(curtain);
    browser = await openBrowser(curtain, stage.url);
    notes = await openNotes(stage, curtain);
    ada = await stage.addPerson('ada');
  });
  after(() => curtain.fall());

  it('signs a person in, keeps what they write, and signs them out', async () => {
    const page = await (await browser.context()).newPage();
    await page.goto(notes.url);
    await page.fill('input[name=username]', ada.userPrincipalName);
    await page.fill('input[name=password]', ada.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${notes.url}/`);
    await look(page, 'notes-empty');
    await page.fill('textarea', 'Ask for the key of the lamp room.\nAnd <oil> & wicks.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.fill('textarea', `A long word: ${'lighthouse'.repeat(20)}`);
    await page.getByRole('button', { name: 'Save' }).click();
    assert.deepEqual(
      await page.locator('ul.notes li > p').first().textContent(),
      `A long word: ${'lighthouse'.repeat(20)}`,
    );
    await look(page, 'notes-written');
    await page.getByRole('button', { name: /^Delete the note A long word/ }).click();
    assert.equal(await page.locator('ul.notes li').count(), 1);
    await page.getByRole('button', { name: 'Sign Out' }).click();
    await page.getByRole('button', { name: 'Sign Out' }).click();
    await page.waitForURL(`${notes.url}/signed-out`);
    await look(page, 'notes-signed-out');
    expectNoPolicyViolations(page);
  });

  it('says what went wrong when a sign-in is cancelled', async () => {
    const page = await (await browser.context()).newPage();
    await page.goto(notes.url);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForSelector('[role=alert]');
    assert.match((await page.textContent('[role=alert]')) ?? '', /cancelled/);
    await look(page, 'notes-cancelled');
    expectNoPolicyViolations(page);
  });

  async function look(page: Page, name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, name);
  }
});
