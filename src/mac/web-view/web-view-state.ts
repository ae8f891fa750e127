import type { Cookie } from './cookies.ts';

/** A page on the screen, kept between acts. */
export interface WebViewState {
  readonly url: string;
  readonly html: string;
  readonly cookies: readonly Cookie[];
}
