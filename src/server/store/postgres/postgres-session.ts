import { Client, type ClientConfig, type QueryResult } from 'pg';
import type { SqlValue } from '../database.ts';
import type { Session } from '../session.ts';
import { StoreError } from '../store-error.ts';
import { namedStatement } from './placeholders.ts';
import { postgresError } from './postgres-error.ts';

/** One PostgreSQL connection that runs transactions. It is dead for good once the connection is lost. */
export class PostgresSession implements Session {
  readonly #client: Client;
  #dead = false;
  #begun: Promise<unknown> = Promise.resolve();

  private constructor(client: Client) {
    this.#client = client;
    client.on('error', () => {
      this.#dead = true;
    });
    client.on('end', () => {
      this.#dead = true;
    });
  }

  /** @throws StoreError `store_unavailable` */
  static async connect(settings: ClientConfig): Promise<PostgresSession> {
    const client = new Client(settings);
    const session = new PostgresSession(client);
    try {
      await client.connect();
    } catch (error) {
      void client.end();
      throw unreachable(error);
    }
    return session;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Not waited for: whatever is wrong shows in the first statement behind it. */
  begin(): Promise<void> {
    this.#begun = this.#simple('BEGIN');
    this.#begun.catch(ignore);
    return Promise.resolve();
  }

  async commit(): Promise<void> {
    await this.#begun;
    let result: QueryResult;
    try {
      result = await this.#client.query('COMMIT');
    } catch (error) {
      throw this.#commitFailure(error);
    }
    // PostgreSQL answers COMMIT with ROLLBACK when an earlier statement has failed.
    if (result.command !== 'COMMIT') {
      throw new StoreError('statement_failed', 'PostgreSQL rolled the transaction back at COMMIT.');
    }
  }

  async rollback(): Promise<void> {
    if (this.#dead) return;
    try {
      await this.#client.query('ROLLBACK');
    } catch {
      await this.end();
    }
  }

  async get(sql: string, params: readonly SqlValue[]): Promise<unknown> {
    return (await this.#query(sql, params)).rows[0];
  }

  async all(sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return (await this.#query(sql, params)).rows;
  }

  async run(sql: string, params: readonly SqlValue[]): Promise<number> {
    return (await this.#query(sql, params)).rowCount ?? 0;
  }

  async end(): Promise<void> {
    this.#dead = true;
    await this.#client.end().catch(ignore);
  }

  async #query(sql: string, params: readonly SqlValue[]): Promise<QueryResult> {
    const { name, text } = namedStatement(sql);
    try {
      return await this.#client.query({ name, text, values: params as SqlValue[] });
    } catch (error) {
      throw this.#failure(error, sql);
    }
  }

  async #simple(sql: string): Promise<void> {
    try {
      await this.#client.query(sql);
    } catch (error) {
      throw this.#failure(error, sql);
    }
  }

  #failure(error: unknown, sql: string): StoreError {
    const failure = postgresError(error, sql);
    if (failure.code === 'store_unavailable') this.#dead = true;
    return failure;
  }

  #commitFailure(error: unknown): StoreError {
    const failure = this.#failure(error, 'COMMIT');
    if (failure.code !== 'store_unavailable') return failure;
    return new StoreError('commit_unknown', `PostgreSQL went away during COMMIT. ${failure.message}`);
  }
}

/** Whatever keeps a connection from being made (no server, no such database, wrong password) means: no store. */
function unreachable(error: unknown): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError('store_unavailable', `PostgreSQL cannot be reached: ${reason}`);
}

function ignore(): void {
  // The connection is given up; there is nobody left to tell.
}
