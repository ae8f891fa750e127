/**
 * One row a person, and everything about a person's requests is decided under its lock: whether one waits, how long to pause
 * after requests that led to nothing, whether somebody said "that was not me".
 */
import type { Reader, Writer } from '#server/store/database.ts';

/** Where a person stands. Times in milliseconds since 1970; 0 for none. */
export interface PersonState {
  readonly userId: string;
  /** The request that was begun last and not settled yet. */
  readonly requestId: string | undefined;
  /** Requests that led to nothing since the last approval. */
  readonly failures: number;
  readonly failedAt: number;
  readonly pausedUntil: number;
  readonly lockedUntil: number;
  readonly alarmedAt: number | undefined;
}

interface Row {
  readonly user_id: string;
  readonly request_id: string | null;
  readonly failures: number;
  readonly failed_at: number;
  readonly paused_until: number;
  readonly locked_until: number;
  readonly alarmed_at: number | null;
}

const names = 'user_id, request_id, failures, failed_at, paused_until, locked_until, alarmed_at';

/** Pauses after the first, second, ... request that led to nothing, in milliseconds: against asking until one gives in. */
export const pauses: readonly number[] = [0, 0, 10_000, 30_000, 120_000, 600_000];
/** After so long without any, they are forgotten. */
const forgivenAfter = 86_400_000;
/** How long nobody is asked after "that was not me", in milliseconds. */
const lockedFor = 900_000;

/** Reads a person and keeps the row until the unit is over: no other unit, on any node, decides meanwhile. */
export async function lockPerson(writer: Writer, userId: string, now: number): Promise<PersonState> {
  await writer.run(
    `INSERT INTO authenticator_person (user_id, looked_at, failures, failed_at, paused_until, locked_until)
      VALUES (?, ?, 0, 0, 0, 0) ON CONFLICT (user_id) DO NOTHING`,
    userId,
    now,
  );
  const text = `UPDATE authenticator_person SET looked_at = ? WHERE user_id = ? RETURNING ${names}`;
  const row = await writer.get<Row>(text, now, userId);
  if (!row) throw new Error('The row of a person is gone.');
  return fromRow(row);
}

/** Makes a request the one that waits. */
export async function setRequest(writer: Writer, userId: string, requestId: string): Promise<void> {
  await writer.run('UPDATE authenticator_person SET request_id = ? WHERE user_id = ?', requestId, userId);
}

/** The request led to nothing: the next has to wait, each time longer. */
export async function countFailure(writer: Writer, person: PersonState, endedAt: number): Promise<PersonState> {
  const failures = endedAt - person.failedAt > forgivenAfter ? 1 : person.failures + 1;
  const pause = pauses[Math.min(failures, pauses.length) - 1] ?? 0;
  const pausedUntil = Math.max(person.pausedUntil, endedAt + pause);
  await writer.run(
    `UPDATE authenticator_person SET request_id = NULL, failures = ?, failed_at = ?, paused_until = ? WHERE user_id = ?`,
    failures,
    endedAt,
    pausedUntil,
    person.userId,
  );
  return { ...person, requestId: undefined, failures, failedAt: endedAt, pausedUntil };
}

/** The request was approved: no pauses any more. */
export async function countApproval(writer: Writer, userId: string): Promise<void> {
  await writer.run(
    'UPDATE authenticator_person SET request_id = NULL, failures = 0, paused_until = 0 WHERE user_id = ?',
    userId,
  );
}

/** Somebody else seems to know the person's password: nobody is asked for a while, and an administrator is told. */
export async function raiseAlarm(writer: Writer, userId: string, now: number): Promise<void> {
  const text = 'UPDATE authenticator_person SET locked_until = ?, alarmed_at = ? WHERE user_id = ?';
  await writer.run(text, now + lockedFor, now, userId);
}

/** Ends alarm, lock and pauses; false when there was no alarm. */
export async function clearAlarm(writer: Writer, userId: string): Promise<boolean> {
  const text = `UPDATE authenticator_person SET locked_until = 0, alarmed_at = NULL, failures = 0, paused_until = 0
    WHERE user_id = ? AND alarmed_at IS NOT NULL`;
  return (await writer.run(text, userId)) === 1;
}

/** When a person's alarm was raised, if there is one. */
export async function alarmOf(reader: Reader, userId: string): Promise<number | undefined> {
  const text = 'SELECT alarmed_at FROM authenticator_person WHERE user_id = ?';
  return (await reader.get<Pick<Row, 'alarmed_at'>>(text, userId))?.alarmed_at ?? undefined;
}

/** People with an alarm, the oldest first; a hundred at most. */
export async function alarmedPeople(reader: Reader): Promise<readonly PersonState[]> {
  const text = `SELECT ${names} FROM authenticator_person WHERE alarmed_at IS NOT NULL ORDER BY alarmed_at LIMIT 100`;
  return (await reader.all<Row>(text)).map(fromRow);
}

function fromRow(row: Row): PersonState {
  return {
    userId: row.user_id,
    requestId: row.request_id ?? undefined,
    failures: row.failures,
    failedAt: row.failed_at,
    pausedUntil: row.paused_until,
    lockedUntil: row.locked_until,
    alarmedAt: row.alarmed_at ?? undefined,
  };
}
