import type { Reader } from '#server/store/database.ts';
import { parseAuditEvent } from './audit-event.ts';
import { chainHash, columnText, genesisHash } from './chain.ts';

/** The last event of the chain. Noted elsewhere, it shows later whether the whole chain was rewritten. */
export interface ChainHead {
  /** 0 while there is no event. */
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/**
 * What is wrong with an event:
 * - `changed`: it, or a column beside it, is not what the hash was made over
 * - `missing`: there is no event of this number, but there are later ones
 * - `reordered`: it is genuine, but was written under another number near by
 * - `truncated`: the chain ended later than here
 * - `beyond-head`: it was added without the chain's head
 * - `head-changed`: the head names another hash than the last event has, or is gone
 */
export type ChainFault = 'changed' | 'missing' | 'reordered' | 'truncated' | 'beyond-head' | 'head-changed';

/** What walking the chain has shown; `broken` names the first number that does not fit. */
export type Verification =
  | { readonly kind: 'intact'; readonly events: number; readonly head: ChainHead }
  | { readonly kind: 'broken'; readonly sequence: number; readonly reason: ChainFault };

interface Row {
  readonly sequence: number;
  readonly time: number;
  readonly type: string;
  readonly userId: string | null;
  readonly deviceId: string | null;
  readonly event: string;
  readonly hash: Uint8Array;
}

interface Extent {
  readonly sequence: number;
  readonly hash: Uint8Array;
  readonly last: number;
}

const pageSize = 250;

const columns = 'sequence, time, type, user_id AS "userId", device_id AS "deviceId", event, hash';

/**
 * Recomputes the chain from an event on (the first by default) up to the head that it had at the start, a page at a time,
 * while others may append. With a later start, the event before it is taken on trust; with an earlier end, what comes after.
 */
export async function verifyAudit(reader: Reader, fromSequence = 1, toSequence = Infinity): Promise<Verification> {
  const extent = await extentOf(reader);
  const end = Math.min(extent.sequence, toSequence);
  const start = Math.max(Math.trunc(fromSequence), 1);
  const anchor = await hashBefore(reader, start);
  if (anchor === undefined) return broken(start - 1, extent.last < start - 1 ? 'truncated' : 'missing');
  let previous = anchor;
  let next = start;
  while (next <= end) {
    const page = await pageFrom(reader, next, end);
    if (page.length === 0) return broken(next, extent.last < next ? 'truncated' : 'missing');
    for (const row of page) {
      const fault = faultOf(row, next, previous, page);
      if (fault !== undefined) return broken(next, fault);
      previous = row.hash;
      next += 1;
    }
  }
  if (end < extent.sequence)
    return { kind: 'intact', events: next - start, head: { sequence: next - 1, hash: previous } };
  if (extent.last > extent.sequence) return broken(extent.sequence + 1, 'beyond-head');
  if (!sameBytes(previous, extent.hash)) return broken(extent.sequence, 'head-changed');
  return { kind: 'intact', events: next - start, head: { sequence: extent.sequence, hash: extent.hash } };
}

/** Head and last event in one statement, hence of one moment. */
async function extentOf(reader: Reader): Promise<Extent> {
  const last = '(SELECT COALESCE(MAX(sequence), 0) FROM audit_event)';
  const text = `SELECT sequence, hash, ${last} AS last FROM audit_head WHERE id = 1`;
  const extent = await reader.get<Extent>(text);
  if (extent !== undefined) return extent;
  const row = await reader.get<{ readonly last: number }>(`SELECT ${last} AS last`);
  return { sequence: row?.last ?? 0, hash: genesisHash, last: row?.last ?? 0 };
}

/** @returns undefined when there is no such event. */
async function hashBefore(reader: Reader, start: number): Promise<Uint8Array | undefined> {
  if (start === 1) return genesisHash;
  const text = 'SELECT hash FROM audit_event WHERE sequence = ?';
  return (await reader.get<{ readonly hash: Uint8Array }>(text, start - 1))?.hash;
}

function pageFrom(reader: Reader, first: number, last: number): Promise<readonly Row[]> {
  const text = `SELECT ${columns} FROM audit_event WHERE sequence >= ? AND sequence <= ? ORDER BY sequence LIMIT ?`;
  return reader.all<Row>(text, first, last, pageSize);
}

function faultOf(row: Row, expected: number, previous: Uint8Array, page: readonly Row[]): ChainFault | undefined {
  if (row.sequence !== expected) return 'missing';
  const computed = chainHash(row.sequence, row.time, previous, row.event);
  if (sameBytes(computed, row.hash)) return columnsFit(row) ? undefined : 'changed';
  return belongsElsewhere(row, page, previous) ? 'reordered' : 'changed';
}

/** The columns that lists are filtered by repeat what the hashed text says. */
function columnsFit(row: Row): boolean {
  const event = parseAuditEvent(row.event);
  if (event === undefined) return false;
  return (
    row.type === columnText(event.type) &&
    row.userId === (event.userId === undefined ? null : columnText(event.userId)) &&
    row.deviceId === (event.deviceId === undefined ? null : columnText(event.deviceId))
  );
}

/** Whether its own hash fits it under another number of the page, after another event of the page. */
function belongsElsewhere(row: Row, page: readonly Row[], previous: Uint8Array): boolean {
  const predecessors = [previous, ...page.map((other) => other.hash)];
  return page.some(({ sequence }) =>
    predecessors.some((hash) => sameBytes(chainHash(sequence, row.time, hash, row.event), row.hash)),
  );
}

function broken(sequence: number, reason: ChainFault): Verification {
  return { kind: 'broken', sequence, reason };
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
