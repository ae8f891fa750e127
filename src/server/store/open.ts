import type { Database } from './database.ts';
import { openPostgres } from './postgres/postgres-database.ts';
import { openSqlite } from './sqlite/sqlite-database.ts';
import { openTemporarySqlite } from './sqlite/temporary-sqlite.ts';
import { StoreError } from './store-error.ts';

/**
 * Opens the database that an address names:
 * - `sqlite:/var/lib/porchlight/store.db` a file, made when it is missing; `sqlite:store.db` relative to the working directory
 * - `sqlite::temporary:` a SQLite database that goes when it is closed
 * - `postgres://user:password@host/database` (also `postgresql://`)
 *
 * @throws StoreError `store_url_invalid`, `store_in_use`
 */
export function openDatabase(url: string): Database {
  if (url === 'sqlite::temporary:') return openTemporarySqlite();
  if (/^postgres(?:ql)?:\/\//.test(url)) return openPostgres(url);
  const path = /^sqlite:(?:\/\/(?=\/))?([^:]+)$/.exec(url)?.[1];
  if (path !== undefined) return openSqlite(path);
  // The address may hold a password, so only its scheme is repeated.
  const scheme = /^[a-z]*/i.exec(url)?.[0] ?? '';
  throw new StoreError(
    'store_url_invalid',
    `"${scheme}:" is not the address of a store. Use sqlite:/path/to/file or postgres://user:password@host/database.`,
  );
}
