/** That a page can be used by people who hear it, enlarge it or see few colours, as far as a program can tell. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Axe finds nothing serious or critical, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(await findings(page, {}), [], `${page.url()} in light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  // Nothing but colours differs.
  const inDark = await findings(page, { runOnly: ['color-contrast', 'link-in-text-block'] });
  assert.deepEqual(inDark, [], `${page.url()} in dark`);
  await page.emulateMedia({ colorScheme: null });
}

/** Nothing wider than the screen, which people who enlarge would have to scroll in two directions (WCAG 2.2, 1.4.10). */
export async function expectFits(page: Page, width = 320): Promise<void> {
  const before = page.viewportSize() ?? { width: 480, height: 800 };
  await page.setViewportSize({ width, height: before.height });
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.setViewportSize(before);
  assert.ok(excess <= 0, `${page.url()} is ${excess} pixels wider than ${width}`);
}

async function findings(page: Page, options: axe.RunOptions): Promise<string[]> {
  const known = await page.evaluate(() => 'axe' in window);
  if (!known) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (options) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, { ...options, resultTypes: ['violations'] }),
    options,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')})`);
}
