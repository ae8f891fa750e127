/** A server, its people, and a browser that is somebody's phone. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import type { ApprovalWish } from '#server/authenticator/feature.ts';
import type { Composition } from '#server/compose.ts';
import { openIdentityServer } from '../../support/identity-server.ts';
import { StoryClock } from '../../support/stage.ts';
import type { SuiteCurtain } from '../../support/suite-curtain.ts';
import { openBrowser, type TestBrowser } from './browser.ts';

/** A person of the organisation. */
export interface PhonePerson {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly password: string;
}

/** Everything. */
export interface PhoneStage {
  readonly url: string;
  readonly api: ApiClient;
  readonly fetch: HttpsFetch;
  readonly clock: StoryClock;
  readonly browser: TestBrowser;
  readonly composition: Composition;
  /** Somebody whom no other test knows. */
  person(): Promise<PhonePerson>;
  /** The address of a QR code, by which one phone is enrolled. */
  offer(person: PhonePerson): Promise<string>;
  /** Another screen asks the person's phone, and shows a number. */
  ask(person: PhonePerson, wish?: Partial<ApprovalWish>): Promise<{ readonly id: string; readonly number: string }>;
  /** A phone that is a browser of its own, with the app open. */
  phone(options?: BrowserContextOptions): Promise<Page>;
  stop(): Promise<void>;
}

/** The PIN of every phone of the tests. */
export const pin = '271828';

/** Opens it. */
export async function openPhoneStage(curtain: SuiteCurtain): Promise<PhoneStage> {
  const clock = new StoryClock();
  const opened = await openIdentityServer(() => Promise.resolve({}), clock);
  const { server } = opened;
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= opened.close());
  curtain.after(stop);
  const browser = await openBrowser(curtain, server.url);
  const { composition } = server;
  const token = (await readFile(join(server.home, 'server', 'admin-token'), 'utf8')).trim();
  const fetch = httpsFetch({ ca: [composition.rootPem ?? ''] });
  const api = createApiClient({ baseUrl: server.url, token, fetch });
  let people = 0;
  let attempts = 0;
  return {
    url: server.url,
    api,
    fetch,
    clock,
    browser,
    composition,
    stop,
    async person() {
      people += 1;
      const accountName = `ada${people}`;
      const password = `violet-harbour-${people}`;
      const userPrincipalName = `${accountName}@porchlight.example`;
      const { id } = await api.createUser({
        body: { accountName, fullName: 'Ada Lovelace', userPrincipalName, password },
      });
      return { id, userPrincipalName, password };
    },
    offer: async ({ id }) => (await composition.authenticators.offer(id, id)).address,
    async ask({ id }, wish = {}) {
      attempts += 1;
      const begun = await composition.authenticators.numberMatching.begin({
        userId: id,
        purpose: 'application',
        target: 'Wiki',
        address: '198.51.100.7',
        attempt: `attempt-${attempts}`,
        ...wish,
      });
      assert.equal(begun.kind, 'begun');
      return begun.kind === 'begun' ? { id: begun.requestId, number: begun.number } : assert.fail();
    },
    async phone(options) {
      const context = await browser.context({ viewport: { width: 390, height: 844 }, ...options });
      return context.newPage();
    },
  };
}

/** Opens the app by a QR code, chooses a PIN, and adds the account. */
export async function enrol(page: Page, offer: string): Promise<void> {
  await page.goto(offer);
  await page.click('text=With a PIN');
  await page.fill('#pin', pin);
  await page.fill('#repeat', pin);
  await page.click('text=Use this PIN');
  await page.fill('#name', 'Ada’s phone');
  await page.click('button:has-text("Add")');
  await page.waitForSelector('.listening');
}

/** Types the PIN into the locked app. */
export async function unlock(page: Page, typed = pin): Promise<void> {
  await page.fill('#pin', typed);
  await page.click('button[type=submit]');
}
