import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { freePort } from '#runtime/free-port.ts';
import { type CardFacts, OpenSslAuthority } from '#server/directory/contract/openssl-authority.ts';
import { beginSignIn, callback, openApplication } from '../support/openid-application.ts';
import { openStage, type Person, type Stage } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { picture } from './support/picture.ts';
import { expectNoPolicyViolations } from './support/policy.ts';

describe('Signing in with a certificate, in Chromium', () => {
  const curtain = suiteCurtain();
  let stage: Stage;
  let browser: TestBrowser;
  let ada: Person;
  let cards: OpenSslAuthority;
  let where = '';
  before(async () => {
    where = `localhost:${await freePort()}`;
    stage = await openStage(curtain, { settings: { PORCHLIGHT_CERTIFICATE_LISTEN: where } });
    browser = await openBrowser(curtain, stage.url, `https://${where}`);
    ada = await stage.addPerson('ada');
    cards = new OpenSslAuthority('Cards Root');
    curtain.after(async () => cards.remove());
    await stage.api.addCardAuthority({ body: { certificate: cards.certificate, staleRevocation: 'accept' } });
  });
  after(() => curtain.fall());

  /** The page of the certificate step, in a browser that has a card. */
  async function atTheStep(facts: CardFacts | undefined): Promise<Page> {
    const identity = facts && cards.cardWithKey(facts);
    const context = await browser.context(
      identity && {
        clientCertificates: [
          { origin: `https://${where}`, cert: Buffer.from(identity.certificate), key: Buffer.from(identity.key) },
        ],
        // With certificates of its own the tool stands between, and trusts nobody else's pins.
        ignoreHTTPSErrors: true,
      },
    );
    const page = await context.newPage();
    await page.goto((await beginSignIn(await openApplication(stage))).url.href);
    await page.click('button[name=choose]');
    await page.click('button[value=certificate]');
    await page.waitForSelector('a.button');
    return page;
  }

  it('leads to the address that asks for it, and back to the application', async () => {
    const page = await atTheStep({ upn: [ada.userPrincipalName] });
    await expectAccessible(page);
    assert.equal(await page.locator('button:text-is("Sign in another way")').count(), 1);
    await picture(page, 'sign-in-certificate');
    const [back] = await Promise.all([page.waitForRequest(`${callback}?*`), page.click('a.button')]);
    assert.ok(new URL(back.url()).searchParams.has('code'));
    expectNoPolicyViolations(page);
  });

  it('says what is wrong with one of nobody, and leads back', async () => {
    const page = await atTheStep({ upn: ['nobody@example.org'] });
    await page.click('a.button');
    await page.waitForSelector('code:text-is("certificate_unmapped")');
    await expectAccessible(page);
    await expectFits(page);
    await picture(page, 'certificate-unmapped');
    await page.click('a.button');
    await page.waitForURL(`${stage.url}/openid/interaction/*`);
    expectNoPolicyViolations(page);
  });

  it('says so where there is none', async () => {
    const page = await atTheStep(undefined);
    await page.click('a.button');
    await page.waitForSelector('code:text-is("certificate_missing")');
    await expectAccessible(page);
    expectNoPolicyViolations(page);
  });
});
