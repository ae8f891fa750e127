/** How attempts that may be guesses are limited. The budget itself belongs to whoever mounts the feature. */

/** Whether another attempt is allowed now. */
export type AttemptAnswer =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

/**
 * Budgets by key. The admin feature uses keys of its own, so that nothing a Mac does can lock out an administrator:
 * `admin-sign-in:address:<address>`, `admin-sign-in:user:<name in lower case>`, `admin-token:address:<address>`.
 */
export interface AttemptBudget {
  /** Spends one attempt of the key's budget, if there is one left. */
  take(key: string): AttemptAnswer | Promise<AttemptAnswer>;
}
