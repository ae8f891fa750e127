import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { enrol, openPhoneStage, type PhonePerson, type PhoneStage, unlock } from './support/phone-stage.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('The authenticator, on a phone', () => {
  const curtain = suiteCurtain();
  let stage: PhoneStage;
  before(async () => {
    stage = await openPhoneStage(curtain);
  });
  after(() => curtain.fall());

  /** A person, and their phone with the account on it. */
  async function enrolled(): Promise<{ page: Page; ada: PhonePerson }> {
    const ada = await stage.person();
    const page = await stage.phone();
    await enrol(page, await stage.offer(ada));
    return { page, ada };
  }

  async function look(page: Page, name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `authenticator-${name}`);
  }

  const heading = (page: Page) => page.locator('h1').textContent();
  const outcome = (id: string) => stage.composition.authenticators.numberMatching.outcome(id);
  const titled = (page: Page, title: string) => page.waitForSelector(`h1:text-is("${title}")`);

  it('is enrolled by the address of a QR code, which leaves no trace of its secret, and shows codes', async () => {
    const ada = await stage.person();
    const page = await stage.phone();
    await page.goto(await stage.offer(ada));
    await page.waitForSelector('h1');
    assert.equal(page.url(), `${stage.url}/authenticator/`);
    await look(page, 'welcome');
    await page.click('text=With a PIN');
    await page.fill('#pin', '123456');
    await page.fill('#repeat', '123456');
    await page.click('text=Use this PIN');
    await page.waitForSelector('.problem p');
    await look(page, 'pin');
    await page.fill('#pin', '271828');
    await page.fill('#repeat', '271828');
    await page.click('text=Use this PIN');
    await page.waitForSelector('text=Only go on if you expected this');
    await look(page, 'offer');
    await page.click('button:has-text("Add")');
    await page.waitForSelector('[data-code]');
    await look(page, 'accounts');
    const [authenticator] = await stage.composition.authenticators.list(ada.id);
    assert.equal(authenticator?.unlockRequired, true);
    const code = (await page.getAttribute('[data-code]', 'data-code')) ?? '';
    assert.match(code, /^\d{6}$/);
    expectNoPolicyViolations(page);
  });

  it('can be installed: manifest, icons and shell are as Chromium wants them (Web Application Manifest)', async () => {
    const page = await stage.phone();
    await page.goto(`${stage.url}/authenticator`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    const session = await page.context().newCDPSession(page);
    const { errors, manifest } = await session.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    assert.equal(manifest.startUrl, `${stage.url}/authenticator/`);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // Contexts of tests are private windows, which install nothing; there must be no other reason.
    const reasons = installabilityErrors.map(({ errorId }) => errorId);
    assert.deepEqual(reasons, stage.browser.isHeadlessShell ? [] : ['in-incognito']);
  });

  it('keeps a key that no program can read out, not even its own (Web Cryptography API 5.2)', async () => {
    const { page } = await enrolled();
    const kept = await page.evaluate(async () => {
      const opening = indexedDB.open('porchlight-authenticator');
      await new Promise((resolve) => opening.addEventListener('success', resolve));
      const all = opening.result.transaction('kept').objectStore('kept').getAll(IDBKeyRange.lowerBound('account:'));
      await new Promise((resolve) => all.addEventListener('success', resolve));
      const { key } = all.result[0] as { key: CryptoKey };
      const exported = await crypto.subtle.exportKey('jwk', key).catch((error: DOMException) => error.name);
      return { extractable: key.extractable, usages: key.usages, exported };
    });
    assert.deepEqual(kept, { extractable: false, usages: ['sign'], exported: 'InvalidAccessError' });
  });

  it('approves a request by the number on the other screen', async () => {
    const { page, ada } = await enrolled();
    const asked = await stage.ask(ada, {
      purpose: 'mac-registration',
      target: 'MacBook of Ada',
      macSerialNumber: 'C02XL0THJGH5',
    });
    await titled(page, 'Are you signing in?');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the request is read out');
    for (const fact of ['Register “MacBook of Ada” for you', '198.51.100.7', 'C02XL0THJGH5', ada.userPrincipalName]) {
      await page.waitForSelector(`dd:has-text("${fact}")`);
    }
    await look(page, 'request');
    await page.keyboard.press('Tab');
    await page.keyboard.type(asked.number);
    await page.keyboard.press('Enter');
    await titled(page, 'Approved');
    assert.equal(await outcome(asked.id), 'approved');
    await look(page, 'approved');
    await page.click('text=Done');
    await titled(page, 'Accounts');
    expectNoPolicyViolations(page);
  });

  it('approves nothing without the number, and ends the request when it is wrong three times', async () => {
    const { page, ada } = await enrolled();
    const asked = await stage.ask(ada);
    await page.waitForSelector('#number');
    await page.click('text=Approve');
    await page.waitForSelector('text=Type the two digits');
    assert.equal(await outcome(asked.id), 'waiting');
    const wrong = asked.number === '10' ? '11' : '10';
    for (const left of ['2 more tries.', 'One more try.']) {
      await page.fill('#number', wrong);
      await page.click('text=Approve');
      await page.waitForSelector(`text=${left}`);
    }
    await look(page, 'wrong-number');
    await page.fill('#number', wrong);
    await page.click('text=Approve');
    await titled(page, 'The number was wrong three times');
    assert.equal(await outcome(asked.id), 'wrong-number');
    await look(page, 'exhausted');
  });

  it('denies', async () => {
    const { page, ada } = await enrolled();
    const asked = await stage.ask(ada);
    await page.click('text=Deny');
    await titled(page, 'Denied');
    assert.equal(await outcome(asked.id), 'denied');
  });

  it('says what “It wasn’t me” does before it does it', async () => {
    const { page, ada } = await enrolled();
    const asked = await stage.ask(ada);
    await page.click('text=It wasn’t me');
    await titled(page, 'Somebody else is trying?');
    assert.equal(await outcome(asked.id), 'waiting');
    await look(page, 'not-me');
    await page.click('button.alarming');
    await page.waitForSelector('.mark-not-me');
    assert.equal(await outcome(asked.id), 'not-me');
    assert.notEqual(await stage.composition.authenticators.alarmOf(ada.id), undefined);
    await look(page, 'alarmed');
  });

  it('lets a request go when its time is over, and when it is cancelled on the other screen', async () => {
    const ada = await stage.person();
    const page = await stage.phone();
    await page.clock.install();
    await enrol(page, await stage.offer(ada));
    const cancelled = await stage.ask(ada);
    await titled(page, 'Are you signing in?');
    await stage.composition.authenticators.numberMatching.cancel(cancelled.id);
    await titled(page, 'The request is over');
    await page.click('text=Done');
    await stage.ask(ada);
    await titled(page, 'Are you signing in?');
    await page.clock.fastForward(61_000);
    await titled(page, 'The request has ended');
    await look(page, 'expired');
  });

  // The last, since nobody starts it again.
  it('opens when the server is stopped, and says so', async () => {
    const { page } = await enrolled();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await stage.stop();
    await page.reload();
    await unlock(page);
    await page.waitForSelector('text=Not connected to');
    await page.waitForSelector('[data-code]');
    await look(page, 'offline');
    await page.click('text=Add an account');
    await page.fill('#address', `${stage.url}/authenticator/#enroll=${'a'.repeat(43)}`);
    await page.click('text=Continue');
    await page.waitForSelector('text=The server cannot be reached');
    assert.equal(await heading(page), 'Add an account');
    expectNoPolicyViolations(page);
  });
});
