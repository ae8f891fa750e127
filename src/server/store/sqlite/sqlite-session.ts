import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqlValue } from '../database.ts';
import type { Session } from '../session.ts';
import { sqliteError } from './sqlite-error.ts';

/** One SQLite connection with its prepared statements. Everything happens within the call; only the answer is a promise. */
export class SqliteSession implements Session {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  async begin(): Promise<void> {
    this.#execute('BEGIN IMMEDIATE');
  }

  async commit(): Promise<void> {
    this.#execute('COMMIT');
  }

  async rollback(): Promise<void> {
    if (this.#connection.isTransaction) this.#execute('ROLLBACK');
  }

  async get(sql: string, params: readonly SqlValue[]): Promise<unknown> {
    try {
      const row = this.#prepared(sql).get(...params);
      return row === undefined ? undefined : plain(row);
    } catch (error) {
      throw sqliteError(error, sql);
    }
  }

  async all(sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    try {
      return this.#prepared(sql)
        .all(...params)
        .map(plain);
    } catch (error) {
      throw sqliteError(error, sql);
    }
  }

  async run(sql: string, params: readonly SqlValue[]): Promise<number> {
    try {
      return Number(this.#prepared(sql).run(...params).changes);
    } catch (error) {
      throw sqliteError(error, sql);
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #execute(sql: string): void {
    try {
      this.#prepared(sql).run();
    } catch (error) {
      throw sqliteError(error, sql);
    }
  }
}

/** node:sqlite gives rows no prototype; ours are like any other object, and like PostgreSQL's. */
function plain(row: object): object {
  return Object.setPrototypeOf(row, Object.prototype) as object;
}
