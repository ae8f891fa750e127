import type { Reader, SqlValue } from '#server/store/database.ts';
import { AuditError, type AuditRecord, parseAuditEvent } from './audit-event.ts';
import { columnText } from './chain.ts';

/** Which events to list. All conditions must hold. */
export interface AuditQuery {
  /** Only events with a greater sequence number; the list then runs from the oldest of them upwards. */
  readonly after?: number;
  /** Only events with a smaller sequence number. */
  readonly before?: number;
  /** Most events to return; at least 1, at most 1000. */
  readonly limit: number;
  readonly type?: string;
  readonly userId?: string;
  readonly deviceId?: string;
}

/** A row as the chain wrote it. */
export interface AuditRow {
  readonly sequence: number;
  readonly time: number;
  readonly event: string;
  readonly hash: Uint8Array;
}

const largestPage = 1000;

/**
 * Events of the chain: the newest first, or the oldest first when `after` is given.
 *
 * @throws AuditError when an event cannot be read back.
 */
export async function listAudit(reader: Reader, query: AuditQuery): Promise<readonly AuditRecord[]> {
  const conditions = conditionsOf(query);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(([condition]) => condition).join(' AND ')}`;
  const order = query.after === undefined ? 'DESC' : 'ASC';
  const text = `SELECT sequence, time, event, hash FROM audit_event${where} ORDER BY sequence ${order} LIMIT ?`;
  const limit = Math.min(Math.max(Math.trunc(query.limit), 1), largestPage);
  const rows = await reader.all<AuditRow>(text, ...conditions.map(([, value]) => value), limit);
  return rows.map(recordOf);
}

function conditionsOf({ after, before, type, userId, deviceId }: AuditQuery): readonly (readonly [string, SqlValue])[] {
  const conditions: (readonly [string, SqlValue])[] = [];
  if (after !== undefined) conditions.push(['sequence > ?', after]);
  if (before !== undefined) conditions.push(['sequence < ?', before]);
  if (type !== undefined) conditions.push(['type = ?', columnText(type)]);
  if (userId !== undefined) conditions.push(['user_id = ?', columnText(userId)]);
  if (deviceId !== undefined) conditions.push(['device_id = ?', columnText(deviceId)]);
  return conditions;
}

/** A row as the event that it is. @throws AuditError */
export function recordOf({ sequence, time, event: text, hash }: AuditRow): AuditRecord {
  const event = parseAuditEvent(text);
  if (event === undefined) throw new AuditError(sequence);
  return { sequence, time, event, hash };
}
