/** The queue of open commands at rest, and what became of finished ones. */
import type { ErrorChainItem } from '#protocol/mdm/report.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { CommandRecord, FinalStatus } from '../management.ts';

/** A command to be stored. */
export interface NewCommand {
  readonly enrollmentId: string;
  readonly id: string;
  readonly requestType: string;
  readonly priority: number;
  /** Sealed. */
  readonly command: Uint8Array;
}

/**
 * Stores a command and marks the enrollment as due. The number it gets also says that the queue is not empty: whoever
 * finds it empty may say so only while the number is the one that he read. Two statements.
 */
export async function insertCommand(
  writer: Writer,
  command: NewCommand,
  now: number,
): Promise<'stored' | 'enrollment_unknown' | 'enrollment_ended'> {
  const numbered = await writer.get<{ enqueued: number }>(
    `UPDATE mdm_enrollment SET enqueued = enqueued + 1, pending = enqueued + 1, push_due_at = ?
      WHERE id = ? AND state <> 'ended' RETURNING enqueued`,
    now,
    command.enrollmentId,
  );
  if (!numbered) {
    const known = await writer.get('SELECT id FROM mdm_enrollment WHERE id = ?', command.enrollmentId);
    return known === undefined ? 'enrollment_unknown' : 'enrollment_ended';
  }
  await writer.run(
    `INSERT INTO mdm_command (enrollment_id, uuid, request_type, priority, position, state, command, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    command.enrollmentId,
    command.id,
    command.requestType,
    command.priority,
    numbered.enqueued,
    'queued',
    command.command,
    now,
  );
  return 'stored';
}

/** The id of an open command of this type. */
export async function findOpenCommand(reader: Reader, enrollmentId: string, requestType: string) {
  const row = await reader.get<{ uuid: string }>(
    'SELECT uuid FROM mdm_command WHERE enrollment_id = ? AND request_type = ? ORDER BY position LIMIT 1',
    enrollmentId,
    requestType,
  );
  return row?.uuid;
}

/** A command on its way to the Mac, still sealed. */
export interface NextCommand {
  readonly uuid: string;
  readonly command: Uint8Array;
}

/** What there is to send. `waiting` says that only commands are left that the Mac put off. */
export type QueueOutcome =
  | { readonly kind: 'next'; readonly command: NextCommand }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'empty' };

/**
 * What a Mac that is idle is given: the highest priority first, then the oldest. `put-off` when there are commands that
 * the Mac put off in an earlier connection, which must be revived first. One statement, which writes nothing.
 */
export async function peekNextCommand(
  reader: Reader,
  enrollmentId: string,
): Promise<{ readonly kind: 'next'; readonly command: NextCommand } | { readonly kind: 'put-off' | 'empty' }> {
  const row = await reader.get<NextCommand & { readonly put_off: number }>(
    `SELECT uuid, command, CASE WHEN EXISTS (SELECT 1 FROM mdm_command WHERE enrollment_id = ? AND state = 'not-now')
      THEN 1 ELSE 0 END AS put_off FROM mdm_command WHERE enrollment_id = ? ORDER BY priority DESC, position LIMIT 1`,
    enrollmentId,
    enrollmentId,
  );
  if (!row) return { kind: 'empty' };
  return row.put_off === 1 ? { kind: 'put-off' } : { kind: 'next', command: row };
}

/**
 * Takes the next command that the Mac did not put off, and marks it as sent. `pending` is what the enrollment said before:
 * where the queue is empty that is noted, unless a command came in since. Two statements, three after a NotNow.
 */
export async function takeNextCommand(
  writer: Writer,
  { enrollmentId, pending }: { readonly enrollmentId: string; readonly pending: number },
  now: number,
): Promise<QueueOutcome> {
  if (pending === 0) return { kind: 'empty' };
  const first = await writer.get<NextCommand & { readonly state: string }>(
    'SELECT uuid, command, state FROM mdm_command WHERE enrollment_id = ? ORDER BY priority DESC, position LIMIT 1',
    enrollmentId,
  );
  if (!first) {
    const text = 'UPDATE mdm_enrollment SET pending = 0, push_due_at = NULL WHERE id = ? AND pending = ?';
    await writer.run(text, enrollmentId, pending);
    return { kind: 'empty' };
  }
  const next = first.state === 'not-now' ? await firstNotPutOff(writer, enrollmentId) : first;
  if (!next) return { kind: 'waiting' };
  await markSent(writer, enrollmentId, next.uuid, now);
  return { kind: 'next', command: next };
}

async function firstNotPutOff(reader: Reader, enrollmentId: string): Promise<NextCommand | undefined> {
  return reader.get<NextCommand>(
    `SELECT uuid, command FROM mdm_command WHERE enrollment_id = ? AND state <> 'not-now'
      ORDER BY priority DESC, position LIMIT 1`,
    enrollmentId,
  );
}

/** A command went out to the Mac; one that the Mac has put off since stays so. */
export async function markSent(writer: Writer, enrollmentId: string, id: string, at: number): Promise<void> {
  const text = 'UPDATE mdm_command SET state = ?, sent_at = ? WHERE enrollment_id = ? AND uuid = ? AND state <> ?';
  await writer.run(text, 'sent', at, enrollmentId, id, 'not-now');
}

/** A new connection: what the Mac put off in an earlier one may be sent again. */
export async function reviveCommands(writer: Writer, enrollmentId: string): Promise<void> {
  const text = 'UPDATE mdm_command SET state = ? WHERE enrollment_id = ? AND state = ?';
  await writer.run(text, 'queued', enrollmentId, 'not-now');
}

/** The Mac put a command off. False when it is not open. */
export async function putOffCommand(writer: Writer, enrollmentId: string, id: string, now: number): Promise<boolean> {
  const text = 'UPDATE mdm_command SET state = ?, not_now_at = ? WHERE enrollment_id = ? AND uuid = ?';
  return (await writer.run(text, 'not-now', now, enrollmentId, id)) === 1;
}

/** Makes the enrollment due for a push at a time. */
export async function askAgainAt(writer: Writer, enrollmentId: string, at: number): Promise<void> {
  await writer.run('UPDATE mdm_enrollment SET push_due_at = ? WHERE id = ? AND pending > 0', at, enrollmentId);
}

/** How a command ended, to be stored. */
export interface Ending {
  readonly enrollmentId: string;
  readonly id: string;
  readonly status: FinalStatus;
  readonly errorChain: readonly ErrorChainItem[];
  /** Sealed. */
  readonly result: Uint8Array | undefined;
  /** When it went out, where the store does not say so. */
  readonly sentAt: number | undefined;
}

/** Moves an open command to the finished ones. Undefined when it is not open: it was reported before. Two statements. */
export async function finishCommand(
  writer: Writer,
  ending: Ending,
  now: number,
): Promise<{ readonly requestType: string } | undefined> {
  const row = await writer.get<{ request_type: string; created_at: number; sent_at: number | null }>(
    'DELETE FROM mdm_command WHERE enrollment_id = ? AND uuid = ? RETURNING request_type, created_at, sent_at',
    ending.enrollmentId,
    ending.id,
  );
  if (!row) return undefined;
  await writer.run(
    `INSERT INTO mdm_command_result (enrollment_id, uuid, request_type, status, error_chain, result, created_at, sent_at,
      finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (enrollment_id, uuid) DO NOTHING`,
    ending.enrollmentId,
    ending.id,
    row.request_type,
    ending.status,
    JSON.stringify(ending.errorChain),
    ending.result ?? null,
    row.created_at,
    ending.sentAt ?? row.sent_at,
    now,
  );
  return { requestType: row.request_type };
}

/** Whether a command is among the finished ones. */
export async function isFinished(reader: Reader, enrollmentId: string, id: string): Promise<boolean> {
  const text = 'SELECT uuid FROM mdm_command_result WHERE enrollment_id = ? AND uuid = ?';
  return (await reader.get(text, enrollmentId, id)) !== undefined;
}

/** Moves one open command to the finished ones, as cleared; nothing where it is not open. Two statements. */
export async function clearCommand(writer: Writer, enrollmentId: string, id: string, now: number): Promise<void> {
  const which = 'WHERE enrollment_id = ? AND uuid = ?';
  await writer.run(`${moveCleared} ${which} ON CONFLICT (enrollment_id, uuid) DO NOTHING`, now, enrollmentId, id);
  await writer.run(`DELETE FROM mdm_command ${which}`, enrollmentId, id);
}

const moveCleared = `INSERT INTO mdm_command_result (enrollment_id, uuid, request_type, status, error_chain, created_at,
  sent_at, finished_at) SELECT enrollment_id, uuid, request_type, 'Cleared', '[]', created_at, sent_at,
  CAST(? AS BIGINT) FROM mdm_command`;

/** Moves every open command of an enrollment to the finished ones, as cleared. Two statements. Returns how many. */
export async function clearCommands(writer: Writer, enrollmentId: string, now: number): Promise<number> {
  await writer.run(
    `${moveCleared} WHERE enrollment_id = ? ON CONFLICT (enrollment_id, uuid) DO NOTHING`,
    now,
    enrollmentId,
  );
  return writer.run('DELETE FROM mdm_command WHERE enrollment_id = ?', enrollmentId);
}

interface CommandRow {
  readonly uuid: string;
  readonly request_type: string;
  readonly status: CommandRecord['status'];
  readonly error_chain: string;
  readonly created_at: number;
  readonly sent_at: number | null;
  readonly finished_at: number | null;
}

/** Open commands in their order, then finished ones, the newest first. Two statements. */
export async function listCommands(reader: Reader, enrollmentId: string, limit: number): Promise<CommandRecord[]> {
  const open = await reader.all<CommandRow>(
    `SELECT uuid, request_type, state AS status, '[]' AS error_chain, created_at, sent_at, NULL AS finished_at
      FROM mdm_command WHERE enrollment_id = ? ORDER BY priority DESC, position LIMIT ?`,
    enrollmentId,
    limit,
  );
  const finished = await reader.all<CommandRow>(
    `SELECT uuid, request_type, status, error_chain, created_at, sent_at, finished_at FROM mdm_command_result
      WHERE enrollment_id = ? ORDER BY finished_at DESC LIMIT ?`,
    enrollmentId,
    limit,
  );
  return [...open, ...finished].slice(0, limit).map((row) => ({
    id: row.uuid,
    enrollmentId,
    requestType: row.request_type,
    status: row.status,
    errorChain: JSON.parse(row.error_chain) as readonly ErrorChainItem[],
    createdAt: row.created_at,
    sentAt: row.sent_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  }));
}

/** The sealed result of a finished command. */
export async function findResult(reader: Reader, enrollmentId: string, id: string) {
  const row = await reader.get<{ request_type: string; result: Uint8Array | null }>(
    'SELECT request_type, result FROM mdm_command_result WHERE enrollment_id = ? AND uuid = ?',
    enrollmentId,
    id,
  );
  return row?.result ? { requestType: row.request_type, sealed: row.result } : undefined;
}
