import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../database.ts';
import { openSqlite } from './sqlite-database.ts';

const foldersInUse = new Set<string>();
let removesAtExit = false;

/** A SQLite database for a test or a trial: its folder goes when it is closed, or when the process ends before that. */
export function openTemporarySqlite(): Database {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-store-'));
  foldersInUse.add(folder);
  if (!removesAtExit) process.once('exit', removeAll);
  removesAtExit = true;
  const database = openSqlite(join(folder, 'store.db'));
  return removingAfterClose(database, folder);
}

function removingAfterClose(database: Database, folder: string): Database {
  return {
    get: (sql, ...params) => database.get(sql, ...params),
    all: (sql, ...params) => database.all(sql, ...params),
    write: (unit) => database.write(unit),
    exclusive: (unit) => database.exclusive(unit),
    activity: () => database.activity(),
    close: async () => {
      await database.close();
      remove(folder);
    },
  };
}

function removeAll(): void {
  for (const folder of foldersInUse) remove(folder);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  foldersInUse.delete(folder);
}
