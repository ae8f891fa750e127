import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';

/**
 * Keeps a second process (or a second opening in this one) off a database file. The lock is an exclusive transaction held
 * on an empty SQLite file beside it: the operating system lets go of it when the process ends, however it ends, so there
 * is nothing to clean up.
 *
 * @returns a function that lets go.
 * @throws StoreError `store_in_use`
 */
export function lockFile(databasePath: string): () => void {
  const lock = new DatabaseSync(`${databasePath}-lock`, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new StoreError(
      'store_in_use',
      `Another process is using ${databasePath}. SQLite serves one server process: stop the other one, or move to PostgreSQL to run several.`,
    );
  }
  return () => lock.close();
}
