/** The cast of the tutorial on a stage: a desk in a window of a laptop, and the console in another. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Person } from '../../support/stage.ts';
import { type Hand, handAt, type Part, type Place, type Players, type Surface } from './players.ts';

/** The cast, and where to take pictures. */
export interface Cast extends Players {
  readonly page: Page;
  readonly consolePage: Page;
  /** The page that the reader looks at. */
  readonly shown: () => Page;
}

/** Puts it together. People by their first names, in lower case. */
export function castOf(page: Page, consolePage: Page, people: ReadonlyMap<string, Person>): Cast {
  let surface: Surface = 'mac';
  const framed = (fragment: string) =>
    page.frames().filter((frame) => frame !== page.mainFrame() && frame.url().includes(fragment));
  const mac = () => page.locator('.mac-screen');
  const places: Readonly<Record<Surface, Place>> = {
    // The organisation's page lies over the Mac's own screen.
    mac: { page, parts: (): readonly Part[] => [mac().frameLocator('iframe:not(.coming)').last(), mac()] },
    phone: { page, parts: () => framed('/authenticator/') },
    desk: { page, parts: () => [page] },
    console: { page: consolePage, parts: () => [consolePage] },
  };
  const hands = Object.fromEntries(Object.entries(places).map(([name, place]) => [name, handAt(place)])) as Record<
    Surface,
    Hand
  >;
  return {
    page,
    consolePage,
    shown: () => places[surface].page,
    here: () => hands[surface],
    lookAt: (next) => (surface = next),
    desk: () => ({
      pressTouchId: () =>
        page
          .getByRole('alertdialog')
          .getByRole('button', { name: /Touch ID/ })
          .click(),
    }),
    terminal: () => ({
      prints: async (text) => {
        await page.waitForFunction(
          (wanted) => [...document.querySelectorAll('.xterm-rows > *')].some((row) => row.textContent.includes(wanted)),
          text,
        );
      },
      async hash() {
        const rows = await page.locator('.xterm-rows > *').allTextContents();
        return (
          rows
            .join('\n')
            .match(/\b[0-9A-F]{40}\b/g)
            ?.at(-1) ?? assert.fail('no hash was printed')
        );
      },
    }),
    async typeNamedNumber() {
      const dialog = consolePage.getByRole('dialog');
      await dialog.getByText('will notice: ').waitFor();
      const [number] =
        /(?<=will notice: )\d+/.exec((await dialog.textContent()) ?? '') ?? assert.fail('no number is named');
      await dialog.getByRole('textbox').fill(number);
    },
    waitAMoment: () => page.waitForTimeout(1500),
    secretOf(person, what) {
      const found = people.get(person.toLowerCase()) ?? assert.fail(`nobody is called ${person}`);
      return what === 'name' ? found.userPrincipalName : found.password;
    },
    async shownNumber() {
      const number = places.mac.parts()[0]?.locator('.number').first() ?? assert.fail('no page is open');
      await number.waitFor();
      return (await number.textContent())?.trim() ?? '';
    },
  };
}
