/**
 * Why the store did not do what it was asked:
 * - `store_in_use`: another process has the SQLite file open
 * - `store_url_invalid`: the address is of no known engine
 * - `store_unavailable`: the engine cannot be reached or went away before COMMIT; nothing was written
 * - `store_busy`: too many units wait, or a statement took or waited too long; nothing was written
 * - `commit_unknown`: the engine went away during COMMIT; the unit may or may not have been written
 * - `statement_failed`: the engine refused a statement
 * - `constraint_violated`: a primary key, uniqueness, reference, check or not-null rule refused a row
 * - `unit_over`: a writer was used after its unit had settled
 * - `unit_too_slow`: a unit held its batch for longer than allowed, or waits for itself
 * - `store_closed`: the database has been closed
 * - `migration_unknown`, `migration_changed`, `migration_out_of_order`: schema and program do not fit
 */
export type StoreErrorCode =
  | 'store_in_use'
  | 'store_url_invalid'
  | 'store_unavailable'
  | 'store_busy'
  | 'commit_unknown'
  | 'statement_failed'
  | 'constraint_violated'
  | 'unit_over'
  | 'unit_too_slow'
  | 'store_closed'
  | 'migration_unknown'
  | 'migration_changed'
  | 'migration_out_of_order';

/** A failure of the store. Its message never holds a parameter's value, since those may be secret. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** Whether the same unit may well succeed if it is run again at once (deadlock, serialisation failure). */
  readonly transient: boolean;

  constructor(code: StoreErrorCode, message: string, options: { readonly transient?: boolean } = {}) {
    super(message);
    this.code = code;
    this.transient = options.transient ?? false;
  }
}
