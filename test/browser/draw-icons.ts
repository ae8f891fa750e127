/** Draws the icons of the authenticator from its SVG: `node bin/run.js test/browser/draw-icons.ts`. The results are kept. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium/find-chromium.ts';

const folder = join(import.meta.dirname, '../../src/web/authenticator/public/icons');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');

/** Name, pixels, and whether the system cuts the corners itself: then the picture fills the square. */
const icons = [
  ['icon-180', 180, true],
  ['icon-192', 192, false],
  ['icon-512', 512, false],
  ['maskable-512', 512, true],
] as const;

const { path, environment } = await findChromium();
const browser = await chromium.launch({ executablePath: path, env: { ...(process.env as {}), ...environment } });
for (const [name, size, isFull] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const drawn = isFull ? svg.replaceAll('rx="112"', '') : svg;
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${drawn}`);
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
}
await browser.close();
