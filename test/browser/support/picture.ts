/** Pictures of pages, for people to look at: light and dark, wide and narrow. Kept as artefacts of a test run. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = join(import.meta.dirname, '../../../.artefacts/screenshots');

/** How wide: a window, and Setup Assistant's sheet. */
const widths = [1280, 480] as const;

/** Takes them. `name` has no spaces. */
export async function picture(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // Without the changes that take a style sheet of the tool's own, which the policy of a page would forbid.
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), caret: 'initial' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
