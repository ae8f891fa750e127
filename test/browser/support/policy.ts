/** That no page asks for what its Content Security Policy forbids, and that none throws. */
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';

const seen = new WeakMap<BrowserContext, string[]>();

/** Listens from now on. Contexts of the tests do. */
export async function watchPolicy(context: BrowserContext): Promise<void> {
  const found: string[] = [];
  seen.set(context, found);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      console.error(`securitypolicyviolation: ${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  context.on('console', (message) => {
    const text = message.text();
    if (/securitypolicyviolation|Content Security Policy/i.test(text)) found.push(text);
  });
  context.on('weberror', (error) => found.push(`uncaught: ${error.error().message}`));
}

/** Nothing was forbidden so far, in any page of the context, and nothing was thrown. */
export function expectNoPolicyViolations(of: Page | BrowserContext): void {
  const context = 'context' in of ? of.context() : of;
  assert.deepEqual(seen.get(context) ?? assert.fail('the context is watched'), []);
}
