/** Typing into a page that has just come: it may be drawn once more, faster than anybody types, and its fields are new then. */
import type { Locator } from 'playwright-core';

const settled = 250;
const tries = 6;

/** Types until it stands there. */
export async function typeSteadily(field: Locator, text: string): Promise<void> {
  for (let count = 0; count < tries; count += 1) {
    await field.fill(text);
    await field.page().waitForTimeout(settled);
    const stands = await field.inputValue({ timeout: 3000 }).catch(() => undefined);
    if (stands === text) return;
  }
}
