/**
 * The keyboard in a page of the organisation on the Mac's screen. A person clicks into it first. The tool's mouse does not find
 * its way into a frame that is drawn smaller, and what it types goes to whichever frame has the keyboard. A sandboxed one is a
 * process of its own: given the keyboard before it has drawn anything, Chromium 156 loses every key of one in fifty. A person
 * has seen the page before.
 */
import type { Frame, Locator } from 'playwright-core';

const patience = 3000;

/** Gives it to the frame of an element, if that is such a page, and waits until it is there. @returns whether it is one */
export async function keyboardTo(target: Locator, wait = patience): Promise<boolean> {
  const handle = await target.elementHandle({ timeout: wait });
  const frame = await handle?.ownerFrame();
  if (frame?.url().includes('/pages/') !== true) return false;
  await drawn(frame);
  await (await frame.frameElement()).focus();
  await frame.waitForFunction(() => document.hasFocus(), undefined, { timeout: wait });
  return true;
}

async function drawn(frame: Frame): Promise<void> {
  await frame.evaluate(
    () => new Promise((resolve) => void requestAnimationFrame(() => void requestAnimationFrame(resolve))),
  );
}
