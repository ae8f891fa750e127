import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OpenSslAuthority } from '#server/directory/contract/openssl-authority.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const hostile = '<img src=x onerror=alert(1)>';

/** Without the movements of dialogs, which pictures would catch half-way. */
const calm = { reducedMotion: 'reduce' } as const;

describe('Applications and certificates in the console', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  before(async () => {
    stage = await openConsoleStage(curtain);
  });
  after(() => curtain.fall());

  it('an application is added with its secret shown once, connected, given another secret, and removed', async () => {
    const page = await stage.admin('/apps', calm);
    await page.waitForSelector('text=No applications yet');
    await picture(page, 'console-apps-empty');
    await page.click('button:has-text("Add application")');
    await page.fill('[role=dialog] input >> nth=0', hostile);
    await page.fill('[role=dialog] textarea', 'no address');
    await page.click('[role=dialog] button:has-text("Add application")');
    await page.waitForSelector('[role=dialog] [role=alert]');
    await expectAccessible(page);
    await picture(page, 'console-app-add');
    await page.fill('[role=dialog] textarea', 'https://wiki.example.org/callback');
    await page.click('[role=dialog] button:has-text("Add application")');
    await page.waitForSelector('text=it is shown this once');
    await page.click('button:has-text("I have kept it")');
    await page.waitForSelector('text=OIDC_CLIENT_ID=');
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-app');
    await page.click('button:has-text("New secret")');
    await page.click('[role=dialog] button:has-text("Make a new secret")');
    await page.click('[role=dialog] button:has-text("Done")');
    await page.click('button:has-text("Remove")');
    await page.fill('[role=dialog] input', hostile);
    await page.click('[role=dialog] button:has-text("Remove application")');
    await page.waitForSelector('text=No applications yet');
    expectNoPolicyViolations(page);
  });

  it('a package is made or taken in with its progress; what is no package is refused with the reason', async () => {
    const page = await stage.admin('/apps/packages', calm);
    await page.waitForSelector('text=No packages yet');
    const file = { name: 'app.pkg', mimeType: 'application/octet-stream', buffer: Buffer.from('no package') };
    await page.setInputFiles('input[type=file]', file);
    await page.waitForSelector('[role=alert] >> text=archive_malformed');
    await page.click('button:has-text("Make the demonstration\'s")');
    await page.waitForSelector('text=For virtual Macs only');
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-packages');
    expectNoPolicyViolations(page);
  });

  it('the interface is described on a page of its own, to read without a script', async () => {
    const page = await (await stage.browser.context({ ...calm, javaScriptEnabled: true })).newPage();
    await page.goto(`${stage.url}/api`);
    await page.waitForSelector('#disableUser >> text=porchlight user disable USER');
    await picture(page, 'api-page');
    await page.click('nav a[href="#endUserSessions"]');
    assert.match(page.url(), /#endUserSessions$/);
    await picture(page, 'api-page-operation');
    await expectFits(page);
    // Each part is made alike: a few of them are looked at, since looking at all takes minutes.
    await page.evaluate(() => {
      for (const [index, part] of document.querySelectorAll('main article, nav ul').entries())
        if (index > 9) part.remove();
      for (const [index, row] of document.querySelectorAll('tr[id]').entries()) if (index > 3) row.remove();
    });
    await expectAccessible(page);
    expectNoPolicyViolations(page);
  });

  it('an authority of smart cards is trusted, changed, and trusted no longer', async () => {
    const page = await stage.admin('/certificates', calm);
    await page.waitForSelector('text=No certificates yet');
    await page.click('[role=tab]:has-text("Smart card authorities")');
    await page.waitForSelector('text=No card is trusted yet');
    await picture(page, 'console-authorities-empty');
    await page.click('button:has-text("Trust an authority")');
    const cards = new OpenSslAuthority('Example Cards <b>');
    curtain.after(async () => cards.remove());
    const file = { name: 'ca.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(cards.certificate) };
    await page.setInputFiles('[role=dialog] input[type=file]', file);
    await expectAccessible(page);
    await page.click('[role=dialog] button:has-text("Trust") >> nth=-1');
    await page.waitForSelector('h3:has-text("Example Cards")');
    await page.waitForSelector('text=No list: cards are refused');
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-authorities');
    await page.click('button:has-text("Edit")');
    await page.click('[role=dialog] button:has-text("Save")');
    await page.click('button:has-text("Trust no longer")');
    await page.fill('[role=dialog] input', 'trust no longer');
    await page.click('[role=dialog] button:has-text("Trust no longer")');
    await page.waitForSelector('text=No card is trusted yet');
    await page.click('[role=tab]:has-text("This server")');
    await page.waitForSelector('text=Signs now');
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'console-certificates-server');
    expectNoPolicyViolations(page);
  });
});
