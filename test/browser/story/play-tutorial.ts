/** Plays chapters of docs/tutorial.md on a desk, and takes its pictures where somebody wants them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Curtain, Person } from '../../support/stage.ts';
import { openDeskStage } from '../support/desk-stage.ts';
import { castOf } from './cast.ts';
import { readTutorial } from './read-tutorial.ts';
import { playSentence } from './sentences.ts';

const docs = join(import.meta.dirname, '../../../docs');
const people = { marie: 'Marie Curie', alice: 'Alice Ball', bob: 'Bob Kahn', carol: 'Carol Shaw' };

/** The tutorial on its stage. */
export interface PlayedTutorial {
  /** Titles of the chapters, without their numbers. */
  readonly titles: readonly string[];
  /** The desk. */
  readonly page: Page;
  /** Plays the chapter with this title, after its number. */
  play(title: string): Promise<void>;
}

/** What is done with a picture: its place in the text, relative to docs, and the page as it stands. */
export type TakePicture = (file: string, page: Page) => Promise<void>;

/** Opens the stage. */
export async function playTutorial(curtain: Curtain, takePicture: TakePicture | undefined): Promise<PlayedTutorial> {
  const stage = await openDeskStage(curtain);
  const cast = new Map<string, Person>();
  for (const [accountName, fullName] of Object.entries(people)) {
    const userPrincipalName = `${accountName}@porchlight.example`;
    const password = 'geso-fevu-nebo-gebe-11';
    const { id } = await stage.api.createUser({
      body: { accountName, fullName, userPrincipalName, password, administrator: accountName === 'marie' },
    });
    cast.set(accountName, { id, accountName, fullName, userPrincipalName, password });
  }
  const page = await stage.page();
  const consolePage = await (await stage.browser.context({ viewport: { width: 1280, height: 720 } })).newPage();
  await consolePage.goto(`${stage.url}/console/`);
  const players = castOf(page, consolePage, cast);
  const chapters = readTutorial(readFileSync(join(docs, 'tutorial.md'), 'utf8'));
  return {
    titles: chapters.map((chapter) => chapter.title.replace(/^\d+\. /, '')),
    page,
    async play(title) {
      const chapter = chapters.find((one) => one.title.endsWith(title)) ?? assert.fail(`no chapter “${title}”`);
      for (const step of chapter.steps) {
        for (const act of step.acts) {
          // Every paragraph begins at the Mac, unless it says otherwise.
          if (act.kind === 'sentence' && act.beginsParagraph) players.lookAt('mac');
          if (act.kind === 'picture') await takePicture?.(act.file, players.shown());
          else {
            await playSentence(players, act.text).catch(async (error: unknown) => {
              await page.screenshot({ path: join(docs, `../.artefacts/screenshots/tutorial-stopped-${title}.png`) });
              await consolePage.screenshot({
                path: join(docs, `../.artefacts/screenshots/tutorial-stopped-${title}-console.png`),
              });
              const seen = await wordsOn(players.shown());
              throw new Error(`${step.title}: “${act.text}”. It shows: ${seen}`, { cause: error });
            });
          }
        }
      }
    },
  };
}

/** What a person would read there, for whoever finds out why a sentence did not come true. */
async function wordsOn(page: Page): Promise<string> {
  const dialogs = await page.getByRole('dialog').allInnerTexts();
  const words = dialogs.length > 0 ? dialogs.join(' | ') : await page.locator('body').innerText();
  return words.replaceAll(/\s+/g, ' ').slice(0, 1500);
}
