import type { Database } from '#server/store/database.ts';
import type { AuditEvent, AuditRecord } from './audit-event.ts';
import { type AuditQuery, listAudit } from './listing.ts';
import { ActivityCounter } from './activity.ts';
import { Recorder, type RecorderPorts } from './recorder.ts';
import { type AuditFindings, type AuditSearch, searchAudit } from './search.ts';
import { type Verification, verifyAudit } from './verification.ts';

/**
 * Owns the record of every decision: what is written, that it cannot be changed unseen, how it is read back. It does not
 * own what counts as a decision nor the names of the events; features do. The events form one chain for all nodes, each
 * hash covering the event before.
 *
 * A decision that writes something appends its events in the same unit with {@link appendAudit}: then neither exists
 * without the other. One that writes nothing, such as a refusal, is handed to {@link Audit.record}.
 */
export interface Audit {
  /**
   * Notes a decision that has no unit of its own. Returns at once and never throws; the event becomes durable together
   * with others, soon after. When the store is away events are kept (10,000 of them) and written when it is back.
   */
  record(event: AuditEvent): void;
  /** Events, the newest first, or the oldest first when `after` is given. Throws AuditError for one that is unreadable. */
  list(query: AuditQuery): Promise<readonly AuditRecord[]>;
  /** Looks for events by what is in them, the newest first. Throws AuditError for one that is unreadable. */
  search(search: AuditSearch): Promise<AuditFindings>;
  /** How many events of each type lie between neighbouring moments, in epoch milliseconds. */
  count(types: readonly string[], edges: readonly number[]): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Recomputes the chain, from an event on and up to one when their numbers are given. */
  verify(fromSequence?: number, toSequence?: number): Promise<Verification>;
  /** Events that were recorded and are not in the chain yet; for metrics. */
  waiting(): number;
  /** Writes what is still waiting. Call it before the database is closed. */
  close(): Promise<void>;
}

/** Makes the audit of a database. */
export function createAudit(ports: RecorderPorts): Audit {
  const recorder = new Recorder(ports);
  const database: Database = ports.database;
  const counter = new ActivityCounter(database, ports.clock);
  return {
    record: (event) => recorder.record(event),
    list: (query) => listAudit(database, query),
    search: (search) => searchAudit(database, search),
    count: (types, edges) => counter.count(types, edges),
    verify: (from, to) => verifyAudit(database, from, to),
    waiting: () => recorder.waiting(),
    close: () => recorder.close(),
  };
}

export { type AuditEvent, AuditError, type AuditRecord } from './audit-event.ts';
export { appendAudit } from './chain.ts';
export type { AuditQuery } from './listing.ts';
export type { AuditFindings, AuditSearch } from './search.ts';
export type { RecorderPorts, RecordingFailure } from './recorder.ts';
export type { ChainFault, ChainHead, Verification } from './verification.ts';
