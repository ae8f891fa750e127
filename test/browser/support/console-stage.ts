/** A server with its console, an administrator and an auditor, and a browser for each. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import type { Composition } from '#server/compose.ts';
import { openIdentityServer } from '../../support/identity-server.ts';
import { StoryClock } from '../../support/stage.ts';
import type { SuiteCurtain } from '../../support/suite-curtain.ts';
import { openBrowser, type TestBrowser } from './browser.ts';

/** Everything. */
export interface ConsoleStage {
  readonly url: string;
  /** With the token of the file beside the server. */
  readonly api: ApiClient;
  readonly composition: Composition;
  readonly clock: StoryClock;
  readonly browser: TestBrowser;
  /** A browser of its own in which Marie, an administrator, is signed in to the console. @param path such as `/macs` */
  admin(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same for Grace, an auditor. */
  auditor(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Stops the server, and starts it again at the same address over the same store. @param meanwhile while it is away */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Who is who, with the passwords of the tests. */
export const consolePeople = {
  admin: { accountName: 'marie', fullName: 'Marie Curie', administrator: true, password: 'violet-harbour-81' },
  auditor: { accountName: 'grace', fullName: 'Grace Hopper', auditor: true, password: 'violet-harbour-82' },
} as const;

const domain = 'porchlight.example';
/** Nothing moves: what is measured is what stays. */
const desktop = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;

/** Opens it. `settings` as the environment of the server has them. */
export async function openConsoleStage(
  curtain: SuiteCurtain,
  settings: Readonly<Record<string, string>> = {},
): Promise<ConsoleStage> {
  const clock = new StoryClock();
  const opened = await openIdentityServer(() => Promise.resolve(settings), clock);
  const { server } = opened;
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= opened.close());
  curtain.after(stop);
  const browser = await openBrowser(curtain, server.url);
  const token = (await readFile(join(server.home, 'server', 'admin-token'), 'utf8')).trim();
  const api = createApiClient({
    baseUrl: server.url,
    token,
    fetch: httpsFetch({ ca: [server.composition.rootPem ?? ''] }),
  });
  for (const person of Object.values(consolePeople)) {
    await api.createUser({ body: { ...person, userPrincipalName: `${person.accountName}@${domain}` } });
  }
  const visit = async (who: keyof typeof consolePeople, path: string, options: BrowserContextOptions) => {
    const page = await (await browser.context({ ...desktop, ...options })).newPage();
    await page.goto(`${server.url}/console${path}`);
    await signInToConsole(page, who);
    await page.waitForSelector('h1[data-page-title]');
    return page;
  };
  return {
    url: server.url,
    api,
    get composition() {
      return opened.server.composition;
    },
    clock,
    browser,
    admin: (path = '/', options = {}) => visit('admin', path, options),
    auditor: (path = '/', options = {}) => visit('auditor', path, options),
    restart: (meanwhile) => opened.restart(meanwhile),
    stop,
  };
}

/** Fills in the sign-in pages that the console has led to. */
export async function signInToConsole(page: Page, who: keyof typeof consolePeople): Promise<void> {
  const { accountName, password } = consolePeople[who];
  await page.fill('input[name=username]', `${accountName}@${domain}`);
  await page.fill('input[name=password]', password);
  await page.keyboard.press('Enter');
}
