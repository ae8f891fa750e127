/** A Mac of the desk from "Registration Required" on: a real server, the desk's real process, and somebody at the screen. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { macPath } from '#api/desk/paths.ts';
import type { MacView } from '#api/desk/view.ts';
import { makeMac } from '#cli/mac/make-mac.ts';
import { connectionTo } from '#cli/mac/server-address.ts';
import { realSurroundings } from '#cli/mac/surroundings.ts';
import type { Person } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible } from './support/accessible.ts';
import { type DeskStage, openDeskStage } from './support/desk-stage.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const screenshots = join(import.meta.dirname, '../../.artefacts/screenshots');
const local = 'apples-and-pears';

describe('The desktop of a Mac on the desk', () => {
  const curtain = suiteCurtain();
  let stage: DeskStage;
  let page: Page;
  let ada: Person;
  before(async () => {
    stage = await openDeskStage(curtain);
    ada = await stage.person('ada', 'Ada Lovelace');
    await makeMac(
      stage.home,
      {
        name: 'ada-mac',
        macos: '15.4',
        method: 'UserSecureEnclaveKey',
        account: { shortName: 'ada', fullName: 'Ada Lovelace', password: local },
        serialNumber: undefined,
        connection: { ...(await connectionTo(stage.url, stage.home, undefined)), issuer: stage.url },
        accountDisplayName: 'Example',
        registrationToken: () => Promise.resolve(undefined),
        foreign: undefined,
      },
      realSurroundings(),
    );
    const permissions = ['clipboard-read', 'clipboard-write'];
    page = await stage.page({ reducedMotion: 'reduce', permissions });
  });
  after(() => curtain.fall());

  /** As a laptop shows it; a narrower window would take the Mac away from under the hands of whoever sits there. */
  async function look(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}.png`), caret: 'initial' });
    }
    await page.emulateMedia({ colorScheme: null });
  }

  const screen = () => page.locator('.mac-screen');
  const dock = (name: string) => page.locator('.mac-dock').getByRole('button', { name });
  const window = (name: string) => screen().getByRole('region', { name, exact: true });
  const rows = () => page.locator('.xterm-rows');
  const view = async () => (await (await fetch(`${stage.deskUrl}${macPath('ada-mac')}`)).json()) as MacView;

  it('is registered from the notification: the local password, then the organisation’s own page in a window', async () => {
    await page.getByText('Go to ada-mac').click();
    await look('desk-desktop');
    await screen().getByText('Registration Required').hover();
    await screen().getByRole('button', { name: 'Register' }).click();
    await screen().getByRole('textbox', { name: 'Password' }).fill(local);
    await page.keyboard.press('Enter');
    const form = screen().frameLocator('iframe');
    await form.getByLabel('User name').fill(ada.userPrincipalName);
    await form.getByLabel('Password').fill(ada.password);
    await look('desk-register');
    await form.getByLabel('Password').press('Enter');
    await screen().getByText('Registration Required').waitFor({ state: 'detached' });
    assert.equal((await view()).settings.platformSso?.isDeviceRegistered, true);
  });

  it('shows in System Settings that device and user are registered, the method, the profile, and offers passkeys', async () => {
    await dock('System Settings').click();
    const settings = window('System Settings');
    await settings.getByRole('navigation').getByText('Users & Groups').click();
    await settings.getByText('Edit…').click();
    const sheet = page.getByRole('dialog', { name: 'Network Account Server' });
    assert.equal(await sheet.getByText('Registered', { exact: true }).count(), 2);
    await sheet.getByText('Done').click();
    await settings.getByLabel('About Ada Lovelace').click();
    const account = page.getByRole('dialog', { name: 'Ada Lovelace' });
    await account.getByText('Secure Enclave').waitFor();
    await account.getByText(ada.userPrincipalName).waitFor();
    await page.keyboard.press('Escape');
    await settings.getByRole('navigation').getByText('General').click();
    await settings.getByText('Device Management').click();
    await settings.getByRole('list').getByText('Platform', { exact: false }).first().click();
    await page.getByRole('dialog').getByText('com.apple.extensiblesso').first().waitFor();
    await page.keyboard.press('Escape');
    await settings.getByLabel('Back').click();
    await settings.getByText('AutoFill & Passwords').click();
    await settings.getByRole('switch', { name: 'Porchlight' }).click();
    await settings.getByRole('switch', { name: 'Porchlight', checked: true }).waitFor();
    assert.equal((await view()).settings.passkeys.isOn, true);
  });

  it('answers in Terminal, with sudo’s password unseen', async () => {
    await dock('Terminal').click();
    await rows().getByText('Last login:').waitFor();
    await page.keyboard.type('app-sso platform -s\n');
    await rows().getByText('SSO Tokens:').waitFor();
    await page.keyboard.type('sudo whoami\n');
    await rows().getByText('Password:').last().waitFor();
    await page.keyboard.type(`${local}\n`);
    await rows().getByText('root', { exact: true }).waitFor();
    assert.ok(!(await rows().innerText()).includes(local));
    await look('desk-terminal');
    // The screen is drawn smaller than it is: what is selected is what the pointer is on.
    const { x, y } = await rows().evaluate((all) => {
      const root = [...all.querySelectorAll('span')].find(({ textContent }) => textContent === 'root');
      return root?.getBoundingClientRect() ?? { x: 0, y: 0 };
    });
    await page.mouse.dblclick(x + 6, y + 5);
    await page.keyboard.press('Control+c');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'root');
    await page.keyboard.press('Control+v');
    await rows().getByText('% root').waitFor();
    await page.keyboard.press('Control+u');
    await expectAccessible(page);
  });

  it('keeps its windows through a reload', async () => {
    const places = await page.locator('.mac-place').evaluateAll((all) => all.map((one) => one.getAttribute('style')));
    await page.reload();
    await rows().getByText('root', { exact: true }).waitFor();
    await window('System Settings').getByRole('switch', { name: 'Porchlight', checked: true }).waitFor();
    const after = await page.locator('.mac-place').evaluateAll((all) => all.map((one) => one.getAttribute('style')));
    assert.deepEqual(after, places);
  });

  it('locks, refuses a wrong password with its reason, and comes back to the same windows', async () => {
    await choose('Lock Screen');
    await screen().getByLabel('Enter Password').fill('not this one');
    await page.keyboard.press('Enter');
    await screen().getByText('The password is wrong.').waitFor();
    await screen().getByLabel('Enter Password').fill(local);
    await page.keyboard.press('Enter');
    await rows().getByText('root', { exact: true }).waitFor();
  });

  it('is unlocked by a finger, by mouse or keyboard, and takes none where nothing asks', async () => {
    const sensor = page.getByRole('button', { name: /^Touch ID:/ });
    assert.equal(await sensor.isDisabled(), true);
    const finger = page.getByRole('button', { name: 'Touch ID: unlock with your finger' });
    for (const touch of [() => finger.press('Enter'), () => finger.dblclick()]) {
      await choose('Lock Screen');
      await screen().getByLabel('Touch ID or Enter Password').waitFor();
      await touch();
      await rows().getByText('root', { exact: true }).waitFor();
      assert.equal(await sensor.isDisabled(), true);
    }
    assert.equal(await page.getByText('This screen does not ask for it now.').count(), 0);
  });

  it('logs out and in again, and restarts into FileVault’s question', async () => {
    await choose('Log Out Ada Lovelace…');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Log Out' }).click();
    await screen().getByLabel('Enter Password').fill(local);
    await page.keyboard.press('Enter');
    await dock('Safari').waitFor();
    assert.equal(await page.locator('.mac-place').count(), 0);
    await choose('Restart…');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restart' }).click();
    await screen().getByText('This disk is locked by FileVault.').waitFor();
    await screen().getByLabel('Enter Password').fill(local);
    await page.keyboard.press('Enter');
    await dock('Safari').waitFor();
  });

  it('is deregistered in the organisation’s application, and asks for registration again', async () => {
    await dock('Porchlight').click();
    const app = window('Porchlight');
    await app.getByText('Websites and applications open without a question.').waitFor();
    await app.getByRole('button', { name: 'This Mac' }).click();
    await app.getByText('Device ID').waitFor();
    await app.getByRole('button', { name: 'Preferences' }).click();
    await app.getByText('Deregister…').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Deregister' }).click();
    await app.getByText('You are deregistered. Your organisation knows.').waitFor();
    await screen().getByText('Registration Required').waitFor();
    expectNoPolicyViolations(page);
  });

  async function choose(words: string): Promise<void> {
    await screen().getByRole('menuitem', { name: 'Mac', exact: true }).press('ArrowDown');
    await screen().getByRole('menuitem', { name: words }).click();
  }
});
