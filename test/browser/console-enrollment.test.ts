import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { fillFleet, fleetSerial } from '../support/fleet.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('Enrollment in the console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  let page: Page;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'porchlight-files-'));
    curtain.after(() => rm(folder, { recursive: true }));
    stage = await openConsoleStage(curtain);
    page = await stage.admin('/enrollment', { reducedMotion: 'reduce' });
  });
  after(() => curtain.fall());

  async function checked(name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, name);
    expectNoPolicyViolations(page);
  }

  it('leads from the certificate over Apple to the server token, and refuses a file that is none', async () => {
    await page.waitForSelector('text=Connect Apple Business Manager');
    await checked('console-enrollment');
    const download = page.waitForEvent('download');
    await page.click('button:has-text("Download the certificate")');
    const file = await (await download).path();
    assert.match(await readFile(file, 'utf8'), /^-----BEGIN CERTIFICATE-----/);
    await page.waitForSelector('h3:has-text("Upload at Apple")');
    await page.waitForSelector('text=Download Token');
    await checked('console-enrollment-at-apple');
    await page.getByRole('button', { name: 'Next: Server token' }).click();
    const token = join(folder, 'token.p7m');
    await writeFile(token, 'no token');
    await page.setInputFiles('input[type=file]', token);
    await page.click('button:has-text("Take it in")');
    await page.waitForSelector('[role=alert]:has-text("ade_token_malformed")');
    await checked('console-enrollment-token');
  });

  it('goes through the steps by keys', async () => {
    await page.locator('button:has-text("Sync")').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('h3:has-text("Sync")');
    await page.getByRole('button', { name: 'Sync now' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]:has-text("ade_not_configured")');
  });

  it('takes in a push certificate with its key, shows its topic, and warns before a renewal', async () => {
    await page.goto(`${stage.url}/console/enrollment/push`);
    await page.waitForSelector('h2:has-text("Get a push certificate")');
    await checked('console-push');
    const { certificatePem, keyPem } = makePushCertificate();
    const [certificate, key] = [join(folder, 'push.pem'), join(folder, 'push.key')];
    await Promise.all([writeFile(certificate, certificatePem), writeFile(key, keyPem)]);
    await page.locator('button', { hasText: 'Certificate and key' }).click();
    await page.setInputFiles('input[type=file] >> nth=0', certificate);
    await page.setInputFiles('input[type=file] >> nth=1', key);
    await page.click('button:has-text("Take it in")');
    await page.waitForSelector('dd:has-text("com.apple.mgmt")');
    await page.click('button:has-text("Renew it")');
    await page.waitForSelector('text=Use the same Apple Account');
    await checked('console-push-renewal');
  });

  it('makes an enrollment profile, lists it, and revokes it', async () => {
    await page.goto(`${stage.url}/console/enrollment/by-hand`);
    await page.getByLabel('Macs that may enroll with it').fill('3');
    const download = page.waitForEvent('download');
    await page.click('button:has-text("Make and download")');
    assert.match(await readFile(await (await download).path(), 'utf8'), /<plist/);
    await page.waitForSelector('text=used by 0 of 3');
    await checked('console-by-hand');
    await page.locator('li button', { hasText: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.waitForSelector('li:has-text("Revoked")');
  });

  it('lists what Apple says is ours, and disowns only by the serial number typed', async () => {
    await page.goto(`${stage.url}/console/enrollment/assignments`);
    await page.waitForSelector('text=Apple lists no devices for this server');
    await fillFleet(stage.composition.database, { macs: 60, now: stage.clock.now(), userId: 'nobody' });
    await page.reload();
    await page.waitForSelector(`a:has-text("${fleetSerial(0)}")`);
    await checked('console-assignments');
    await page.locator('button', { hasText: `Disown ${fleetSerial(0)}` }).click();
    const disown = page.getByRole('dialog').getByRole('button', { name: 'Disown', exact: true });
    assert.equal(await disown.isDisabled(), true);
    await page.getByLabel(/to confirm/).fill(fleetSerial(0));
    await disown.click();
    await page.waitForSelector('[role=alert]:has-text("ade_not_configured")');
  });

  it('shows an auditor how it stands, and lets nothing be changed', async () => {
    const auditor = await stage.auditor('/enrollment/by-hand');
    await auditor.waitForSelector('text=For administrators');
    await auditor.waitForSelector('button[aria-disabled=true]:has-text("Make and download")');
    await auditor.goto(`${stage.url}/console/enrollment`);
    await auditor.waitForSelector('button[aria-disabled=true]:has-text("Download the certificate")');
    expectNoPolicyViolations(auditor);
  });
});
