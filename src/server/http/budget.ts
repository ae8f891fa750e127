/**
 * Budgets for attempts, by the generic cell rate algorithm: so many at once, then one each interval. In memory of each
 * node: a budget slows guessing down, it decides nothing.
 */
import type { Clock } from '#runtime/clock.ts';

/** What a budget says about one more attempt. */
export type BudgetOutcome =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

/** How generous a budget is. */
export interface BudgetSize {
  /** Attempts that may come at once. */
  readonly burst: number;
  /** Seconds in which a whole burst comes back. */
  readonly perSeconds: number;
}

const allowed: BudgetOutcome = { kind: 'allowed' };
/** Keys remembered at most; when full, the whole is forgotten rather than growing under attack. */
const mostKeys = 200_000;

/** Counts attempts by key, such as a device, a person or an address. */
export class Budget {
  readonly #emptyAt = new Map<string, number>();
  readonly #interval: number;
  readonly #tolerance: number;
  readonly #clock: Clock;

  constructor(size: BudgetSize, clock: Clock) {
    this.#interval = (size.perSeconds * 1000) / size.burst;
    this.#tolerance = size.perSeconds * 1000;
    this.#clock = clock;
  }

  /** Whether an attempt would be allowed now. Takes nothing. */
  check(key: string): BudgetOutcome {
    const due = (this.#emptyAt.get(key) ?? 0) + this.#interval - this.#tolerance - this.#clock.now();
    return due <= 0 ? allowed : { kind: 'limited', retryAfterSeconds: Math.ceil(due / 1000) };
  }

  /** Takes one attempt, allowed or not; call it for what failed. */
  charge(key: string): void {
    const now = this.#clock.now();
    if (this.#emptyAt.size >= mostKeys) this.#forget(now);
    this.#emptyAt.set(key, Math.max(this.#emptyAt.get(key) ?? 0, now) + this.#interval);
  }

  /** Takes one attempt if it is allowed. */
  take(key: string): BudgetOutcome {
    const outcome = this.check(key);
    if (outcome.kind === 'allowed') this.charge(key);
    return outcome;
  }

  #forget(now: number): void {
    for (const [key, emptyAt] of this.#emptyAt) if (emptyAt <= now) this.#emptyAt.delete(key);
    if (this.#emptyAt.size >= mostKeys) this.#emptyAt.clear();
  }
}
