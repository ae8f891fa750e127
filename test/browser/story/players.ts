/** Whom the sentences of the tutorial are about: the Mac and the phone on the desk, and the console in a window of its own. */
import assert from 'node:assert/strict';
import type { FrameLocator, Frame, Locator, Page } from 'playwright-core';
import { keyboardTo } from '../support/keyboard-in-frame.ts';

/** Where the reader looks. */
export type Surface = 'mac' | 'phone' | 'console' | 'desk';

/** What a hand and an eye do on one of them. Words are what is seen there, not selectors. */
export interface Hand {
  press(words: string): Promise<void>;
  /** Where several are called alike: the one in the part that has these words. */
  pressIn(place: string, words: string): Promise<void>;
  pointAt(words: string): Promise<void>;
  type(field: string, text: string): Promise<void>;
  typeAtCaret(text: string): Promise<void>;
  pressKey(key: string): Promise<void>;
  select(field: string, option: string): Promise<void>;
  turn(words: string, isOn: boolean): Promise<void>;
  see(words: string, how?: 'patiently'): Promise<void>;
  seeNot(words: string, how?: 'patiently'): Promise<void>;
}

/** The whole cast. */
export interface Players {
  readonly here: () => Hand;
  readonly lookAt: (surface: Surface) => void;
  readonly desk: () => { pressTouchId(): Promise<void> };
  /** Terminal on the Mac, whose text is drawn line by line. */
  readonly terminal: () => { prints(text: string): Promise<void>; hash(): Promise<string> };
  /** A password, a name, a PIN of a person of the story. */
  readonly secretOf: (person: string, what: string) => string;
  /** The number that the Mac shows, to be typed on the phone. */
  readonly shownNumber: () => Promise<string>;
  /** The number of Macs that a dialog of the console names, into its field. */
  readonly typeNamedNumber: () => Promise<void>;
  readonly waitAMoment: () => Promise<void>;
}

/** A part of a page, or a page in it. */
export type Part = FrameLocator | Locator | Frame | Page;

/** Where a hand works: frames are asked anew each time, since pages come and go. */
export interface Place {
  readonly page: Page;
  /** The part of the page, and the frames in it, from the one on top. */
  readonly parts: () => readonly Part[];
}

const patience = 30_000;
const longPatience = 60_000;
const clickPatience = 3000;
const lookEvery = 100;

/** A hand at a place. */
export function handAt({ page, parts }: Place): Hand {
  /**
   * The first that is visible in any part, waited for. It counts when a second look finds the same: a page that comes in the
   * middle of a look has what is looked for last, and not yet what was looked for first.
   */
  async function find(words: string, candidates: (part: Part) => readonly Locator[], wait = patience) {
    const end = performance.now() + wait;
    for (let before = ''; ; ) {
      const found = await look(candidates);
      if (found && found.place === before) return found.locator;
      before = found?.place ?? '';
      assert.ok(performance.now() < end, `“${words}” is not to be seen`);
      if (!found) await page.waitForTimeout(lookEvery);
    }
  }
  async function look(candidates: (part: Part) => readonly Locator[]) {
    for (const [index, part] of parts().entries()) {
      for (const [rank, candidate] of candidates(part).entries()) {
        const locator = await firstVisible(candidate);
        if (locator) return { locator, place: `${index} ${rank}` };
      }
    }
    return undefined;
  }
  const pressable = (words: string) => (part: Part) => [
    ...(['button', 'link', 'menuitem', 'tab', 'radio', 'option', 'checkbox', 'switch', 'treeitem'] as const).map(
      (role) => part.getByRole(role, { name: words, exact: true }),
    ),
    ...(['button', 'link', 'menuitem', 'option', 'tab', 'radio'] as const).map((role) =>
      part.getByRole(role, { name: words }),
    ),
    part.getByText(words, { exact: true }),
  ];
  const field = (words: string) => (part: Part) => [
    part.getByRole('combobox', { name: words, exact: true }),
    part.getByLabel(words, { exact: true }),
    part.getByLabel(words),
    part.getByPlaceholder(words),
  ];
  const text = (words: string) => (part: Part) => [part.getByText(words), part.getByLabel(words)];
  return {
    async press(words) {
      const end = performance.now() + patience;
      for (;;) {
        const isPressed = await click(await find(words, pressable(words))).then(
          () => true,
          // The page was replaced by the next one just then.
          (error: unknown) => (performance.now() < end ? false : Promise.reject(error as Error)),
        );
        if (isPressed) return;
      }
    },
    pressIn: async (place, words) => {
      const row = (part: Part) => [
        part.locator('tr, li, section, [role=row], [role=group], [role=listitem]').filter({ hasText: place }).last(),
      ];
      const found = await find(place, row);
      const [target] = pressable(words)(found);
      await click((await firstVisible(target ?? found)) ?? found.getByText(words));
    },
    pointAt: async (words) => (await find(words, text(words))).hover(),
    async type(name, typed) {
      const target = await find(name, field(name));
      await keyboardTo(target);
      await target.fill(typed);
    },
    async typeAtCaret(typed) {
      await page.waitForFunction(() => document.activeElement?.matches('input, textarea'));
      await page.keyboard.type(typed);
    },
    pressKey: (key) => page.keyboard.press(key),
    async select(name, option) {
      const found = await find(name, field(name));
      if ((await found.evaluate((element) => element.tagName)) === 'SELECT')
        await found.selectOption({ label: option });
      else {
        await found.click();
        await (await find(option, pressable(option))).click();
      }
    },
    async turn(words, isOn) {
      const found = await find(words, (part) => [
        part.getByRole('switch', { name: words }),
        part.getByRole('checkbox', { name: words }),
      ]);
      if ((await found.isChecked()) !== isOn) await found.click();
    },
    see: async (words, how) => void (await find(words, text(words), how === 'patiently' ? longPatience : patience)),
    async seeNot(words, how) {
      const end = performance.now() + (how === 'patiently' ? longPatience : 0);
      for (;;) {
        const found = await Promise.all(parts().map((part) => firstVisible(part.getByText(words))));
        if (found.every((one) => one === undefined)) return;
        assert.ok(performance.now() < end, `“${words}” is to be seen`);
        await page.waitForTimeout(lookEvery);
      }
    },
  };
}

/**
 * A click. In a frame on a screen that is drawn smaller the tool takes the wrong place for the mouse: there the keyboard
 * presses.
 */
async function click(target: Locator): Promise<void> {
  if (await keyboardTo(target, clickPatience)) await target.press('Enter', { timeout: clickPatience });
  else await target.click({ timeout: clickPatience });
}

async function firstVisible(candidate: Locator): Promise<Locator | undefined> {
  try {
    const shown = candidate.filter({ visible: true });
    return (await shown.count()) > 0 ? shown.first() : undefined;
  } catch {
    // A frame that has gone meanwhile.
    return undefined;
  }
}
