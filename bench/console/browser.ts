/** What a person waits for in a real Chromium: from the key or the click until the rows stand still. */
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '#test/browser/chromium/find-chromium.ts';
import { percentiles, type Timed } from './requests.ts';
import { administrator } from './stage.ts';

/** Times an interaction of the page, so often. */
type Interaction = (page: Page, index: number) => Promise<void>;

const words = ['macbook air 9', 'ada', 'c02p00071', 'mac mini 55', 'studio', '123'];

/** Rows are there, and belong to what was asked. */
async function settled(page: Page): Promise<void> {
  await page.waitForSelector('table[aria-busy=false] tbody tr[aria-rowindex]');
  await page.waitForSelector('[data-stale]', { state: 'detached' });
}

async function opened(page: Page): Promise<void> {
  await page.goto(new URL('/console/macs', page.url()).href);
  await settled(page);
}

const interactions: readonly (readonly [name: string, act: Interaction, prepare?: Interaction])[] = [
  ['open the list', opened],
  [
    'search, from the last key',
    async (page, index) => {
      await page.getByRole('searchbox').fill(words[index % words.length] ?? '');
      await page.waitForURL(/search=/);
      await settled(page);
    },
    opened,
  ],
  [
    'filter by a stage',
    async (page) => {
      await page.click('button[aria-pressed]:has-text("Set up")');
      await page.waitForURL(/stage=/);
      await settled(page);
    },
    opened,
  ],
  [
    'sort by last seen',
    async (page) => {
      await page.click('th button:has-text("Last seen")');
      await page.waitForURL(/sort=/);
      await settled(page);
    },
    opened,
  ],
  [
    'scroll to the end of a page',
    async (page) => {
      await page.locator('tbody').hover();
      await page.mouse.wheel(0, 3400);
      await page.waitForSelector('tr[aria-rowindex="101"]');
      await settled(page);
    },
    opened,
  ],
  [
    'open a Mac',
    async (page) => {
      await page.locator('[data-row-target]').first().click();
      await page.waitForSelector('[data-stage="signed-in"]');
    },
    opened,
  ],
];

/** Plays all of them in a browser of its own. */
export async function timeInteractions(url: string, times: number): Promise<readonly Timed[]> {
  const { path, environment } = await findChromium();
  const browser = await chromium.launch({
    executablePath: path,
    env: { ...(process.env as Record<string, string>), ...environment },
    args: ['--disable-dev-shm-usage'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await signIn(page, url);
    const found: Timed[] = [];
    for (const [name, act, prepare] of interactions) found.push(await timed(page, { name, act, prepare, times }));
    return found;
  } finally {
    await browser.close();
  }
}

async function timed(
  page: Page,
  {
    name,
    act,
    prepare,
    times,
  }: {
    readonly name: string;
    readonly act: Interaction;
    readonly prepare: Interaction | undefined;
    readonly times: number;
  },
): Promise<Timed> {
  const taken: number[] = [];
  for (let index = -2; index < times; index += 1) {
    await prepare?.(page, index);
    const begun = performance.now();
    await act(page, Math.max(index, 0));
    if (index >= 0) taken.push(performance.now() - begun);
  }
  return { name, ...percentiles(taken), times };
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/console/macs`);
  await page.fill('input[name=username]', `${administrator.accountName}@${administrator.domain}`);
  await page.fill('input[name=password]', administrator.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1[data-page-title]');
}
