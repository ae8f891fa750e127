/** What somebody typed on a page and has not sent, while the page is the same: a frame that is drawn again shows it again. */
import type { PageWindow } from '#api/desk/view.ts';
import type { TypedField } from './messages.ts';

const memory = new Map<string, readonly TypedField[]>();
/** One page a window is remembered; a few windows are open at a time. */
const most = 8;

/** Remembers. */
export function rememberTyped(page: PageWindow, fields: readonly TypedField[]): void {
  memory.delete(keyOf(page));
  memory.set(keyOf(page), fields);
  const [oldest] = memory.keys();
  if (memory.size > most && oldest !== undefined) memory.delete(oldest);
}

/** What was typed. */
export function typedBefore(page: PageWindow): readonly TypedField[] {
  return memory.get(keyOf(page)) ?? [];
}

function keyOf({ window, version }: PageWindow): string {
  return `${window} ${version}`;
}
