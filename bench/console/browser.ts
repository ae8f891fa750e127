/** What a person waits for in a real Chromium: from the key or the click until the rows stand still. */
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '#test/browser/chromium/find-chromium.ts';
import { percentiles, type Timed } from './requests.ts';
import { administrator } from './stage.ts';

/** What of a page's globals is used in it; the bench is typed for Node.js. */
declare const location: { readonly href: string };
declare const document: { querySelector(selector: string): object | null };
declare function addEventListener(
  kind: string,
  hear: (event: { readonly timeStamp: number }) => void,
  how: object,
): void;
declare global {
  /** When the browser heard of what a person does. */
  var begunAt: number | undefined;
}

/** Something that a person does, on the list of Macs, and what has to be so when it is over. */
interface Interaction {
  readonly name: string;
  readonly act: (page: Page, index: number) => Promise<void>;
  /** In the address, as text. */
  readonly address?: string;
  /** On the page, as a selector. */
  readonly shows?: string;
}

const words = ['macbook air 9', 'ada', 'c02p000007', 'mac mini 55', 'studio', '123'];

const interactions: readonly Interaction[] = [
  { name: 'open the list', act: opened },
  {
    name: 'search, from the last key',
    act: (page, index) => page.getByRole('searchbox').fill(words[index % words.length] ?? ''),
    address: 'search=',
  },
  {
    name: 'filter by a stage',
    act: (page) => page.click('button[aria-pressed]:has-text("Set up")'),
    address: 'stage=',
  },
  { name: 'sort by last seen', act: (page) => page.click('th button:has-text("Last seen")'), address: 'sort=' },
  {
    name: 'scroll to the end of a page',
    async act(page) {
      await page.locator('tbody').hover();
      await page.mouse.wheel(0, 3400);
    },
    shows: 'tr[aria-rowindex="101"]',
  },
  {
    name: 'open a Mac',
    act: (page) => page.locator('[data-row-target]').first().click(),
    shows: '[data-stage="signed-in"]',
  },
];

async function opened(page: Page): Promise<void> {
  await page.goto(new URL('/console/macs', page.url()).href);
}

/**
 * When what was begun stands on the screen, in milliseconds of the page's own clock: rows are there, they belong to what was asked,
 * and a frame has been drawn since.
 */
async function settledAt(page: Page, { address = '', shows = 'table' }: Partial<Interaction>) {
  const stands = await page.waitForFunction(
    ([part = '', selector = '']) =>
      location.href.includes(part) &&
      document.querySelector(selector) !== null &&
      document.querySelector('[data-stale], table[aria-busy=true]') === null &&
      performance.now(),
    [address, shows],
    { polling: 'raf' },
  );
  return Number(await stands.jsonValue());
}

/** Notes when the browser heard of the first key, press or turn of the wheel since it was last told to. */
function listen(): void {
  for (const kind of ['pointerdown', 'input', 'wheel']) {
    addEventListener(kind, ({ timeStamp }) => (globalThis.begunAt ??= timeStamp), { capture: true, passive: true });
  }
}

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
    await context.addInitScript(listen);
    const page = await context.newPage();
    await signIn(page, url);
    const found: Timed[] = [];
    for (const interaction of interactions) found.push(await timed(page, interaction, times));
    return found;
  } finally {
    await browser.close();
  }
}

/** The time that the tool takes to move the mouse is not counted. To open the list is to load the page, from its beginning. */
async function timed(page: Page, interaction: Interaction, times: number): Promise<Timed> {
  const isOpening = interaction.act === opened;
  const taken: number[] = [];
  for (let index = -2; index < times; index += 1) {
    if (!isOpening) {
      await opened(page);
      await settledAt(page, {});
      await page.evaluate(() => (globalThis.begunAt = undefined));
    }
    await interaction.act(page, Math.max(index, 0));
    const end = await settledAt(page, interaction);
    const begun = await page.evaluate(() => globalThis.begunAt ?? 0);
    if (index >= 0) taken.push(end - begun);
  }
  return { name: interaction.name, ...percentiles(taken), times };
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/console/macs`);
  await page.fill('input[name=username]', `${administrator.accountName}@${administrator.domain}`);
  await page.fill('input[name=password]', administrator.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1[data-page-title]');
}
