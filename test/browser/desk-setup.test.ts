/**
 * A Mac on the desk, by hand, from Hello to Safari: its panes, the organisation's pages in its windows, what macOS asks, and
 * what the keyboard alone can do.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import type { NewMac } from '#api/desk/acts.ts';
import { macsPath } from '#api/desk/paths.ts';
import { type Authenticator, giveAuthenticator } from '#cli/tour/authenticator.ts';
import { openStage as openTourStage } from '#cli/tour/open-stage.ts';
import { systemClock } from '#runtime/clock.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import type { Person } from '../support/stage.ts';
import { openNotes, type StageNotes } from '../support/stage-notes.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible } from './support/accessible.ts';
import { type DeskStage, openDeskStage } from './support/desk-stage.ts';
import { keyboardTo } from './support/keyboard-in-frame.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const screenshots = join(import.meta.dirname, '../../.artefacts/screenshots');
const localPassword = 'a-local-secret-7';

describe('A Mac on the desk, by hand', () => {
  const curtain = suiteCurtain();
  let stage: DeskStage;
  let ada: Person;
  let phone: Authenticator;
  let notes: StageNotes;
  before(async () => {
    stage = await openDeskStage(curtain);
    ada = await stage.person('ada', 'Ada Lovelace');
    const tour = await openTourStage({ server: stage.url, home: stage.home, write: () => undefined });
    phone = await giveAuthenticator(tour, 'ada');
    const { url, api, composition } = stage;
    const fetch = httpsFetch({ ca: [composition.rootPem ?? ''] });
    notes = await openNotes({ url, api, fetch, clock: systemClock }, curtain);
  });
  after(() => curtain.fall());

  const screen = (page: Page) => page.locator('[data-mac-screen]');
  const titled = (page: Page, title: string) =>
    screen(page).getByRole('heading', { name: title, exact: true, level: 1 }).waitFor();
  const pageIn = (page: Page): FrameLocator => screen(page).frameLocator('iframe:not(.coming)');

  async function unbox(wish: Partial<NewMac> & { readonly name: string }): Promise<Page> {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const mac: NewMac = { macos: '14.0', as: 'boxed', isAssigned: true, ...wish };
    const status = await page.evaluate(
      async ([path, body]) => {
        const headers = { 'content-type': 'application/json' };
        return (await fetch(path ?? '', { method: 'POST', headers, body: body ?? '' })).status;
      },
      [macsPath, JSON.stringify(mac)],
    );
    assert.equal(status, 201);
    await page.goto(`${stage.deskUrl}/#${wish.name}`);
    await screen(page).waitFor();
    return page;
  }

  async function pictures(page: Page, name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await screen(page).screenshot({ path: join(screenshots, `desk-${name}-${colorScheme}.png`), caret: 'initial' });
    }
    await page.emulateMedia({ colorScheme: null, reducedMotion: 'reduce' });
  }

  it('goes from Hello to the home screen by the keyboard alone, and speaks the language that was chosen', async () => {
    const { plan } = await stage.api.getSignInPlan();
    await stage.plan({ setup: { ...plan.setup, signInPage: false } });
    const page = await unbox({ name: 'hello' });
    await screen(page).getByRole('button', { name: 'Get Started' }).waitFor();
    await pictures(page, 'hello');
    await page.keyboard.press('Enter');
    await titled(page, 'Language');
    await page.keyboard.press('ArrowDown');
    await titled(page, 'Sprache');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await titled(page, 'Select Your Country or Region');
    await expectAccessible(page);
    await pictures(page, 'country');
    await page.keyboard.type('norw');
    await page.keyboard.press('Enter');
    await titled(page, 'Select Your Wi-Fi Network');
    await pictures(page, 'network');
    await page.keyboard.press('Enter');
    await titled(page, 'Remote Management');
    await screen(page).getByText('“Porchlight” can automatically configure your Mac.').waitFor();
    await expectAccessible(page);
    await pictures(page, 'remote-management');
    await page.keyboard.press('Enter');
    await titled(page, 'Create a Computer Account');
    await page.keyboard.type('Ada Lovelace');
    assert.equal(await screen(page).getByLabel('Account name').inputValue(), 'adalovelace');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(localPassword);
    await page.keyboard.press('Tab');
    await page.keyboard.type('another');
    await screen(page).getByText('The passwords are not the same.').waitFor();
    await expectAccessible(page);
    await pictures(page, 'account');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(localPassword);
    await page.keyboard.press('Enter');
    await screen(page).locator('.mac-dock').waitFor();
    await pictures(page, 'home');
    expectNoPolicyViolations(page);
    await page.context().close();
  });

  it('signs in on the page of the organisation, registers when asked, and is known in Safari without a word', async () => {
    const { plan } = await stage.api.getSignInPlan();
    await stage.plan({ setup: { ...plan.setup, signInPage: true } });
    const page = await unbox({ name: 'joined' });
    await toManagement(page);
    await signIn(page, 'sign-in-page');
    await titled(page, 'Create a Computer Account');
    await screen(page).getByLabel('Full name').fill('Ada Lovelace');
    await screen(page).getByLabel('Password', { exact: true }).fill(localPassword);
    await screen(page).getByLabel('Verify password').fill(localPassword);
    await screen(page).getByRole('button', { name: 'Continue' }).click();
    await register(page);
    await inSafari(page);
    expectNoPolicyViolations(page);
    await page.context().close();
  });

  it('registers in Setup Assistant itself on macOS 27, with one sign-in, and makes the account of the one who signed in', async () => {
    const { plan } = await stage.api.getSignInPlan();
    const setup = { ...plan.setup, signInPage: false, requirePlatformSso: true };
    await stage.plan({ registration: { ...plan.registration, duringSetup: true }, setup });
    const page = await unbox({ name: 'later', macos: '27.0' });
    await toManagement(page);
    await signIn(page, 'sign-in-page-27');
    await titled(page, 'Single Sign-On for Mac');
    await expectAccessible(page);
    await pictures(page, 'single-sign-on-27');
    await screen(page).getByRole('button', { name: 'Continue' }).click();
    await titled(page, 'Create a Computer Account');
    await screen(page).getByText('Your organisation has chosen these names.').waitFor();
    await expectAccessible(page);
    await pictures(page, 'account-27');
    await screen(page).getByLabel('Password', { exact: true }).fill(localPassword);
    await screen(page).getByLabel('Verify password').fill(localPassword);
    await page.keyboard.press('Enter');
    await screen(page).locator('.mac-dock').waitFor();
    assert.equal(await screen(page).getByText('Registration Required').count(), 0);
    expectNoPolicyViolations(page);
    await page.context().close();
  });

  async function toManagement(page: Page): Promise<void> {
    await screen(page).getByRole('button', { name: 'Get Started' }).click();
    for (const title of [
      'Language',
      'Select Your Country or Region',
      'Select Your Wi-Fi Network',
      'Remote Management',
    ]) {
      await titled(page, title);
      await screen(page).getByRole('button', { name: 'Continue' }).click();
    }
  }

  /** On the organisation's page of whatever window: name, password, and the number on the phone. */
  async function signIn(page: Page, name: string): Promise<void> {
    const inside = pageIn(page);
    await keyboardTo(inside.locator('input[name=username]'), 10_000);
    await inside.locator('input[name=username]').fill(ada.userPrincipalName);
    await inside.locator('input[name=password]').fill(ada.password);
    await pictures(page, name);
    await inside.locator('input[name=password]').press('Enter');
    const number = (await inside.locator('.number').textContent()) ?? '';
    await pictures(page, `${name}-number`);
    await phone.approve(number);
  }

  async function register(page: Page): Promise<void> {
    const notification = screen(page).getByText('Registration Required').first();
    await notification.waitFor();
    await notification.hover();
    await screen(page).getByRole('button', { name: 'Register' }).click();
    const question = screen(page).getByRole('alertdialog');
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await notification.hover();
    await screen(page).getByRole('button', { name: 'Register' }).click();
    await question.getByLabel('Password', { exact: true }).fill('not this one');
    await page.keyboard.press('Enter');
    await question.getByText(/wrong/).waitFor();
    await expectAccessible(page);
    await pictures(page, 'local-password');
    await question.getByLabel('Password', { exact: true }).fill(localPassword);
    await page.keyboard.press('Enter');
    await screen(page).getByRole('dialog', { name: 'Porchlight' }).waitFor();
    await signIn(page, 'extension-window');
    await screen(page).getByRole('dialog', { name: 'Porchlight' }).waitFor({ state: 'detached' });
    await notification.waitFor({ state: 'detached' });
  }

  async function inSafari(page: Page): Promise<void> {
    await screen(page).locator('.mac-dock').getByRole('button', { name: 'Safari' }).click();
    const safari = screen(page).getByRole('region', { name: 'Safari', exact: true });
    await safari.getByRole('button', { name: /My account/ }).waitFor();
    await pictures(page, 'safari-start');
    await safari.getByLabel('Address').fill(notes.url);
    await page.keyboard.press('Enter');
    // The SSO extension signs the person in: no page asks for anything.
    await keyboardTo(pageIn(page).locator('textarea'), 10_000);
    // In a browser nothing has it that the page did not ask it for.
    assert.equal(
      await pageIn(page)
        .locator('body')
        .evaluate((body) => body === body.ownerDocument.activeElement),
      true,
    );
    await pageIn(page).locator('textarea').fill('Ask for the key of the lamp room.');
    // By the keyboard: the tool does not find its way with a mouse into frames that are drawn smaller.
    await pageIn(page).getByRole('button', { name: 'Save' }).press('Enter');
    await pageIn(page).locator('ul.notes li').getByText('Ask for the key').waitFor();
    await expectAccessible(page);
    await pictures(page, 'safari-notes');
    await safari.getByRole('button', { name: 'New tab' }).click();
    await safari.getByRole('button', { name: /My account/ }).click();
    await pageIn(page).locator('input[name=username]').waitFor();
    assert.equal(await safari.getByRole('tab').count(), 2);
    await signIn(page, 'safari-account');
    // A page that comes has the keyboard, also one without anything to type into.
    await pageIn(page).getByRole('heading', { name: 'My sign-in' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'IFRAME');
    await page.keyboard.press('Tab');
    await pageIn(page).locator('a:focus, button:focus').waitFor();
    await safari.getByLabel('Address').fill('https://localhost:1/');
    await page.keyboard.press('Enter');
    await safari.getByRole('heading', { name: 'Safari Can’t Open the Page' }).waitFor();
    await expectAccessible(page);
    await pictures(page, 'safari-failure');
  }
});
