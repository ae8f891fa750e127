/** What a person does on a pane of Setup Assistant, and what it leads to. */
import type { Answers } from '../platform-sso-agent/answers.ts';
import type { PageMove } from '../web-view/attendant.ts';
import type { WebAnswers } from '../web-view/web-view.ts';
import type { Pane } from './setup-state.ts';

/** One answer. `continue` is right for every pane that asks nothing. */
export type SetupAnswer =
  | { readonly kind: 'continue' }
  /** Closes the organisation's page, or goes back from an alert. */
  | { readonly kind: 'back' }
  /** On Hello: one of `setup-languages.ts`, or any other tag (RFC 5646), whose panes are in English. */
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'country'; readonly country: string }
  | { readonly kind: 'network'; readonly network: string }
  /** `look again`: the page waits for something elsewhere, and is loaded anew. */
  | { readonly kind: 'web'; readonly answers: WebAnswers | 'look again' }
  /** The organisation's page, as a person in front of it uses it. */
  | { readonly kind: 'page'; readonly move: PageMove }
  | { readonly kind: 'register'; readonly answers: Answers }
  | { readonly kind: 'account'; readonly account: AccountAnswer };

/** The account pane. Names are ignored where the pane has them locked. */
export interface AccountAnswer {
  readonly fullName?: string;
  readonly shortName?: string;
  readonly password: string;
}

/** Where Setup Assistant stands after an answer. */
export type SetupOutcome =
  | { readonly kind: 'pane'; readonly pane: Pane; readonly alert: string | undefined }
  /** The home screen, or the login window of a Mac that makes no account in setup. */
  | { readonly kind: 'finished'; readonly user: string | undefined }
  | { readonly kind: 'not-an-answer'; readonly pane: Pane; readonly sentence: string }
  | { readonly kind: 'not-in-setup'; readonly sentence: string };
