/** What the app shows: one value, from which every screen is drawn. */
import type { PendingRequest } from '#api/authenticator.ts';
import type { StoredAccount } from '#phone/phone.ts';
import type { Offer, Problem } from './phone.ts';
import type { UnlockMethod } from './unlocking/unlocking.ts';

/** How a request ended, for this phone. */
export type Outcome = 'approved' | 'denied' | 'not-me' | 'expired' | 'exhausted' | 'over';

/** A request that is shown. */
export interface ShownRequest {
  readonly account: StoredAccount;
  readonly request: PendingRequest;
  readonly triesLeft: number;
  /** When it ends, by this phone's clock. */
  readonly endsAt: number;
}

/** What is on the screen, once the app is unlocked. */
export type Scene =
  | { readonly kind: 'accounts' }
  | { readonly kind: 'paste' }
  | { readonly kind: 'offer'; readonly offer: Offer }
  | { readonly kind: 'account'; readonly account: StoredAccount }
  | { readonly kind: 'request' | 'not-me'; readonly shown: ShownRequest }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'settings' }
  | { readonly kind: 'choose-unlock' };

/** Everything. */
export interface AppState {
  readonly lock: 'none-chosen' | 'locked' | 'open';
  readonly method: UnlockMethod | undefined;
  readonly accounts: readonly StoredAccount[];
  readonly scene: Scene;
  /** What went wrong with the last thing that was tried. */
  readonly problem: Problem | { readonly kind: 'text'; readonly text: string } | undefined;
  readonly isBusy: boolean;
  readonly isLive: boolean;
  /** Accounts that the server wants no more of, by their ids, with its reasons. */
  readonly ended: ReadonlyMap<string, Problem>;
  /** Whether something waits that a locked app does not show. */
  readonly isWaiting: boolean;
}

/** How it begins. */
export const firstState: AppState = {
  lock: 'none-chosen',
  method: undefined,
  accounts: [],
  scene: { kind: 'accounts' },
  problem: undefined,
  isBusy: false,
  isLive: true,
  ended: new Map(),
  isWaiting: false,
};
