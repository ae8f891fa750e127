/** What a window does with a person's exact move: sends, follows, loads anew. What the page does not have is not done. */
import type { MacParts } from '../mac-parts.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { exactForm } from '../safari/exact-form.ts';
import type { FilledForm } from '../safari/fill-form.ts';
import { readSafariPage } from '../safari/page/read-page.ts';
import { attendedPage, type FormMove, type PageMove } from './attendant.ts';
import { readPage } from './page.ts';
import { type Navigation, type WindowRules, followLink, reopenPage, sendForm } from './web-view.ts';
import type { WebViewState } from './web-view-state.ts';

/**
 * Where a move leads; undefined when the window is closed.
 * @throws {PlatformSsoError} `sign-in-refused` when the page does not have what was sent; `offline`, `unreachable`
 */
export async function movePage(
  mac: MacParts,
  state: WebViewState,
  move: PageMove,
  callbackScheme: string | undefined,
  rules: WindowRules = {},
): Promise<Navigation | undefined> {
  switch (move.kind) {
    case 'close':
      return undefined;
    case 'look-again':
      // The page that did wait may be gone by then: the one after it would lose what somebody has begun to type.
      return attendedPage(state).isWaiting
        ? reopenPage(mac, state, callbackScheme, rules)
        : { kind: 'page', state, page: readPage(state.html, state.url) };
    case 'follow':
      if (!readSafariPage(state.html, state.url).links.some(({ address }) => address === move.address)) {
        throw new PlatformSsoError('sign-in-refused', 'The page has no such link.');
      }
      return followLink(mac, state, move.address, callbackScheme, rules);
    case 'send': {
      const { form, button, entries } = formOf(state, move);
      const target = { action: button?.action ?? form.action, method: button?.method ?? form.method, entries };
      return sendForm(mac, state, target, callbackScheme, rules);
    }
  }
}

/** As `syncPassword` gets it from a form that is sent with its unnamed button (macOS 27); undefined for any other move. */
export function syncedByMove({ html, url }: WebViewState, move: PageMove): string | undefined {
  if (move.kind !== 'send') return undefined;
  const field = readPage(html, url).forms[move.form]?.syncedField;
  const { button, entries } = formOf({ html, url }, move);
  if (field === undefined || (button?.name ?? '') !== '') return undefined;
  return entries.find(([name]) => name === field)?.[1] || undefined;
}

function formOf({ html, url }: Pick<WebViewState, 'html' | 'url'>, move: FormMove): FilledForm {
  const filled = exactForm(readSafariPage(html, url), move);
  if (filled.kind === 'problem') throw new PlatformSsoError('sign-in-refused', filled.sentence);
  return filled;
}
