import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { joinMac } from '../support/stage-mac.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

describe("The person's own pages, in Chromium", () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  let people = 0;
  before(async () => {
    stage = await openStage(curtain);
    browser = await openBrowser(curtain, stage.url);
  });
  after(() => curtain.fall());

  /** Somebody new before the sign-in of the pages. */
  async function visit(): Promise<{ readonly page: Page; readonly person: Person }> {
    people += 1;
    const person = await stage.addPerson(`visitor${people}`);
    const page = await (await browser.context()).newPage();
    await page.goto(`${stage.url}/account`);
    return { page, person };
  }

  async function signIn(page: Page, { userPrincipalName, password }: Person): Promise<void> {
    await page.fill('input[name=username]', userPrincipalName);
    await page.fill('input[name=password]', password);
    await page.keyboard.press('Enter');
  }

  async function signedIn() {
    const { page, person } = await visit();
    await signIn(page, person);
    await titled(page, 'My sign-in');
    return { page, person };
  }

  const titled = (page: Page, title: string) => page.waitForSelector(`h1:text-is("${title}")`);
  const told = (page: Page) => page.textContent('[role=status]');

  async function look(page: Page, name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, `account-${name}`);
  }

  it('say the next steps, and lead on by keyboard', async () => {
    const { page, person } = await visit();
    await look(page, 'sign-in');
    await signIn(page, person);
    await titled(page, 'My sign-in');
    await look(page, 'overview-empty');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await titled(page, 'Authenticator');
    await look(page, 'authenticator-empty');
    await page.click('text=Add an Authenticator');
    await titled(page, 'Scan with your phone');
    await look(page, 'authenticator-scan');
    await page.click('text=My sign-in');
    for (const title of ['One-time codes', 'Macs', 'Browsers']) {
      await titled(page, 'My sign-in');
      await page.click(`a:has-text("${title}")`);
      await titled(page, title);
      await look(page, `${title.toLowerCase().replace(' ', '-')}-empty`);
      await page.goBack();
    }
    expectNoPolicyViolations(page);
  });

  it('list browsers by their names and end one; take their person off a lost Mac', async () => {
    const { page, person } = await signedIn();
    const { serialNumber } = await joinMac(stage, { person, method: 'Password' });
    const other = await (await browser.context()).newPage();
    await other.goto(`${stage.url}/account`);
    await signIn(other, person);
    await titled(other, 'My sign-in');
    await page.goto(`${stage.url}/account/sessions`);
    await titled(page, 'Browsers');
    assert.equal(await page.locator('li:has-text("Chrome on Linux")').count(), 2);
    await look(page, 'browsers');
    await page.click('button[aria-label="Sign Out: Chrome on Linux"]');
    assert.match((await told(page)) ?? '', /That browser is signed out/);
    await other.reload();
    await other.waitForSelector('input[name=username]');
    await page.goto(`${stage.url}/account/macs`);
    await look(page, 'macs');
    await page.click('button:text-is("Remove Me")');
    assert.match((await told(page)) ?? '', new RegExp(`You are removed from .*${serialNumber}`));
    await look(page, 'macs-removed');
    await page.goto(`${stage.url}/account/sessions`);
    await page.click('button:text-is("Sign Out Everywhere")');
    assert.match((await told(page)) ?? '', /You are signed out everywhere but here/);
    expectNoPolicyViolations(page);
  });

  it('add one-time codes with the first code, which the next sign-in then asks for', async () => {
    const { page, person } = await signedIn();
    await page.goto(`${stage.url}/account/one-time-codes`);
    await page.click('text=Add One-Time Codes');
    await titled(page, 'Scan with your authenticator app');
    await look(page, 'one-time-codes-scan');
    const key = ((await page.textContent('code.key')) ?? '').replaceAll(' ', '');
    const secret = fromBase32(key) ?? assert.fail('the key is base32');
    await page.fill('input[name=code]', '000000');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await look(page, 'one-time-codes-wrong');
    await page.fill('input[name=code]', totp(nodeHmac, secret, stage.clock.now()));
    await page.keyboard.press('Enter');
    assert.equal(
      await (await page.waitForSelector('[role=status]')).textContent(),
      'Your one-time codes count from now on.',
    );
    await look(page, 'one-time-codes-added');
    await page.goto(`${stage.url}/account`);
    await look(page, 'overview');
    await page.click('text=Sign Out');
    await titled(page, 'You are signed out');
    await look(page, 'signed-out');
    await page.click('text=Sign In');
    await signIn(page, person);
    await page.waitForSelector('input[name=code]');

    expectNoPolicyViolations(page);
  });

  it('make recovery codes that fit on paper', async () => {
    const { page } = await signedIn();
    await page.goto(`${stage.url}/account/recovery-codes`);
    await look(page, 'recovery-codes-empty');
    await page.click('text=Make Recovery Codes');
    await titled(page, 'Your recovery codes');
    assert.equal(await page.locator('ol.codes li').count(), 10);
    await look(page, 'recovery-codes-made');
    await page.emulateMedia({ media: 'print' });
    await picture(page, 'account-recovery-codes-print');
    await page.emulateMedia({ media: null });
    await page.click('text=I Have Kept Them');
    await titled(page, 'Recovery codes');
    await look(page, 'recovery-codes');
    expectNoPolicyViolations(page);
  });

  it('change the password, and say what is wrong with one', async () => {
    const { page, person } = await signedIn();
    await page.goto(`${stage.url}/account/password`);
    await look(page, 'password');
    const fill = async (present: string, next: string, repeat = next) => {
      await page.fill('input[name=present]', present);
      await page.fill('input[name=next]', next);
      await page.fill('input[name=repeat]', repeat);
      await page.keyboard.press('Enter');
    };
    await fill(person.password, 'short');
    await page.waitForSelector('[role=alert]');
    await look(page, 'password-unfit');
    await fill(person.password, 'seven rivers in an orange kettle');
    await page.waitForSelector('[role=status]');
    assert.match((await told(page)) ?? '', /was changed/);
    await look(page, 'password-changed');
    await page.goto(`${stage.url}/account`);
    await titled(page, 'My sign-in');
    expectNoPolicyViolations(page);
  });

  it('add a passkey, by which the person signs in the next time, and rename and remove it', async () => {
    const { page } = await signedIn();
    await addAuthenticator(page);
    await page.goto(`${stage.url}/account/passkeys`);
    await look(page, 'passkeys-empty');
    await page.click('button:has-text("Add")');
    await page.waitForSelector('[role=status]');
    await look(page, 'passkeys');
    await page.goto(`${stage.url}/account/recovery-codes`);
    await page.waitForSelector('text=Make Recovery Codes');
    await page.goto(`${stage.url}/account`);
    await look(page, 'overview-passkey');
    await page.click('text=Sign Out');
    await page.click('text=Sign In');
    await page.click('text=Sign in another way');
    await page.click('text=Use a passkey');
    // The page asks the browser by itself.
    await titled(page, 'My sign-in');
    await page.goto(`${stage.url}/account/passkeys`);
    await page.fill('input[name=name] >> nth=0', 'My laptop');
    await page.click('button:text-is("Rename")');
    await page.waitForSelector('h3:text-is("My laptop")');
    await page.click('button:text-is("Remove")');
    await page.waitForSelector('[role=status]');
    await look(page, 'passkeys-removed');
    expectNoPolicyViolations(page);
  });

  it('ask who it is again before a change, when the sign-in is old', async () => {
    const { page, person } = await signedIn();
    stage.clock.advance(601_000);
    await page.goto(`${stage.url}/account/recovery-codes`);
    await look(page, 'recovery-codes-old');
    await page.click('text=Confirm That It Is Me');
    await titled(page, 'Confirm that it is you');
    await look(page, 'confirm');
    await page.fill('input[name=password]', person.password);
    await page.keyboard.press('Enter');
    await titled(page, 'Recovery codes');
    await page.waitForSelector('text=Make Recovery Codes');
    expectNoPolicyViolations(page);
  });
});
