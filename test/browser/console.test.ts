import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('The console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  before(async () => {
    stage = await openConsoleStage(curtain);
  });
  after(() => curtain.fall());

  it('leads to the sign-in and back, and shows who is signed in', async () => {
    const page = await stage.admin('/audit');
    assert.equal(new URL(page.url()).pathname, '/console/audit');
    assert.equal(await page.textContent('h1'), 'Audit');
    await page.waitForSelector('text=Marie Curie');
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-shell');
    expectNoPolicyViolations(page);
  });
});
