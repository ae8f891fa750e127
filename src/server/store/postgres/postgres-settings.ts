import type { ClientConfig } from 'pg';
import { columnTypes } from './column-values.ts';

/** Bounds on the waiting that a lost or overloaded server, a lost node or a deadlock can cause; all in milliseconds. */
const bounds = {
  connect: 5000,
  /** One statement, judged by the server. */
  statement: 5000,
  /** One statement, judged by us when the server does not answer at all; the connection is given up then. */
  answer: 8000,
  /** Waiting for another node's row lock; longer than the second after which the server looks for a deadlock. */
  lock: 3000,
  /** A node that stops inside a transaction (and may hold the head of the audit chain) is cut off after this. */
  idleInTransaction: 15_000,
} as const;

const everyConnection = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: bounds.connect,
  application_name: 'porchlight',
  types: columnTypes,
} satisfies ClientConfig;

/** For reads outside a unit: the server refuses to write on them, as SQLite's reading connection does. */
export function readingSettings(url: string): ClientConfig {
  return {
    ...everyConnection,
    connectionString: url,
    statement_timeout: bounds.statement,
    query_timeout: bounds.answer,
    options: '-c default_transaction_read_only=on',
  };
}

/** For batches: statements are sent without waiting for the one before, where the unit does not wait either. */
export function writingSettings(url: string): ClientConfig {
  return {
    ...everyConnection,
    connectionString: url,
    pipeline: true,
    statement_timeout: bounds.statement,
    query_timeout: bounds.answer,
    lock_timeout: bounds.lock,
    idle_in_transaction_session_timeout: bounds.idleInTransaction,
  };
}

/** For exclusive units: a schema change may take as long as it takes. */
export function exclusiveSettings(url: string): ClientConfig {
  return { ...everyConnection, connectionString: url };
}
