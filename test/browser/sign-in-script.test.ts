import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openStage, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { expectNoPolicyViolations } from './support/policy.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';

const creation = {
  challenge: 'Y2hhbGxlbmdl',
  rp: { id: 'localhost', name: 'Example' },
  user: { id: 'YWRh', name: 'ada', displayName: 'Ada' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
};
const request = { challenge: 'Y2hhbGxlbmdl', rpId: 'localhost', userVerification: 'required' };

function formOf(attribute: string, options: unknown, further = ''): string {
  return `<form method="post" ${attribute}='${JSON.stringify(options)}' ${further}>
    <input type="hidden" name="response"><p data-webauthn-error role="alert" hidden></p>
    <button type="submit">Continue</button><button type="submit" name="cancel" value="yes">Cancel</button></form>`;
}

describe('The script of the sign-in pages, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  before(async () => {
    stage = await openStage(curtain);
    browser = await openBrowser(curtain, stage.url);
  });
  after(() => curtain.fall());

  /** A page such as the server renders, under its policy, which keeps what is sent to it. */
  async function visit(first: string) {
    let content = first;
    const page = await (await browser.context()).newPage();
    const address = `${stage.url}/openid/interaction/test`;
    const sent: URLSearchParams[] = [];
    let opened = 0;
    await page.route(address, async (route) => {
      if (route.request().method() === 'POST') sent.push(new URLSearchParams(route.request().postData() ?? ''));
      else opened += 1;
      const body = `<!doctype html><title>Test</title><script src="/sign-in/script.js" defer></script>${content}`;
      const headers = {
        'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'",
      };
      await route.fulfill({ contentType: 'text/html', headers, body: sent.length > 0 ? 'sent' : body });
    });
    const open = async (next?: string) => {
      content = next ?? content;
      sent.length = 0;
      await page.goto(address);
    };
    return { page, sent, open, opened: () => opened };
  }

  const error = (page: Page) => page.locator('[data-webauthn-error]').textContent();

  it('makes a passkey when the form is sent, and sends what the authenticator answered (WebAuthn 5.1)', async () => {
    const { page, sent, open } = await visit(formOf('data-webauthn-create', creation));
    const authenticator = await addAuthenticator(page);
    await open();
    await page.click('text=Continue');
    await page.waitForSelector('text=sent');
    const response = JSON.parse(sent[0]?.get('response') ?? '') as { id: string; response: object };
    assert.equal((await authenticator.credentials()).length, 1);
    assert.ok('attestationObject' in response.response);
    expectNoPolicyViolations(page);
  });

  it('uses a passkey at once where the page says so', async () => {
    const { page, sent, open } = await visit(formOf('data-webauthn-create', creation));
    const authenticator = await addAuthenticator(page);
    await open();
    await page.click('text=Continue');
    await page.waitForSelector('text=sent');
    await open(formOf('data-webauthn-get', request, 'data-webauthn-auto'));
    await page.waitForSelector('text=sent');
    const { id } = JSON.parse(sent[0]?.get('response') ?? '') as { id: string };
    const [held] = await authenticator.credentials();
    assert.equal(id, Buffer.from(held?.credentialId ?? '', 'base64').toString('base64url'));
  });

  it('gives a password to the window of macOS 27 when its form is sent, and with no other button (section 5.9)', async () => {
    const form = `<form method="post" data-sync-password="password"><input name="password" type="password">
      <button type="submit">Sign in</button><button type="submit" name="cancel" value="yes">Cancel</button></form>`;
    const { page, sent, open } = await visit(form);
    const synced: string[] = [];
    await page.exposeFunction('keep', (password: string) => void synced.push(password));
    for (const [button, expected] of [
      ['Sign in', ['violet harbour']],
      ['Cancel', []],
    ] as const) {
      synced.length = 0;
      await open();
      await page.evaluate('window.apple = { platformSSO: { syncPassword: (password) => window.keep(password) } }');
      await page.fill('[name=password]', 'violet harbour');
      await page.click(`text=${button}`);
      await page.waitForSelector('text=sent');
      assert.deepEqual(synced, expected);
      assert.equal(sent[0]?.get('password'), 'violet harbour');
    }
    // Elsewhere there is no such window, and the form is sent all the same.
    await open();
    await page.fill('[name=password]', 'violet harbour');
    await page.click('text=Sign in');
    await page.waitForSelector('text=sent');
    expectNoPolicyViolations(page);
  });

  it('says in a sentence when no passkey was used, and sends nothing', async () => {
    const { page, sent, open } = await visit(formOf('data-webauthn-get', { ...request, timeout: 500 }));
    const authenticator = await addAuthenticator(page);
    await open();
    await authenticator.setUserVerified(false);
    await page.click('text=Continue');
    await page.waitForSelector('[data-webauthn-error]:not([hidden])');
    assert.match((await error(page)) ?? '', /^The passkey was not used/);
    assert.deepEqual(sent, []);
  });

  it('lets the second button send the form as it is', async () => {
    const { page, sent, open } = await visit(formOf('data-webauthn-get', request));
    await open();
    await page.click('text=Cancel');
    await page.waitForSelector('text=sent');
    assert.deepEqual(
      [...(sent[0] ?? [])],
      [
        ['response', ''],
        ['cancel', 'yes'],
      ],
    );
  });

  it('opens the page again by GET when the stream says that something changed', async () => {
    const { page, opened, open } = await visit('<p data-wait="/openid/wait" data-without-script>Press Continue.</p>');
    const streams: string[] = [];
    await page.route('**/openid/wait', async (route) => {
      streams.push(route.request().url());
      const body = streams.length === 1 ? 'event: changed\ndata: {}\n\n' : ': nothing yet\nretry: 60000\n\n';
      await route.fulfill({ contentType: 'text/event-stream', body });
    });
    await open();
    while (opened() < 2 || streams.length < 2) await page.waitForTimeout(20);
    assert.equal(await page.locator('[data-without-script]').isVisible(), false);
    expectNoPolicyViolations(page);
  });
});
