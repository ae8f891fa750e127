/** What a page of the person's own pages is. */
import type { User } from '#server/directory/directory.ts';
import type { FactorMethod } from '#server/policy/purpose.ts';
import type { Account } from './account-ports.ts';
import type { Confirmation } from './assurance.ts';
import type { Notice } from './markup.ts';
import type { Refusal } from './refusal.ts';
import type { Session, SessionPlace } from './sessions.ts';

/** A request of somebody who is signed in. */
export interface Call {
  readonly account: Account;
  readonly user: User;
  readonly session: Session & SessionPlace;
  /** Whether the person may change how they sign in. */
  readonly confirmation: Confirmation;
  readonly formToken: string;
  /** Names the session to what is begun in it and counts in it alone. */
  readonly attempt: string;
  readonly address: string;
}

/** What is shown. */
export interface Content {
  /** Instead of the page's own. */
  readonly title?: string;
  /** HTML. */
  readonly content: string;
  /** Whether it needs our script. */
  readonly script?: boolean;
}

/** What came of a form: the page again with words, something of its own, or the page in a new session of this browser. */
export type Acted =
  | {
      readonly kind: 'told';
      readonly told: string;
      readonly isSessionNew?: boolean;
      /** What was proved by the form: from now on the session was begun with it, too. */
      readonly proved?: FactorMethod;
    }
  | ({
      readonly kind: 'shown' /** What it says beside: a form that was refused. */;
      readonly refusal?: Refusal;
    } & Content);

/** A page. */
export interface AccountPage {
  readonly title: string;
  show(call: Call, notice: Notice): Promise<Content>;
  /** What its forms may ask for, by the field `step`. */
  readonly acts: Readonly<Record<string, Act>>;
}

/** What a form asks for. */
export interface Act {
  /** Whether it changes how the person signs in, so that they have to confirm that it is they. */
  readonly isGuarded: boolean;
  /** @throws {Refusal} */
  run(call: Call, fields: URLSearchParams): Promise<Acted>;
}
