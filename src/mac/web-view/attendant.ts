/**
 * A person in front of a window with the organisation's pages, who does exactly what a browser lets them do: they send a form
 * as it stands before them, follow a link, wait, or close the window. What they send is held against the page itself
 * (`exact-move.ts`): a browser that shows the page elsewhere is not believed where a form leads or what its hidden fields say.
 */
import { readSafariPage } from '../safari/page/read-page.ts';
import type { WebViewState } from './web-view-state.ts';

/** What somebody does with the page that they see. */
export type PageMove =
  | FormMove
  /** The address of a link on the page. */
  | { readonly kind: 'follow'; readonly address: string }
  /** The page waits for something elsewhere and is loaded anew. One that does not wait stays as it is. */
  | { readonly kind: 'look-again' }
  | { readonly kind: 'close' };

/** A form that is sent. */
export interface FormMove {
  readonly kind: 'send';
  /** Its place among the forms of the page, from 0. */
  readonly form: number;
  /** Place of the pressed button among the form's controls (`input`, `button`, `select`, `textarea`), from 0; null: none. */
  readonly button: number | null;
  /** Names and values as the browser collects them (HTML, "constructing the entry list"). */
  readonly entries: readonly (readonly [string, string])[];
}

/** A page as somebody sees it. */
export interface AttendedPage {
  readonly url: string;
  readonly html: string;
  readonly title: string;
  /** It goes on by itself when something changes elsewhere: look again every second or so. */
  readonly isWaiting: boolean;
}

/** The person. */
export interface Attendant {
  page(shown: AttendedPage): Promise<PageMove>;
}

/** The page that a window shows. */
export function attendedPage({ url, html }: Pick<WebViewState, 'url' | 'html'>): AttendedPage {
  const { title, isWaiting, refresh } = readSafariPage(html, url);
  return { url, html, title, isWaiting: isWaiting || refresh !== undefined };
}

/** Whether an answer for a page is an exact move, rather than something to be typed by the kind of each field. */
export function isPageMove(answer: unknown): answer is PageMove {
  return typeof answer === 'object' && answer !== null && 'kind' in answer;
}
