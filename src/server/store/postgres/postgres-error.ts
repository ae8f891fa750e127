import { StoreError } from '../store-error.ts';

/** Serialisation failure and deadlock: the same transaction may well succeed when run again (manual, appendix A). */
const transientStates: ReadonlySet<string> = new Set(['40001', '40P01']);

/** Statement timeout and lock timeout. */
const busyStates: ReadonlySet<string> = new Set(['57014', '55P03']);

/** SQLSTATE classes that mean that the connection is gone or the server is going: 08, 57P0x, 53 (resources), 25P03 (idle in transaction). */
const lossPattern = /^(?:08|57P0|53|25P03)/;

/** Integrity constraint violation. */
const constraintClass = '23';

/** Data exception: the server's message would repeat the value. */
const dataClass = '22';

/**
 * Turns what `pg` throws into our error. The statement is named, its values are not: the server's detail is dropped, and
 * so is the message of a data exception.
 */
export function postgresError(error: unknown, sql: string): StoreError {
  if (error instanceof StoreError) return error;
  const state = sqlState(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (state === undefined || lossPattern.test(state)) {
    return new StoreError('store_unavailable', `PostgreSQL cannot be reached: ${reason}`);
  }
  const said = state.startsWith(dataClass) ? 'a value does not fit' : reason;
  const message = `PostgreSQL refused a statement (${state}: ${said}): ${sql}`;
  if (state.startsWith(constraintClass)) return new StoreError('constraint_violated', message);
  if (busyStates.has(state)) return new StoreError('store_busy', message);
  return new StoreError('statement_failed', message, { transient: transientStates.has(state) });
}

/** The server's five-character code; undefined for what went wrong on our side of the wire. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
