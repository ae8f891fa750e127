import type { Reader, SqlValue } from '#server/store/database.ts';
import type { AuditRecord } from './audit-event.ts';
import { columnText } from './chain.ts';
import { type AuditRow, recordOf } from './listing.ts';
import { disorder, sequenceAt } from './moments.ts';

/** What to look for. All conditions must hold. */
export interface AuditSearch {
  /** Only events with a smaller sequence number. */
  readonly before?: number;
  /** Most events to return. */
  readonly limit: number;
  /** The type; with a full stop at its end, every type that begins so. */
  readonly type?: string;
  readonly userId?: string;
  readonly deviceId?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly actor?: string;
  /** Stands anywhere in the event, without regard to the case of A to Z. */
  readonly text?: string;
  /** Epoch milliseconds; `until` is left out itself. */
  readonly since?: number;
  readonly until?: number;
}

/** What was found, the newest first. `next` is the number to go on before; undefined at the end of the chain. */
export interface AuditFindings {
  readonly records: readonly AuditRecord[];
  readonly next: number | undefined;
}

/** Numbers that are looked through at once, and how often before what was found so far is answered. */
const window = 20_000;
const mostWindows = 5;

/**
 * Looks for events. Where no index leads to them it looks through a hundred thousand and answers what it has found, perhaps
 * nothing, with where to go on: no question takes long, however old the chain is.
 */
export async function searchAudit(reader: Reader, search: AuditSearch): Promise<AuditFindings> {
  const { limit, since, until } = search;
  const lowest = since === undefined ? 1 : Math.max(1, (await sequenceAt(reader, since)) - disorder);
  const newest = await reader.get<{ sequence: number }>('SELECT sequence FROM audit_head WHERE id = 1');
  const beyond = until === undefined ? Infinity : (await sequenceAt(reader, until)) + disorder;
  let before = Math.min(search.before ?? Infinity, beyond, (newest?.sequence ?? 0) + 1);
  const conditions = conditionsOf(search);
  const isIndexed = search.userId !== undefined || search.deviceId !== undefined;
  const step = isIndexed ? Infinity : window;
  const records: AuditRecord[] = [];
  for (let windows = 0; windows < mostWindows && before > lowest; windows += 1) {
    const from = Math.max(lowest, before - step);
    const wanted = limit - records.length;
    const rows = await rowsBetween(reader, conditions, { from, before, limit: wanted + 1 });
    records.push(...rows.slice(0, wanted).map(recordOf));
    if (rows.length > wanted) return { records, next: rows.at(wanted - 1)?.sequence };
    before = from;
  }
  return { records, next: before > lowest ? before : undefined };
}

type Condition = readonly [text: string, ...values: SqlValue[]];

function rowsBetween(
  reader: Reader,
  conditions: readonly Condition[],
  { from, before, limit }: { readonly from: number; readonly before: number; readonly limit: number },
): Promise<AuditRow[]> {
  const all = ['sequence >= ?', 'sequence < ?', ...conditions.map(([text]) => text)].join(' AND ');
  const text = `SELECT sequence, time, event, hash FROM audit_event WHERE ${all} ORDER BY sequence DESC LIMIT ?`;
  return reader.all<AuditRow>(text, from, before, ...conditions.flatMap(([, ...values]) => values), limit);
}

function conditionsOf(search: AuditSearch): readonly Condition[] {
  const { type, userId, deviceId, outcome, code, actor, text, since, until } = search;
  const found: Condition[] = [];
  if (userId !== undefined) found.push(['user_id = ?', columnText(userId)]);
  if (deviceId !== undefined) found.push(['device_id = ?', columnText(deviceId)]);
  if (type?.endsWith('.')) found.push(['type LIKE ? ESCAPE ?', `${escapedLike(columnText(type))}%`, '!']);
  else if (type !== undefined) found.push(['type = ?', columnText(type)]);
  // An event is JSON with sorted names and no spaces, so that a member has one spelling.
  for (const [name, value] of Object.entries({ outcome, code, actor })) {
    if (value !== undefined) found.push(['event LIKE ? ESCAPE ?', `%${escapedLike(member(name, value))}%`, '!']);
  }
  if (text !== undefined) {
    const inner = JSON.stringify(text.toLowerCase()).slice(1, -1);
    found.push(['LOWER(event) LIKE ? ESCAPE ?', `%${escapedLike(inner)}%`, '!']);
  }
  if (since !== undefined) found.push(['time >= ?', since]);
  if (until !== undefined) found.push(['time < ?', until]);
  return found;
}

function member(name: string, value: string): string {
  return `${JSON.stringify(name)}:${JSON.stringify(columnText(value))}`;
}

function escapedLike(text: string): string {
  return text.replaceAll(/[!%_]/g, '!$&');
}
