/** A step of a sign-in: what it shows, and what it makes of an answer. Steps never call each other: the dispatcher decides. */
import type { User } from '#server/directory/directory.ts';
import type { FactorMethod } from '#server/policy/purpose.ts';
import type { Attempt } from './attempt.ts';
import type { SignInContext } from './context.ts';
import type { StepName } from './step-name.ts';
import type { Texts } from './texts/english.ts';
import type { Visit } from './visit.ts';

/** What a step works with. */
export interface Turn {
  readonly context: SignInContext;
  readonly visit: Visit;
  readonly attempt: Attempt;
  /** Who has proved something, or who alone may. */
  readonly user: User | undefined;
  /** Other ways for the next proof, the best first; without the present step. */
  readonly otherWays: readonly StepName[];
  readonly texts: Texts;
  readonly formToken: string;
}

/** What a page is made of. */
export interface StepPage {
  /** Instead of the visit's own. */
  readonly title?: string;
  /** HTML. */
  readonly content: string;
  /** The page waits, or asks an authenticator: it loads our script. */
  readonly script?: boolean;
  /** Seconds after which a browser without scripts looks again. */
  readonly lookAgain?: number;
  /** What the page has changed of the state by being shown. */
  readonly attempt?: Attempt;
}

/** What came of an answer. Everything else is a refusal, thrown. */
export type Taken =
  | { readonly kind: 'proved'; readonly user: User; readonly method: FactorMethod; readonly mustChange?: boolean }
  | { readonly kind: 'changed-password' }
  | { readonly kind: 'chosen'; readonly step: StepName }
  /** The same step again, with another state. */
  | { readonly kind: 'again'; readonly attempt: Attempt };

/** A step. */
export interface Step {
  page(turn: Turn, shown: { readonly problem: string | undefined; readonly userName: string }): Promise<StepPage>;
  /** @throws {Refusal} */
  take(turn: Turn, fields: URLSearchParams): Promise<Taken>;
}
