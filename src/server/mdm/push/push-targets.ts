/** Which Macs are to be rung, at rest. */
import type { Reader, Writer } from '#server/store/database.ts';

/** What is needed to ring one. */
export interface PushTarget {
  readonly id: string;
  readonly token: Uint8Array;
  readonly pushMagic: string;
  readonly topic: string;
  /** When the token came, in milliseconds since 1970. */
  readonly tokenAt: number;
  readonly hasPending: boolean;
  /** When it is to be rung, in milliseconds since 1970; undefined: nothing is due, or it was rung already. */
  readonly dueAt: number | undefined;
  /** The number of the newest command it ever had: whether another came since this was read. */
  readonly enqueued: number;
}

interface TargetRow {
  readonly push_token: Uint8Array | null;
  readonly push_magic: string | null;
  readonly topic: string | null;
  readonly push_token_at: number | null;
  readonly pending: number;
  readonly push_due_at: number | null;
  readonly enqueued: number;
}

/** A usable target, or undefined where there is no token, no enrollment or none that is enabled. */
export async function findTarget(reader: Reader, id: string): Promise<PushTarget | undefined> {
  const row = await reader.get<TargetRow>(
    'SELECT push_token, push_magic, topic, push_token_at, pending, push_due_at, enqueued FROM mdm_enrollment WHERE id = ? AND state = ?',
    id,
    'enabled',
  );
  if (!row?.push_token || !row.push_magic || !row.topic || row.push_token_at === null) return undefined;
  return {
    id,
    token: row.push_token,
    pushMagic: row.push_magic,
    topic: row.topic,
    tokenAt: row.push_token_at,
    hasPending: row.pending > 0,
    dueAt: row.push_due_at ?? undefined,
    enqueued: row.enqueued,
  };
}

/**
 * Takes enrollments that are due, the longest due first, and puts their next time off: another node that looks finds them
 * not due, and if this one dies, they become due again.
 */
export async function takeDue(writer: Writer, now: number, again: number, limit: number): Promise<readonly string[]> {
  const rows = await writer.all<{ id: string }>(
    `UPDATE mdm_enrollment SET push_due_at = ? WHERE id IN (SELECT id FROM mdm_enrollment WHERE push_due_at <= ?
      AND push_token_at IS NOT NULL ORDER BY push_due_at LIMIT ?) AND push_due_at <= ? RETURNING id`,
    again,
    now,
    limit,
    now,
  );
  return rows.map(({ id }) => id);
}

/**
 * Notes that Apple took a push. A Mac with open commands becomes due again at `again`, another one not; one that got a
 * command since the target was read stays due as it is, since it may have come before that command was there.
 */
export async function notePushed(
  writer: Writer,
  { id, enqueued }: Pick<PushTarget, 'id' | 'enqueued'>,
  now: number,
  again: number,
): Promise<void> {
  await writer.run(
    `UPDATE mdm_enrollment SET pushed_at = ?, push_due_at = CASE WHEN enqueued <> ? THEN push_due_at
      WHEN pending > 0 THEN CAST(? AS BIGINT) ELSE NULL END WHERE id = ?`,
    now,
    enqueued,
    again,
    id,
  );
}

/** Puts the next push off. */
export async function putOff(writer: Writer, id: string, until: number): Promise<void> {
  const text = 'UPDATE mdm_enrollment SET push_due_at = ? WHERE id = ? AND push_due_at IS NOT NULL';
  await writer.run(text, until, id);
}

/** Forgets a token that Apple called dead at `diedAt`, unless a newer one came since. True when it was forgotten. */
export async function retireToken(writer: Writer, id: string, token: Uint8Array, diedAt: number): Promise<boolean> {
  const changed = await writer.run(
    `UPDATE mdm_enrollment SET push_token = NULL, push_token_at = NULL, push_due_at = NULL
      WHERE id = ? AND push_token = ? AND push_token_at <= ?`,
    id,
    token,
    diedAt,
  );
  return changed === 1;
}
