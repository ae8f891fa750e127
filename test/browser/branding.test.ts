import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { beginSignIn, openApplication } from '../support/openid-application.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

const accent = '#0a6a4b';
const helpText = 'Need help? Call 1234, or ask <b>at the desk</b> on the ground floor.';
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 64" width="240" height="64">
<style>.word{fill:#111;font:700 28px sans-serif}@media (prefers-color-scheme: dark){.word{fill:#fff}}</style>
<circle cx="32" cy="32" r="28" fill="#0a6a4b"/><path d="M20 34l9 9 17-20" fill="none" stroke="#fff" stroke-width="6"/>
<text class="word" x="72" y="42">Example</text></svg>`;

describe('The look of an organisation, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  let ada: Person;
  before(async () => {
    stage = await openStage(curtain);
    browser = await openBrowser(curtain, stage.url);
    ada = await stage.addPerson('ada');
  });
  after(() => curtain.fall());

  const colourOf = (page: Page, selector: string, property: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

  async function look(page: Page, name: string): Promise<void> {
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, name);
  }

  async function signIn(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${stage.url}/account`);
    await page.fill('input[name=username]', ada.userPrincipalName);
    await page.fill('input[name=password]', ada.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:text-is("My sign-in")');
    return page;
  }

  it('is absent where none is set', async () => {
    const page = await (await browser.context()).newPage();
    await page.goto(`${stage.url}/account`);
    assert.equal(await page.locator('img, footer').count(), 0);
    await look(page, 'branding-none');
    expectNoPolicyViolations(page);
  });

  it('is on every page, is accessible in light and dark, fits 320 pixels, and asks for nothing that is forbidden', async () => {
    const logo = Buffer.from(drawing).toString('base64');
    await stage.api.changeBranding({ body: { accent, helpText, logo } });
    const context = await browser.context();
    const page = await context.newPage();
    await page.goto(`${stage.url}/account`);
    await expectLook(page);
    await look(page, 'branding-sign-in');
    await page.fill('input[name=username]', ada.userPrincipalName);
    await page.fill('input[name=password]', 'wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await expectLook(page);

    const own = await signIn(context);
    await expectLook(own);
    await look(own, 'branding-account');
    await own.goto(`${stage.url}/account/password`);
    await expectLook(own);
    await look(own, 'branding-account-password');

    const wiki = await openApplication(stage, { asksConsent: true });
    const { url } = await beginSignIn(wiki);
    await own.goto(url.href);
    await own.fill('input[name=username]', ada.userPrincipalName);
    await own.fill('input[name=password]', ada.password);
    await own.keyboard.press('Enter');
    await own.waitForSelector('h1:text-is("Allow access")');
    await expectLook(own);
    await look(own, 'branding-consent');
    for (const [path, name] of [
      ['/openid/device', 'branding-device'],
      ['/openid/sign-out', 'branding-sign-out'],
      ['/openid/authorization?client_id=nobody', 'branding-error'],
      ['/account/signed-out', 'branding-signed-out'],
    ] as const) {
      await own.goto(`${stage.url}${path}`);
      await expectLook(own);
      await look(own, name);
    }
    expectNoPolicyViolations(context);
  });

  it('keeps white words on the accent in dark, and makes links and edges lighter', async () => {
    const context = await browser.context({ colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(`${stage.url}/account`);
    const { accentOnDark } = await stage.api.getBranding();
    assert.equal(await colourOf(page, 'button', 'background-color'), rgb(accent));
    assert.equal(await colourOf(page, 'button', 'color'), 'rgb(255, 255, 255)');
    assert.equal(await colourOf(page, 'button', 'border-top-color'), rgb(accentOnDark ?? ''));
    assert.equal(await colourOf(page, 'input:focus-visible', 'outline-color'), rgb(accentOnDark ?? ''));
  });

  it('has a logo that is a picture and nothing else, whoever opens its address', async () => {
    const context = await browser.context();
    const page = await context.newPage();
    const answer = await page.goto(`${stage.url}/branding/logo`);
    assert.match(answer?.headers()['content-security-policy'] ?? '', /sandbox/);
    assert.equal(await page.evaluate(() => window.origin), 'null', 'of no origin that has cookies');
  });

  it('is refused over HTTP with its code, and stays as it was', async () => {
    const before = await stage.api.getBranding();
    const head = await stage.auditHead();
    const scripted = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>').toString('base64');
    const large = Buffer.alloc(64 * 1024 + 1).toString('base64');
    for (const [body, code] of [
      [{ accent: '#ffcc00' }, 'accent_contrast'],
      [{ accent: 'green' }, 'accent_malformed'],
      [{ helpText: 'one\ntwo' }, 'help_text_refused'],
      [{ logo: scripted }, 'logo_svg_refused'],
      [{ logo: large }, 'logo_too_large'],
      [{ logo: 'not base64' }, 'request_invalid'],
      [{ colour: '#0a6a4b' } as object, 'request_invalid'],
    ] as const) {
      await assert.rejects(stage.api.changeBranding({ body }), { code });
    }
    assert.deepEqual(await stage.api.getBranding(), before);
    const event = await stage.auditEvent(head, ({ type }) => type === 'branding.change.refused');
    assert.equal(event?.code, 'accent_contrast');
  });

  it('goes with a reset', async () => {
    await stage.api.resetBranding();
    const page = await (await browser.context()).newPage();
    await page.goto(`${stage.url}/account`);
    assert.equal(await page.locator('img, footer').count(), 0);
    expectNoPolicyViolations(page);
  });

  async function expectLook(page: Page): Promise<void> {
    const drawn = await page
      .locator('img.logo')
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
    assert.equal(drawn, 240, `${page.url()} shows the logo`);
    assert.equal(await page.textContent('footer'), helpText, `${page.url()} says the text as it is`);
    if ((await page.locator('button:not(.plain), a.button:not(.plain)').count()) === 0) return;
    assert.equal(
      await colourOf(page, 'button:not(.plain), a.button:not(.plain)', 'background-color'),
      rgb(accent),
      page.url(),
    );
  }
});

function rgb(colour: string): string {
  const value = Number.parseInt(colour.slice(1), 16);
  return `rgb(${value >> 16}, ${(value >> 8) & 255}, ${value & 255})`;
}
