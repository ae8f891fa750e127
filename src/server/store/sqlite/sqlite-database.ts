import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Activity, Database, SqlValue, Unit } from '../database.ts';
import { closedError, GroupCommit } from '../group-commit.ts';
import type { Session } from '../session.ts';
import { lockFile } from './file-lock.ts';
import { DurableSession } from './durable-session.ts';
import { SqliteSession } from './sqlite-session.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

/** Only these two connections and the checkpoint ever compete for the file, so a wait is short. */
const busyMilliseconds = 5000;

/**
 * Opens a SQLite database, making the file (mode 0600) and its folder (0700) when they are missing. One connection
 * writes; another reads, and sees committed rows only. Write-ahead log, flushed to the disk after each commit and before
 * anything is acknowledged: see `write-ahead-log.ts`.
 *
 * @param path of the file; relative paths start at the working directory.
 * @throws StoreError `store_in_use`
 */
export function openSqlite(path: string): Database {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  makePrivateFile(file);
  makePrivateFile(`${file}-lock`);
  const release = lockFile(file);
  try {
    const writer = openWriter(file);
    const reader = new DatabaseSync(file, { readOnly: true, timeout: busyMilliseconds });
    return new SqliteDatabase(writer, reader, new WriteAheadLog(file), release);
  } catch (error) {
    release();
    throw error;
  }
}

class SqliteDatabase implements Database {
  readonly #commits: GroupCommit;
  readonly #writer: DatabaseSync;
  readonly #reader: DatabaseSync;
  readonly #log: WriteAheadLog;
  readonly #release: () => void;
  #reading: Session | undefined;

  constructor(writer: DatabaseSync, reader: DatabaseSync, log: WriteAheadLog, release: () => void) {
    const session = new DurableSession(writer, log);
    this.#commits = new GroupCommit([() => Promise.resolve(session)]);
    this.#writer = writer;
    this.#reader = reader;
    this.#reading = new SqliteSession(reader);
    this.#log = log;
    this.#release = release;
  }

  get<Row>(sql: string, ...params: SqlValue[]): Promise<Row | undefined> {
    if (this.#reading === undefined) return Promise.reject(closedError());
    return this.#reading.get(sql, params) as Promise<Row | undefined>;
  }

  all<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]> {
    if (this.#reading === undefined) return Promise.reject(closedError());
    return this.#reading.all(sql, params) as Promise<Row[]>;
  }

  write<T>(unit: Unit<T>): Promise<T> {
    return this.#commits.write(unit);
  }

  exclusive<T>(unit: Unit<T>): Promise<T> {
    return this.#commits.write(unit, true);
  }

  activity(): Activity {
    return this.#commits.activity();
  }

  async close(): Promise<void> {
    await this.#commits.close();
    if (this.#reading === undefined) return;
    this.#reading = undefined;
    this.#reader.close();
    this.#writer.close();
    this.#log.close();
    this.#release();
  }
}

function openWriter(file: string): DatabaseSync {
  const writer = new DatabaseSync(file, { timeout: busyMilliseconds, enableForeignKeyConstraints: true });
  writer.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  // The first read makes the log file, which is flushed from outside.
  writer.exec('SELECT COUNT(*) FROM sqlite_schema');
  return writer;
}

/** SQLite gives its log files the mode of the database file, so it is enough to make that one private. */
function makePrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
