import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { hostile, seedDay } from './support/console-seed.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('Overview and audit, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  let page: Page;
  before(async () => {
    stage = await openConsoleStage(curtain);
    await seedDay(stage);
    page = await stage.admin('/');
  });
  after(() => curtain.fall());

  const look = async (name: string) => {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `console-${name}`);
  };

  it('show what wants somebody, what went on, and that it is live', async () => {
    await page.waitForSelector('text=Needs attention');
    await page.waitForSelector('svg[role=img][aria-label^="Sign-ins:"]');
    await page.waitForSelector('main :text-is("Live")');
    await look('overview');
    await page.click('label:has-text("Table")');
    await page.waitForSelector('main table th:text-is("Refused")');
    await look('overview-table');
    const { items } = await stage.api.listAuditEvents({ query: { limit: 1 } });
    await stage.api.createUser({
      body: { accountName: 'lately', fullName: 'Lately', userPrincipalName: 'lately@porchlight.example' },
    });
    await page.waitForSelector(`li:first-child > a[href$="event=${(items[0]?.sequence ?? 0) + 1}"]`);
    expectNoPolicyViolations(page);
  });

  it('are searched on the server, in an address that can be sent to somebody', async () => {
    await page.goto(`${stage.url}/console/audit`);
    await page.waitForSelector('tbody tr[aria-rowindex]');
    await look('audit');
    await page.keyboard.press('/');
    await page.keyboard.type('password_WRONG');
    await page.waitForURL(/search=password_WRONG/);
    await page.waitForSelector('tbody tr:first-child code:text-is("password_wrong")');
    const outcomes = await page.locator('tbody tr[aria-rowindex] td:nth-child(2)').allTextContents();
    assert.ok(outcomes.length > 0 && outcomes.every((text) => text === 'Refused'));
    await page.goto(`${stage.url}/console/audit?search=nothing+is+called+so`);
    await page.waitForSelector('text=No event fits');
    await look('audit-empty');
    expectNoPolicyViolations(page);
  });

  it('show an event whole, by keyboard, and hostile texts as texts', async () => {
    await page.goto(`${stage.url}/console/audit?type=directory.`);
    const row = page.locator('tbody tr[aria-rowindex] button').first();
    await row.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] h2');
    await look('audit-event');
    await page.keyboard.press('Escape');
    for (const text of Object.values(hostile)) {
      await page.goto(`${stage.url}/console/audit?search=${encodeURIComponent(text.slice(0, 190))}`);
      await page.click('tbody tr[aria-rowindex] button');
      await page.waitForSelector('[role=dialog] h2');
      await expectFits(page);
      assert.match(await page.title(), /^Audit/);
    }
    await picture(page, 'console-audit-hostile');
    expectNoPolicyViolations(page);
  });

  it('check the chain, and give the events as a file', async () => {
    await page.goto(`${stage.url}/console/audit?outcome=refused`);
    await page.click('text=Check the chain');
    await page.waitForSelector('text=/All [0-9,]+ events are as they were written/');
    await look('audit-check');
    await page.keyboard.press('Escape');
    await page.click('button:has-text("Export")');
    await page.click('text=CSV, for spreadsheets');
    await look('audit-export');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Save file')]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    assert.match(lines[0] ?? '', /^sequence,time,type,outcome/);
    assert.ok(lines.length > 2 && lines.slice(1).every((line) => line.includes(',refused,')));
    await stage.composition.database.write((writer) =>
      writer.run('UPDATE audit_event SET event = ? WHERE sequence = ?', '{"outcome":"changed","type":"x"}', 7),
    );
    await page.goto(`${stage.url}/console/audit`);
    await page.click('text=Check the chain');
    await page.waitForSelector('text=The chain is broken at event 7');
    expectNoPolicyViolations(page);
  });
});
