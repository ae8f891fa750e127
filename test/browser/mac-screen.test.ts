/** The screen of a Mac in each version's look, from the views that the desk would tell: what is drawn, and what a press does. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { hostileMac, joinedMac, unregisteredMac } from '#web/mac/testing/views.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible } from './support/accessible.ts';
import { type MacPage, openMacStage } from './support/mac-stage.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const screenshots = join(import.meta.dirname, '../../.artefacts/screenshots');
const account = {
  localAccount: 'ada',
  loginUserName: 'ada@example.org',
  name: 'Ada Lovelace',
  method: 'UserSecureEnclaveKey',
  state: 'Normal',
  signsInSilently: true,
};

describe('The screen of a Mac', () => {
  const curtain = suiteCurtain();
  let mac: MacPage;
  let page: Page;
  before(async () => {
    const open = await openMacStage(curtain);
    mac = await open({ reducedMotion: 'reduce' });
    ({ page } = mac);
  });
  after(() => curtain.fall());

  const dock = (name: string) => page.locator('.mac-dock').getByRole('button', { name });
  const window = (name: string) => page.getByRole('region', { name, exact: true });
  const last = async () => (await mac.acts()).at(-1);

  /** Light and dark; the screen has one size. */
  async function pictures(name: string, schemes: readonly ('light' | 'dark')[] = ['light', 'dark']): Promise<void> {
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(screenshots, `mac-${name}-${colorScheme}.png`), caret: 'initial' });
    }
    await page.emulateMedia({ colorScheme: null, reducedMotion: 'reduce' });
  }

  for (const macos of ['13.0', '14.4', '15.4', '26.0', '27.0']) {
    it(`shows macOS ${macos}: notification, settings in its own places, login window`, async () => {
      const generation = Number.parseInt(macos, 10);
      await mac.show({ ...unregisteredMac(macos), name: `mac-${generation}` });
      await page.hover('text=Registration Required');
      await page.waitForSelector('button:has-text("Register")');
      await dock('System Settings').click();
      const side = window('System Settings').getByRole('navigation');
      assert.equal(await side.getByText('Passwords', { exact: true }).count(), generation < 15 ? 1 : 0);
      await side.getByText(generation < 15 ? 'Privacy & Security' : 'General').click();
      await page.click(generation < 15 ? 'text=Profiles' : 'text=Device Management');
      await page.waitForSelector('text=com.apple.extensiblesso Profile');
      await side.getByText('Users & Groups').click();
      await page.click('[aria-label="About Ada Lovelace"]');
      await page.waitForSelector('[role=dialog] >> text=Administrator of this Mac');
      await page.keyboard.press('Escape');
      assert.equal(await page.getByText('Network Account Server').count(), generation < 14 ? 0 : 1);
      await page.hover('text=Registration Required');
      await pictures(`${generation}-desktop`, generation === 14 || generation === 26 ? ['light', 'dark'] : ['light']);
      if (macos === '26.0') await expectAccessible(page);
      const ways = generation < 27 ? (['password'] as const) : (['password', 'web'] as const);
      await mac.show({
        ...joinedMac(macos),
        name: `mac-${generation}`,
        screen: { kind: 'login-window', ways, makesAccounts: generation >= 14 },
      });
      await pictures(`${generation}-login`, ['light']);
    });
  }

  it('lets the notification be answered by keyboard alone, and shows what came of it', async () => {
    await mac.show({ ...unregisteredMac('14.0'), name: 'notified' });
    await mac.outcomes({ register: { kind: 'not-possible', code: 'offline', sentence: 'This Mac is offline.' } });
    await page.getByRole('button', { name: 'Register' }).focus();
    assert.ok(await page.getByRole('button', { name: 'Register' }).isVisible());
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alertdialog] >> text=This Mac is offline.');
    assert.deepEqual(await last(), { kind: 'register' });
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alertdialog]', { state: 'detached' });
    await page.click('text=9:41');
    await page.waitForSelector('[aria-label="Notification Center"] >> text=Registration Required');
    await page.keyboard.press('Escape');
    await mac.show({ ...joinedMac('14.0'), name: 'notified' });
    await page.waitForSelector('text=Registration Required', { state: 'detached' });
  });

  it('tells how device and user stand in Network Account Server, and repairs with a question', async () => {
    await mac.show({ ...joinedMac('14.4'), name: 'repair' });
    await dock('System Settings').click();
    await page.getByLabel('Search').fill('repair');
    await window('System Settings').getByRole('navigation').getByText('Users & Groups').click();
    await page.click('text=Edit…');
    const sheet = page.getByRole('dialog', { name: 'Network Account Server' });
    assert.equal(await sheet.getByText('Registered', { exact: true }).count(), 2);
    await pictures('network-account-server');
    await sheet.getByText('Repair…').click();
    await page.getByLabel('Make new keys in the Secure Enclave').check();
    await page.keyboard.press('Enter');
    assert.deepEqual(await last(), { kind: 'repair', newKeys: true });
    await sheet.getByText('Authenticate…').click();
    assert.deepEqual(await last(), { kind: 'sign-in' });
    await page.click('text=Done');
    await page.click('[aria-label="About Ada Lovelace"]');
    await page.waitForSelector('[role=dialog] >> text=Secure Enclave');
    await page.waitForSelector('[role=dialog] >> text=ada@example.org');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });

  it('installs a downloaded profile from its place in System Settings, or ignores it', async () => {
    const view = { ...joinedMac('14.0'), name: 'downloads' };
    const { profiles } = view.settings;
    const [enrollment] = profiles;
    assert.ok(enrollment);
    const downloads = [{ ...enrollment, fileName: 'enroll.mobileconfig', downloaded: view.now, enrolls: true }];
    await mac.show({ ...view, settings: { ...view.settings, management: undefined, profiles: [], downloads } });
    await mac.outcomes({ 'install-profile': { kind: 'refused', sentence: 'The profile cannot be read.' } });
    await dock('System Settings').click();
    await window('System Settings').getByRole('navigation').getByText('Privacy & Security').click();
    await window('System Settings')
      .getByRole('button', { name: /^Profiles/ })
      .click();
    await window('System Settings').getByText('Management Profile').click();
    const sheet = page.getByRole('dialog', { name: 'Do you want to install “Management Profile”?' });
    await expectAccessible(page);
    await pictures('profile-downloaded', ['light']);
    await page.keyboard.press('Enter');
    await sheet.getByText('The profile cannot be read.').waitFor();
    assert.deepEqual(await last(), { kind: 'install-profile', file: 'enroll.mobileconfig' });
    await sheet.getByText('Ignore').click();
    assert.deepEqual(await last(), { kind: 'ignore-profile', file: 'enroll.mobileconfig' });
    await sheet.waitFor({ state: 'detached' });
  });

  it('runs commands in Terminal, reads a secret without echo, and keeps all of it through a reload', async () => {
    const view = { ...joinedMac('15.4'), name: 'terminal' };
    await mac.show(view);
    await mac.outcomes({ command: { kind: 'output', stdout: 'ProductName:\t\tmacOS\n', stderr: '', exitCode: 0 } });
    await dock('Terminal').click();
    const rows = page.locator('.xterm-rows');
    await rows.getByText('Last login:').waitFor();
    await page.keyboard.type('sw_v\t\n');
    await rows.getByText('ProductName').waitFor();
    assert.deepEqual(await last(), { kind: 'command', line: 'sw_vers ' });
    await mac.show({
      ...view,
      prompts: [{ id: 'p1', title: 'Terminal', text: 'Password:', kind: 'terminal' }],
    });
    await rows.getByText('Password:').waitFor();
    await page.keyboard.type('hunter2\n');
    assert.deepEqual((await mac.answers()).at(-1), ['p1', { kind: 'text', text: 'hunter2' }]);
    assert.ok(!(await rows.innerText()).includes('hunter2'));
    await page.keyboard.press('Control+Alt+ArrowLeft');
    await pictures('terminal');
    const place = await window('Terminal').boundingBox();
    await page.reload();
    await page.waitForFunction(() => 'shown' in globalThis);
    await mac.show(view);
    await rows.getByText('ProductName').waitFor();
    assert.deepEqual(await window('Terminal').boundingBox(), place);
    await expectAccessible(page);
    expectNoPolicyViolations(page);
  });

  it('moves windows by their bar, sizes them by an edge or by keyboard, minimizes, zooms and closes them', async () => {
    await mac.show({ ...joinedMac('14.0'), name: 'windows' });
    await page.getByRole('menubar').getByRole('menuitem', { name: 'Mac' }).click();
    await page.getByRole('menuitem', { name: 'About This Mac' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    const about = window('About This Mac');
    await about.getByText('C02PORCH0001').waitFor();
    await pictures('about', ['light']);
    const from = (await about.boundingBox()) ?? assert.fail();
    await page.mouse.move(from.x + 150, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(from.x + 190, from.y + 62, { steps: 3 });
    await page.mouse.up();
    const to = (await about.boundingBox()) ?? assert.fail();
    assert.deepEqual([to.x - from.x, to.y - from.y], [40, 50]);
    await about.getByText('More Info…').click();
    await window('System Settings').getByText('Version 14.0').waitFor();
    const settings = (await window('System Settings').boundingBox()) ?? assert.fail();
    await page.mouse.move(settings.x + settings.width + 2, settings.y + settings.height + 2);
    await page.mouse.down();
    await page.mouse.move(settings.x + settings.width + 52, settings.y + settings.height - 28, { steps: 3 });
    await page.mouse.up();
    const larger = (await window('System Settings').boundingBox()) ?? assert.fail();
    assert.deepEqual([larger.width - settings.width, larger.height - settings.height], [50, -30]);
    await page.keyboard.press('Control+Alt+Shift+ArrowLeft');
    const smaller = (await window('System Settings').boundingBox()) ?? assert.fail();
    assert.deepEqual([smaller.x, smaller.width - larger.width], [settings.x, -24]);
    await window('System Settings').getByLabel('Zoom').click();
    assert.ok(((await window('System Settings').boundingBox())?.width ?? 0) > 1000);
    await window('System Settings').getByLabel('Minimize').click();
    assert.ok(!(await window('System Settings').isVisible()));
    await dock('System Settings').click();
    await window('System Settings').getByLabel('Close', { exact: true }).click();
    assert.equal(await window('System Settings').count(), 0);
  });

  it('asks before it restarts or logs out, and goes on with the keyboard', async () => {
    await mac.show({ ...joinedMac('14.0'), name: 'leaving' });
    // A pointer that happens to lie where the menu opens.
    const bar = (await page.getByRole('menubar').boundingBox()) ?? assert.fail();
    await page.mouse.move(bar.x + 60, bar.y + 100);
    for (const [letter, title, act] of [
      ['r', 'Are you sure you want to restart', 'reboot'],
      ['l', 'Are you sure you want to quit all applications', 'log-out'],
    ] as const) {
      await page.getByRole('menubar').getByRole('menuitem', { name: 'Mac' }).focus();
      await page.keyboard.press('ArrowDown');
      await page.getByRole('menuitem', { name: 'About This Mac' }).and(page.locator(':focus')).waitFor();
      // Of two that begin with L the first is Lock Screen.
      await page.keyboard.press(letter);
      if (letter === 'l') await page.keyboard.press(letter);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`[role=alertdialog] >> text=${title}`);
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=alertdialog]', { state: 'detached' });
      assert.deepEqual(await last(), { kind: act });
    }
  });

  it('says why a password or a PIN does not let in, at every gate', async () => {
    const one = { ...joinedMac('14.0'), name: 'gates', accounts: joinedMac('14.0').accounts.slice(0, 1) };
    const wrong = { kind: 'refused', reason: 'wrong-password', sentence: 'The password is wrong.' };
    await mac.outcomes({ 'log-in': wrong, unlock: wrong });
    await mac.show({ ...one, screen: { kind: 'locked', user: 'ada', ways: ['password'], takesTouchId: true } });
    await page.getByLabel('Touch ID or Enter Password', { exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('no\n');
    await page.getByRole('alert').getByText('The password is wrong.').waitFor();
    assert.deepEqual(await last(), { kind: 'unlock', way: 'password', secret: 'no' });
    await expectAccessible(page);
    await pictures('locked', ['dark']);
    await mac.show({ ...one, screen: { kind: 'pre-boot' } });
    await page.getByLabel('Enter Password').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('old\n');
    await page.getByRole('alert').getByText('The password is wrong.').waitFor();
    assert.deepEqual(await last(), { kind: 'log-in', user: 'ada', way: 'password', secret: 'old' });
    await expectAccessible(page);
    await pictures('pre-boot', ['light']);
    const card = { id: 'c1', label: 'Ada’s card', isBlocked: false, pairedWith: ['ada'], hash: 'AB' };
    await mac.show({
      ...one,
      cards: { inserted: 'c1', known: [card] },
      screen: { kind: 'login-window', ways: ['password', 'smart-card', 'web'], makesAccounts: true },
    });
    await page.getByRole('button', { name: 'Ada Lovelace' }).click();
    await page.getByLabel('Enter PIN').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('123456\n');
    assert.deepEqual(await last(), { kind: 'log-in', user: 'ada', way: 'smart-card', secret: '123456' });
    await page.click('text=Sign In on the Web');
    assert.deepEqual(await last(), { kind: 'log-in', user: 'ada', way: 'web', secret: '' });
    await pictures('smart-card', ['light']);
    await page.click('text=Show all users');
    await page.getByRole('button', { name: 'Other…' }).click();
    await page.getByLabel('Name or e-mail address').fill('grace@example.org');
    await page.click('text=Use password instead');
    await page.getByLabel('Enter Password').fill('secret');
    await page.keyboard.press('Enter');
    assert.deepEqual(await last(), { kind: 'log-in', user: 'grace@example.org', way: 'password', secret: 'secret' });
  });

  it('shows the organisation’s application: account, report, and the way out after a question', async () => {
    await mac.show({ ...joinedMac('26.0'), name: 'porchlight' });
    await mac.outcomes({
      'app account': { kind: 'account', account },
      'app report': { kind: 'report', report: { made: '2026-06-09T09:41:00Z', mac: { online: true } } },
      'app deregister': { kind: 'deregistered', deviceRegistered: false, serverKnows: true },
    });
    await dock('Porchlight').click();
    const app = window('Porchlight');
    await app.getByText('Websites and applications open without a question.').waitFor();
    await pictures('porchlight');
    await app.getByRole('button', { name: 'Help' }).click();
    await app.getByText('"online": true').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), app.getByText('Save Report…').click()]);
    assert.equal(download.suggestedFilename(), 'porchlight-C02PORCH0001.json');
    await page.getByRole('menuitem', { name: 'Porchlight' }).click();
    await page.getByRole('menuitem', { name: 'Preferences…' }).click();
    await app.getByText('Deregister…').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Deregister' }).click();
    await app.getByText('You are deregistered. Your organisation knows.').waitFor();
    await expectAccessible(page);
  });

  it('runs nothing of hostile names, and cuts what is longer than its place', async () => {
    await mac.show({ ...hostileMac('15.4'), name: 'hostile' });
    await dock('System Settings').click();
    await window('System Settings').getByRole('navigation').getByText('General').click();
    await page.click('text=Device Management');
    await pictures('hostile', ['light']);
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('.scroll, .side, .mac-notification')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map(({ className }) => className),
    );
    assert.deepEqual(wide, []);
    assert.equal(await page.title(), 'A virtual Mac');
    for (const kind of ['locked', 'login-window'] as const) {
      const ways = ['password'] as const;
      const screen =
        kind === 'locked' ? { kind, user: 'ada', ways, takesTouchId: false } : { kind, ways, makesAccounts: false };
      await mac.show({ ...hostileMac('13.0'), name: 'hostile', screen });
      await pictures(`hostile-${kind}`, ['light']);
    }
    expectNoPolicyViolations(page);
  });
});
