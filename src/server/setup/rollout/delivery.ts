/**
 * A delivery: which version of the sign-in plan a Mac was given, and what it made of it.
 *
 * | what is so | how it shows |
 * |---|---|
 * | nothing is to be done | no `dueAt`, no open command; `version` is `givenVersion`, or there is an `error` |
 * | a newer version may matter | `dueAt`: a node looks then |
 * | commands are under way | open commands; each answer moves what was given to what the Mac has |
 */

/** Digests of what a Mac has; undefined where that is unknown. */
export interface Possession {
  readonly content: string | undefined;
  readonly registration: string | undefined;
  readonly application: string | undefined;
}

/** What of the plan a command brings. */
export type DeliveredPart = 'profile' | 'application';

/** A delivery. Times in milliseconds since 1970. */
export interface Delivery {
  readonly enrollmentId: string;
  /** The newest version that the Mac was given; 0 for none. */
  readonly givenVersion: number;
  /** The newest version that it acknowledged wholly. */
  readonly version: number;
  readonly has: Possession;
  /** Why the newest version is not there, as the Mac said. */
  readonly error: string | undefined;
  readonly dueAt: number | undefined;
}

/** How fast a new version goes out. */
export interface RolloutSettings {
  /** Macs that are given it in a second, on average: their profiles are made, and their registrations come back to us. */
  readonly perSecond: number;
}

/** What is done unless configured otherwise. */
export const defaultRolloutSettings: RolloutSettings = { perSecond: 20 };
