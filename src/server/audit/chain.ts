import { hash } from 'node:crypto';
import type { Statements, Writer } from '#server/store/database.ts';
import { type AuditEvent, encodeAuditEvent } from './audit-event.ts';

/** What stands before the first event. */
export const genesisHash: Uint8Array = new Uint8Array(32);

/** Sets these hashes apart from any other use of SHA-256 over similar bytes; the digit is the encoding's version. */
const label = Buffer.from('porchlight-audit-1\0');

const fixedLength = label.length + 8 + 8 + genesisHash.length;

/** Rows of one INSERT: PostgreSQL and SQLite both take far more parameters, and each length is a text of its own. */
const rowsPerInsert = 64;

/** A canonical event on its way into the chain. */
interface Entry {
  readonly time: number;
  readonly type: string;
  readonly userId: string | null;
  readonly deviceId: string | null;
  readonly text: string;
}

interface Head {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/**
 * Adds events to the chain as part of a unit: they are written if and only if the unit is. The chain itself is extended
 * once for a whole batch, at its end, so its head is locked for a moment only, however many nodes write.
 *
 * @param now the time of the decision, in epoch milliseconds.
 */
export function appendAudit(writer: Writer, now: number, events: readonly AuditEvent[]): void {
  for (const event of events) writer.atBatchEnd(extendChain, entryOf(event, now));
}

/**
 * The hash of an event: SHA-256 over a label, the sequence number and the time (8 bytes each, big endian), the hash of the
 * event before (32 bytes; zeros before the first) and the event's canonical JSON in UTF-8. All but the last have a fixed
 * length, so no two inputs give the same bytes.
 */
export function chainHash(sequence: number, time: number, previous: Uint8Array, text: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(fixedLength + Buffer.byteLength(text));
  let offset = label.copy(bytes);
  offset = writeInteger(bytes, sequence, offset);
  offset = writeInteger(bytes, time, offset);
  bytes.set(previous, offset);
  bytes.write(text, fixedLength);
  return new Uint8Array(hash('sha256', bytes, 'buffer'));
}

/**
 * A value as an indexed column holds it. PostgreSQL cannot store U+0000 nor half a surrogate pair, and an event must not
 * be lost because somebody typed one; the event's JSON keeps them escaped.
 */
export function columnText(value: string): string {
  return value.toWellFormed().replaceAll('\0', '\uFFFD');
}

function entryOf(event: AuditEvent, now: number): Entry {
  return {
    time: Math.trunc(now),
    type: columnText(event.type),
    userId: event.userId === undefined ? null : columnText(event.userId),
    deviceId: event.deviceId === undefined ? null : columnText(event.deviceId),
    text: encodeAuditEvent(event),
  };
}

/** The batch step: takes as many numbers as there are entries, which also locks the head, and fills them. */
async function extendChain(statements: Statements, entries: readonly Entry[]): Promise<void> {
  const head = await takeNumbers(statements, entries.length);
  const rows: (string | number | null | Uint8Array)[][] = [];
  let { sequence, hash: previous } = head;
  for (const { time, type, userId, deviceId, text } of entries) {
    sequence += 1;
    previous = chainHash(sequence, time, previous, text);
    rows.push([sequence, time, type, userId, deviceId, text, previous]);
  }
  const writes: Promise<number>[] = [];
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    const some = rows.slice(start, start + rowsPerInsert);
    writes.push(statements.run(insertText(some.length), ...some.flat()));
  }
  writes.push(statements.run('UPDATE audit_head SET hash = ? WHERE id = 1', previous));
  await Promise.all(writes);
}

/** @returns the head as it was before. */
async function takeNumbers(statements: Statements, count: number): Promise<Head> {
  const take = 'UPDATE audit_head SET sequence = sequence + ? WHERE id = 1 RETURNING sequence, hash';
  let head = await statements.get<Head>(take, count);
  if (head === undefined) {
    const begin = 'INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, ?) ON CONFLICT (id) DO NOTHING';
    await statements.run(begin, genesisHash);
    head = await statements.get<Head>(take, count);
  }
  if (head === undefined) throw new Error('The head of the audit chain could not be made.');
  return { sequence: head.sequence - count, hash: head.hash };
}

function insertText(rows: number): string {
  const values = Array.from({ length: rows }, () => '(?, ?, ?, ?, ?, ?, ?)').join(', ');
  return `INSERT INTO audit_event (sequence, time, type, user_id, device_id, event, hash) VALUES ${values}`;
}

/** Eight bytes, big endian; throws RangeError for what is no count. */
function writeInteger(bytes: Buffer, value: number, offset: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no sequence number and no time.`);
  const high = Math.floor(value / 0x1_0000_0000);
  bytes.writeUInt32BE(high, offset);
  return bytes.writeUInt32BE(value - high * 0x1_0000_0000, offset + 4);
}
