/**
 * `npm run docs:screenshots`: plays docs/tutorial.md and takes its pictures, and one of the whole story for the README. What is
 * on them is what the tests see.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { playTutorial } from './play-tutorial.ts';

const docs = join(import.meta.dirname, '../../../docs');
const quality = 72;

/** The pictures of the README, in the order of the story, with what they show. */
const story = [
  ['hello', 'A new Mac'],
  ['remote-management', 'belongs to the organisation'],
  ['number', 'A sign-in, approved on the phone'],
  ['registration-required', 'Registration Required'],
  ['registered', 'Registered'],
  ['overview', 'and the console has seen it'],
] as const;

const ends: (() => unknown)[] = [];
try {
  const tutorial = await playTutorial({ after: (end) => void ends.unshift(end) }, take);
  for (const title of tutorial.titles) {
    await tutorial.play(title);
    process.stderr.write(`${title}: pictures taken\n`);
  }
  await takeStory(tutorial.page);
} finally {
  for (const end of ends) await end();
}

async function take(file: string, page: Page): Promise<void> {
  const path = join(docs, file);
  await mkdir(dirname(path), { recursive: true });
  // Without motion the greeting is written out.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.screenshot({ path, type: 'jpeg', quality });
  await page.emulateMedia({ reducedMotion: null });
}

/** All of them on one sheet. */
async function takeStory(page: Page): Promise<void> {
  const figures = await Promise.all(
    story.map(async ([name, words]) => {
      const bytes = await readFile(join(docs, `images/tutorial/${name}.jpg`));
      return `<figure><img src="data:image/jpeg;base64,${bytes.toString('base64')}"><figcaption>${words}</figcaption></figure>`;
    }),
  );
  await page.setViewportSize({ width: 1280, height: 620 });
  await page.goto('about:blank');
  await page.setContent(`<style>
    body { margin: 0; padding: 20px; background: #f4f1ec; font: 15px system-ui, sans-serif; color: #221f1c }
    main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px }
    figure { margin: 0 } img { width: 100%; border-radius: 8px; box-shadow: 0 2px 10px rgb(0 0 0 / 20%) }
    figcaption { padding: 6px 2px 0 }
  </style><main>${figures.join('')}</main>`);
  await page.locator('main').screenshot({ path: join(docs, 'images/story.jpg'), type: 'jpeg', quality });
}
