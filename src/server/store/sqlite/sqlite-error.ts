import { StoreError } from '../store-error.ts';

/** SQLite's primary result codes that mean something to callers (https://sqlite.org/rescode.html). */
const primaryCode = { busy: 5, locked: 6, constraint: 19 } as const;

/** Turns what node:sqlite throws into our error. The statement is named, its values are not. */
export function sqliteError(error: unknown, sql: string): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  const primary = resultCode(error) & 0xff;
  const message = `SQLite refused a statement (${reason}): ${sql}`;
  if (primary === primaryCode.constraint) return new StoreError('constraint_violated', message);
  const busy = primary === primaryCode.busy || primary === primaryCode.locked;
  return new StoreError(busy ? 'store_busy' : 'statement_failed', message);
}

function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0;
  return typeof error.errcode === 'number' ? error.errcode : 0;
}
