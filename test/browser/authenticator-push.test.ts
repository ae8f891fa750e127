import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { suiteCurtain } from '../support/suite-curtain.ts';
import { enrol, openPhoneStage, type PhoneStage } from './support/phone-stage.ts';

describe('The authenticator while it is closed', () => {
  const curtain = suiteCurtain();
  let stage: PhoneStage;
  before(async () => {
    stage = await openPhoneStage(curtain);
  });
  after(() => curtain.fall());

  /** Hands a message to the service worker, as a push service does after it was decrypted. */
  async function deliver(context: BrowserContext, page: Page, data: string): Promise<void> {
    const session: CDPSession = await context.newCDPSession(page);
    const registrationId = await new Promise<string>((resolve, reject) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [registration] = registrations;
        if (registration) resolve(registration.registrationId);
      });
      session.send('ServiceWorker.enable').catch(reject);
    });
    await session.send('ServiceWorker.deliverPushMessage', { origin: stage.url, registrationId, data });
  }

  it('tells that a request waits, and nothing of what it is about (Push API, Notifications API)', async () => {
    const context = await stage.browser.context({ permissions: ['notifications'] });
    const page = await context.newPage();
    const ada = await stage.person();
    await enrol(page, await stage.offer(ada));
    await page.evaluate(() => navigator.serviceWorker.ready);
    const [worker] = context.serviceWorkers();
    // What the worker shows, where the browser has a place for it and where it has none.
    const showing = worker?.evaluate(
      () =>
        new Promise((resolve) => {
          const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
          registration.showNotification = async (title, options) => resolve({ title, ...options });
        }),
    );
    await deliver(context, page, JSON.stringify({ kind: 'request', issuer: stage.url, userId: ada.id }));
    const { title, body, tag } = (await showing) as Record<string, string>;
    const expected = {
      title: 'Are you signing in?',
      body: 'Open to see what it is about. If it wasn’t you, say so there.',
    };
    assert.deepEqual({ title, body, tag }, { ...expected, tag: 'request' });
  });

  it('says when the push service cannot be reached, and goes on without', async () => {
    const context = await stage.browser.context({ permissions: ['notifications'] });
    const page = await context.newPage();
    await enrol(page, await stage.offer(await stage.person()));
    await page.evaluate(() => navigator.serviceWorker.ready);
    if (stage.browser.isHeadlessShell) {
      await page.waitForSelector('text=Notifications are switched off for this app');
    } else {
      await page.click('text=Say when a request arrives');
      await page.waitForSelector('text=The push service of this browser cannot be reached');
    }
  });
});
