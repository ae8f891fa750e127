import type { SqlValue } from './database.ts';

/**
 * One connection that can run a transaction. The engines implement it; group commit drives it. Every method may throw
 * StoreError; `store_unavailable` and `commit_unknown` mean that the session is dead.
 */
export interface Session {
  begin(): Promise<void>;
  /** Resolves once the transaction is durable. */
  commit(): Promise<void>;
  /** Never throws: a transaction that cannot be rolled back is lost with its connection. */
  rollback(): Promise<void>;
  get(sql: string, params: readonly SqlValue[]): Promise<unknown>;
  all(sql: string, params: readonly SqlValue[]): Promise<unknown[]>;
  run(sql: string, params: readonly SqlValue[]): Promise<number>;
}

/** Gives a live session, connecting first when need be; throws StoreError `store_unavailable` when it cannot. */
export type Connect = () => Promise<Session>;
