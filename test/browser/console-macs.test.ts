import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { fillFleet, fleetSerial } from '../support/fleet.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { type ConsoleStage, openConsoleStage } from './support/console-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const hostile = '<img src=x onerror=alert(1)> \u202Egnp.exe';
const endless = 'x'.repeat(200);

/** A Mac that answers commands, as far as this file needs it. */
interface MdmClient {
  readonly serialNumber: string;
  readonly deviceName: string;
  enroll(): Promise<void>;
  connect(): Promise<number>;
  close(): void;
}

/** Made at a distance: what it stands on is typed for Node.js alone, and not beside a browser. */
async function mdmClient(profile: string, rootPem: string): Promise<MdmClient> {
  const path: string = '../interop/minimal-mdm-client.ts';
  const made = (await import(path)) as { MinimalMdmClient: new (profile: string, rootPem: string) => MdmClient };
  return new made.MinimalMdmClient(profile, rootPem);
}

describe('Macs in the console, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: ConsoleStage;
  let page: Page;
  before(async () => {
    stage = await openConsoleStage(curtain);
    const { items } = await stage.api.listUsers();
    await fillFleet(stage.composition.database, { macs: 440, now: stage.clock.now(), userId: items[0]?.id ?? '' });
    await stage.composition.database.write(async (writer) => {
      const rename = async (index: number, name: string) => {
        await writer.run('UPDATE mdm_enrollment SET device_name = ? WHERE serial_number = ?', name, fleetSerial(index));
        await writer.run('UPDATE mac_summary SET name = ? WHERE serial_number = ?', name, fleetSerial(index));
      };
      await rename(0, hostile);
      await rename(1, endless);
    });
    page = await stage.admin('/macs', { reducedMotion: 'reduce' });
  });
  after(() => curtain.fall());

  async function checked(name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, name);
    expectNoPolicyViolations(page);
  }

  it('lists them with their counts; hostile names are text, and endless ones are cut', async () => {
    await page.waitForSelector(`text=${fleetSerial(0)}`);
    assert.equal(await page.locator('td', { hasText: 'onerror' }).count(), 1);
    assert.equal(await page.locator('tbody img').count(), 0);
    await page.locator('button', { hasText: /^Joined264$/ }).waitFor();
    await checked('console-macs');
  });

  it('keeps search, filter and sort in the address, and draws further rows as they are scrolled to', async () => {
    await page.click('button:has-text("Setting up")');
    await page.waitForURL(/stage=awaiting-configuration/);
    await page.waitForSelector('text=22 in all');
    await page.click('button[aria-pressed=true]:has-text("Setting up")');
    await page.getByRole('searchbox').fill('mac mini 3');
    await page.waitForURL(/search=mac\+mini\+3/);
    await page.click('th button:has-text("Last seen")');
    await page.waitForURL(/sort=lastSeenAt/);
    await page.reload();
    await page.waitForSelector('th[aria-sort=ascending]:has-text("Last seen")');
    await page.goto(`${stage.url}/console/macs`);
    await page.waitForSelector(`text=${fleetSerial(0)}`);
    assert.ok((await page.locator('tbody tr').count()) < 100, 'only rows in view are drawn');
  });

  it('opens a Mac by keys alone, and shows where it stopped', async () => {
    await page.getByRole('searchbox').fill(fleetSerial(15));
    await page.waitForSelector('text=1 in all');
    await page.keyboard.press('Tab');
    await page.locator('[data-row-target]').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/macs\/C02P00000015/);
    await page.waitForSelector('[data-stage=assigned]');
    assert.equal(await page.getAttribute('[data-stage=assigned]', 'data-state'), 'stopped');
    await page.waitForSelector('text=Apple took no profile for it: NOT_ACCESSIBLE.');
    await page.waitForSelector('p:has-text("Next step. Try again under Enrollment")');
    await checked('console-mac-stopped');
  });

  it('shows each part of a Mac that joined', async () => {
    for (const part of ['', '/settings', '/security', '/registration']) {
      await page.goto(`${stage.url}/console/macs/${fleetSerial(2)}${part}`);
      await page.waitForSelector('[role=tabpanel] h2');
      await checked(`console-mac${part.replace('/', '-')}`);
    }
  });

  it('sends a command, and decodes what the Mac answers', async () => {
    await stage.api.importPushCertificate({ body: makePushCertificate() });
    const { content } = await stage.api.exportEnrollmentProfile({ body: { macs: 1 } });
    const client = await mdmClient(Buffer.from(content, 'base64').toString(), stage.composition.rootPem ?? '');
    curtain.after(async () => client.close());
    await client.enroll();
    await client.connect();
    await page.goto(`${stage.url}/console/macs/${client.serialNumber}/commands`);
    await page.click('button:has-text("Ask for device information")');
    await page.waitForSelector('text=In the queue');
    await client.connect();
    await page.locator('button[aria-expanded=false]', { hasText: 'DeviceInformation' }).first().click();
    await page.click('button:has-text("Show the answer to DeviceInformation")');
    await page.waitForSelector(`dd:has-text("${client.deviceName}")`);
    await page.click('button:has-text("Another command")');
    await page.fill('textarea', '{ "Queries": [ }');
    await page.waitForSelector('[class*=error]');
    await page.fill('textarea', '{ "Queries": ["UDID"] }');
    await checked('console-mac-commands');
    const { items } = await stage.api.listAuditEvents({ query: { type: 'management.command-result.shown' } });
    assert.equal(items.length, 1, 'the looking is audited');
  });

  it('locks with a PIN that is shown once, and erases only by the serial number typed', async () => {
    await page.goto(`${stage.url}/console/macs/${fleetSerial(2)}`);
    const actions = page.getByRole('button', { name: 'Actions' });
    await actions.click();
    await page.waitForSelector('[role=menuitem]:has-text("Erase")');
    await picture(page, 'console-mac-actions');
    await page.click('[role=menuitem]:has-text("Lock")');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Lock' }).click();
    await dialog.getByText('Six digits', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Make one' }).click();
    const pin = await dialog.getByLabel('PIN').inputValue();
    assert.match(pin, /^\d{6}$/);
    await dialog.getByLabel('Message').fill(hostile);
    await expectAccessible(page);
    await picture(page, 'console-mac-lock');
    await dialog.getByRole('button', { name: 'Lock' }).click();
    await page.waitForSelector(`code:has-text("${pin}")`);
    await picture(page, 'console-mac-locked');
    await page.click('button:has-text("I have noted it")');
    await actions.click();
    await page.click('[role=menuitem]:has-text("Erase")');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    const erase = dialog.getByRole('button', { name: 'Erase', exact: true });
    assert.equal(await erase.isDisabled(), true);
    await dialog.getByLabel(/to confirm/).fill(fleetSerial(2));
    await expectAccessible(page);
    await picture(page, 'console-mac-erase');
    await erase.click();
    await dialog.waitFor({ state: 'detached' });
    const { items } = await stage.api.listCommands({ params: { enrollment: fleetSerial(2) } });
    assert.deepEqual(
      items.map(({ requestType }) => requestType),
      ['DeviceLock', 'EraseDevice'],
    );
  });

  it('says so when a Mac is unknown, or the server does not answer', async () => {
    await page.goto(`${stage.url}/console/macs/NOBODY`);
    await page.waitForSelector('text=Nothing is known of such a Mac');
    await page.route('**/api/v1/macs?*', (route) =>
      route.fulfill({
        status: 503,
        json: {
          error: 'temporarily_unavailable',
          code: 'store_unavailable',
          error_description: 'The server cannot reach its database.',
        },
      }),
    );
    await page.goto(`${stage.url}/console/macs`);
    await page.waitForSelector('[role=alert]:has-text("The server cannot reach its database.")');
    await checked('console-macs-error');
    await page.unroute('**/api/v1/macs?*');
    await page.click('button:has-text("Try again")');
    await page.waitForSelector(`text=${fleetSerial(0)}`);
  });

  it('lets an auditor look, and change nothing', async () => {
    const auditor = await stage.auditor(`/macs/${fleetSerial(3)}`);
    const actions = auditor.getByRole('button', { name: 'Actions' });
    assert.equal(await actions.getAttribute('aria-disabled'), 'true');
    await actions.click({ force: true });
    assert.equal(await auditor.getByRole('menu').count(), 0);
    await auditor.goto(`${stage.url}/console/macs/${fleetSerial(3)}/commands`);
    await auditor.waitForSelector('button[aria-disabled=true]:has-text("Ask")');
    expectNoPolicyViolations(auditor);
  });
});
