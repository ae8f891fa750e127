/** The desk in real Chromium: unboxing, the phone beside the Mac, what goes over the wire, and a process that dies. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { DeskAct } from '#api/desk/acts.ts';
import { actsPath, macsPath, pagePath, promptPath, wirePath } from '#api/desk/paths.ts';
import type { MacView, WireDetail, WireMessage } from '#api/desk/view.ts';
import type { Person } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openDeskStage, type DeskStage } from './support/desk-stage.ts';
import { openHostileSite } from './support/hostile-site.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const pin = '271828';

describe('The desk, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: DeskStage;
  let alice: Person;
  let page: Page;
  before(async () => {
    stage = await openDeskStage(curtain);
    alice = await stage.person('alice', 'Alice Ball');
    await stage.plan({ setup: { ...(await stage.api.getSignInPlan()).plan.setup, signInPage: true } });
    page = await stage.page();
  });
  after(() => curtain.fall());

  const send = async (method: string, path: string, body?: unknown) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(`${stage.deskUrl}${path}`, { method, headers, ...content });
  };
  const act = async (name: string, wanted: DeskAct) => (await send('POST', actsPath(name), wanted)).json();
  const view = async (name: string) => (await (await send('GET', `${macsPath}/${name}`)).json()) as MacView;
  const beside = (name: string) => page.locator('.desk-sides').getByRole('button', { name });
  const phone = () => page.frameLocator('iframe[title^="Phone"]');

  it('is empty at first, and says what to do', async () => {
    await page.getByRole('heading', { name: 'Your desk is empty' }).waitFor();
    await phone().getByText('How do you unlock this app?').waitFor();
    await expectAccessible(page);
    await expectFits(page, 480);
    await picture(page, 'desk-empty');
  });

  it('unboxes a Mac by keyboard alone, which says Hello; after a reload the same Mac is looked at', async () => {
    await page.getByRole('button', { name: 'Unbox a Mac' }).last().press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Unbox a Mac' });
    await expectAccessible(page);
    await picture(page, 'desk-new-mac');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Unbox a Mac' }).last().press('Enter');
    await dialog.getByLabel('Name on the desk').fill('alice-mac');
    await page.keyboard.press('Enter');
    await page.locator('[data-mac-screen]').waitFor();
    assert.equal((await view('alice-mac')).screen.kind, 'setup-assistant');
    await page.reload();
    await page.locator('[data-mac-screen]').waitFor();
    await page
      .getByRole('button', { name: /^alice-mac/ })
      .and(page.locator('[aria-current=page]'))
      .waitFor();
    assert.equal(await page.title(), 'alice-mac · Porchlight desk');
  });

  it('refuses a second Mac of that name with a sentence in the dialog', async () => {
    await page.getByRole('button', { name: 'New Mac' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name on the desk').fill('alice-mac');
    await dialog.getByRole('button', { name: 'Unbox' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'There is a Mac "alice-mac" already.' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('has a phone, the real authenticator, that becomes somebody’s and answers for them', async () => {
    await page.getByLabel('Set up the phone for').selectOption({ label: 'Alice Ball' });
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await phone().getByText('With a PIN').click();
    await phone().locator('#pin').fill(pin);
    await phone().locator('#repeat').fill(pin);
    await phone().getByText('Use this PIN').click();
    await phone().locator('#name').fill('Alice’s phone');
    await phone().getByRole('button', { name: 'Add' }).click();
    await phone().locator('.listening').waitFor();
    const begun = await stage.composition.authenticators.numberMatching.begin({
      userId: alice.id,
      purpose: 'application',
      target: 'Wiki',
      address: '198.51.100.7',
      attempt: 'attempt-1',
    });
    assert.equal(begun.kind, 'begun');
    await phone().getByText('Are you signing in?').waitFor();
    await phone()
      .locator('#number')
      .fill(begun.kind === 'begun' ? begun.number : '');
    await phone().getByRole('button', { name: 'Approve' }).click();
    await phone()
      .getByText(/approved/i)
      .first()
      .waitFor();
    await page.getByRole('option', { name: 'Alice Ball (has a phone)' }).waitFor({ state: 'attached' });
  });

  it('shows each message on the wire as it goes, decoded, by keyboard too', async () => {
    await beside('On the wire').click();
    await page.getByText('Nothing went over the wire yet').waitFor();
    for (const answer of [
      { kind: 'continue' },
      { kind: 'country', country: 'United Kingdom' },
      { kind: 'network', network: 'Ethernet' },
      { kind: 'continue' },
    ] as const) {
      await act('alice-mac', { kind: 'setup', answer });
    }
    const messages = page.getByRole('list', { name: 'Messages' }).getByRole('button');
    await messages.filter({ hasText: 'web sign-in' }).first().waitFor();
    await expectAccessible(page);
    await page.getByLabel('Filter messages').fill('no such purpose');
    await page.getByText('No message fits.').waitFor();
    await page.getByLabel('Filter messages').fill('');
    await messages.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const detail = page.getByRole('region', { name: /^Message:/ });
    await detail.getByText('Sent').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'desk-wire');
    await detail.getByRole('button', { name: 'Close the message' }).press('Escape');
    await detail.waitFor({ state: 'detached' });
    await messages.first().and(page.locator(':focus')).waitFor();
  });

  it('shows no password in the record of a sign-in, wherever it was sent', async () => {
    const shown = await view('alice-mac');
    assert.equal(shown.screen.kind, 'setup-assistant');
    const html = await (await send('GET', pagePath('alice-mac', 'setup', 'x'))).text();
    const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    );
    const names = [...html.matchAll(/<input[^>]*\bname="([^"]+)"/g)].map(([, name = '']) => name);
    const typed = names
      .filter((name) => !hidden.some(([known]) => known === name))
      .map((name): [string, string] => [name, /pass/i.test(name) ? alice.password : alice.userPrincipalName]);
    const entries = [...hidden, ...typed];
    await act('alice-mac', { kind: 'setup-page', act: { kind: 'send', form: 0, button: null, entries } });
    const next = await (await send('GET', pagePath('alice-mac', 'setup', 'y'))).text();
    if (/type="password"/.test(next)) {
      const again = [...next.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']): [string, string] => [name, value],
      );
      const password: [string, string] = ['password', alice.password];
      await act('alice-mac', {
        kind: 'setup-page',
        act: { kind: 'send', form: 0, button: null, entries: [...again, password] },
      });
    }
    const sent = await wireOf('alice-mac');
    assert.ok(sent.some(({ method, purpose }) => method === 'POST' && purpose === 'web sign-in'));
    for (const { id } of sent) {
      const detail = (await (await send('GET', wirePath('alice-mac', id))).json()) as WireDetail;
      assert.ok(!JSON.stringify(detail).includes(alice.password), `${detail.purpose} ${detail.url}`);
    }
  });

  it('gives out the organisation’s page with a policy of its own, and no script but ours', async () => {
    const answer = await send('GET', pagePath('alice-mac', 'setup', 'x'));
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^sandbox allow-scripts allow-forms; default-src 'none'; script-src '(?:none|sha256-[^']+)';/);
    assert.doesNotMatch(policy, /https?:|\*|'self'(?!$)/);
    const scripts = [...(await answer.text()).matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
    assert.ok(scripts.length <= 1 && scripts.every((tag) => tag === '<script>'), scripts.join());
  });

  it('says that its process has stopped, and goes on by itself where the Mac was saved last', async () => {
    const account = { shortName: 'bob', fullName: 'Bob Kahn', password: 'harbour-violet' };
    await send('POST', macsPath, { name: 'bob-mac', macos: '14.0', as: 'set-up', isAssigned: false, account });
    await page.getByRole('button', { name: /^bob-mac/ }).click();
    await page.locator('[data-mac-screen]').waitFor();
    // In the middle of an act: a command waits for a password.
    const asked = page.evaluate(
      ([path, body]) =>
        fetch(path ?? '', { method: 'POST', headers: { 'content-type': 'application/json' }, body: body ?? '' }).then(
          () => 'answered',
          () => 'broken',
        ),
      [actsPath('bob-mac'), JSON.stringify({ kind: 'command', line: 'sudo sc_auth identities' })],
    );
    await waitForPrompt('bob-mac');
    // The page has to have heard of it too.
    await page.waitForTimeout(300);
    await stage.killDesk();
    await page.getByRole('alert').filter({ hasText: 'The Macs’ process has stopped' }).waitFor();
    assert.equal(await asked, 'broken');
    await expectAccessible(page);
    await picture(page, 'desk-stopped');
    await stage.startDesk();
    await page.getByText('The Macs’ process has stopped').waitFor({ state: 'detached' });
    await page.getByRole('status').filter({ hasText: 'stopped in the middle of something' }).waitFor();
    const after = await view('bob-mac');
    assert.deepEqual([after.prompts, after.screen], [[], { kind: 'desktop', user: 'bob' }]);
    assert.deepEqual(await act('bob-mac', { kind: 'lock' }), { outcome: { kind: 'done' } });
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  it('has the machine at hand: network, cards, clock, faults, each by name', async () => {
    await beside('Hardware').click();
    await page.getByRole('button', { name: 'Unplug' }).click();
    await page.getByText('The cable is unplugged.').waitFor();
    await page.getByRole('button', { name: 'Plug in' }).click();
    await page.getByRole('button', { name: 'Move the clock on by 8 h' }).click();
    await page.getByRole('button', { name: 'Make a card …' }).click();
    await page.getByLabel('PIN, 4 to 8 digits').fill('123456');
    await page.getByRole('button', { name: 'Make it and insert it' }).click();
    await page.getByText('Not paired with an account').waitFor();
    await page.getByRole('button', { name: 'Misbehave' }).click();
    await page.getByRole('button', { name: 'Behave again' }).waitFor();
    await expectAccessible(page);
    await expectFits(page, 480);
    await picture(page, 'desk-hardware');
    await page.getByRole('button', { name: 'Take the card out' }).click();
    await page.getByText('The reader is empty.').waitFor();
    assert.deepEqual((await stage.api.listCardAuthorities()).items.length, 1);
  });

  it('shows hostile names as text, and cuts nothing off', async () => {
    const fullName = `<img src=x onerror=alert(1)>${'x'.repeat(150)}`;
    const account = { shortName: 'mallory', fullName, password: 'harbour-violet' };
    await send('POST', macsPath, { name: 'a'.repeat(60), macos: '26.0', as: 'set-up', isAssigned: false, account });
    await page.getByRole('button', { name: /^a{60}/ }).click();
    await page.getByText('<img src=x', { exact: false }).first().waitFor();
    await expectFits(page, 1280);
    await expectFits(page, 480);
  });

  it('takes a Mac off the desk after a second question, and asked for nothing that its policy forbids', async () => {
    await page.getByRole('button', { name: 'Take it off the desk …' }).click();
    await page.getByRole('button', { name: /^Throw a{60} away/ }).click();
    await page.getByRole('heading', { name: 'Which Mac?' }).waitFor();
    expectNoPolicyViolations(page);
  });

  it('shows a page that tries everything, and nothing of it runs, loads, leads away or is sent', async () => {
    const site = await openHostileSite(curtain);
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await act('bob-mac', { kind: 'unlock', way: 'password', secret: 'harbour-violet' });
    await act('bob-mac', { kind: 'safari', step: { kind: 'open', address: site.url } });
    const before = page.url();
    await page.evaluate(
      (address) => {
        const frame = document.createElement('iframe');
        frame.id = 'hostile';
        frame.setAttribute('sandbox', 'allow-scripts allow-forms');
        frame.src = address;
        document.body.append(frame);
      },
      pagePath('bob-mac', 'safari', 'x'),
    );
    const frame = page.frameLocator('#hostile');
    await frame.getByRole('heading', { name: 'Win a prize' }).waitFor();
    await frame.getByRole('button', { name: 'Go' }).evaluate((button: HTMLElement) => button.click());
    // Longer than the page would take to lead away.
    await page.waitForTimeout(1500);
    assert.ok(await frame.getByRole('heading', { name: 'Win a prize' }).isVisible());
    await frame.locator('#away').evaluate((link: HTMLElement) => link.click());
    await page.waitForTimeout(300);
    assert.deepEqual(dialogs, []);
    assert.equal(page.url(), before);
    assert.deepEqual(
      site.asked.filter(({ agent }) => /Chrome/.test(agent)),
      [],
    );
    const reached = await page.evaluate(() => {
      const frame = document.querySelector<HTMLIFrameElement>('#hostile');
      return frame?.contentDocument === null;
    });
    assert.ok(reached, 'the page has an origin of its own');
    await page.evaluate(() => document.querySelector('#hostile')?.remove());
  });

  async function wireOf(name: string): Promise<readonly WireMessage[]> {
    const stop = new AbortController();
    const answer = await fetch(`${stage.deskUrl}${macsPath}/${name}/events`, { signal: stop.signal });
    const reader = answer.body?.getReader() ?? assert.fail();
    let text = '';
    while (!text.includes('"kind":"wire"')) text += new TextDecoder().decode((await reader.read()).value);
    stop.abort();
    return text
      .split('\n')
      .filter((line) => line.startsWith('data: ') && line.endsWith('}'))
      .map((line) => JSON.parse(line.slice(6)) as { kind: string; message?: WireMessage })
      .flatMap(({ message }) => (message ? [message] : []));
  }

  async function waitForPrompt(name: string): Promise<string> {
    for (let round = 0; round < 400; round += 1) {
      const [prompt] = (await view(name)).prompts;
      if (prompt) return promptPath(name, prompt.id);
      await page.waitForTimeout(25);
    }
    return assert.fail('nothing is asked');
  }
});
