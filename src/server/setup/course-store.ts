/** Courses at rest. What changes a state says which state and which generation it expects, since nodes work side by side. */
import { macChanged } from '#server/mac-standing/mac-changes.ts';
import type { Reader, SqlValue, Writer } from '#server/store/database.ts';
import type { Course, CourseState, Lane, ReleaseCode } from './course.ts';

interface Row {
  readonly enrollment_id: string;
  readonly serial_number: string;
  readonly generation: number;
  readonly lane: Lane;
  readonly state: CourseState;
  readonly begun_at: number;
  readonly due_at: number | null;
  readonly tries: number;
  readonly awaited: string;
  readonly is_application_seen: number;
  readonly release_code: ReleaseCode | null;
  readonly released_at: number | null;
  readonly accounts: string | null;
  readonly account_tries: number;
}

const columns = `enrollment_id, serial_number, generation, lane, state, begun_at, due_at, tries, awaited,
  is_application_seen, release_code, released_at, accounts, account_tries`;

/** The course of an enrollment. */
export async function findCourse(reader: Reader, enrollmentId: string): Promise<Course | undefined> {
  const row = await reader.get<Row>(`SELECT ${columns} FROM setup_course WHERE enrollment_id = ?`, enrollmentId);
  return row && courseOf(row);
}

/** Enrollments for which something is to be done, the longest waiting first. */
export async function dueCourses(reader: Reader, now: number, limit: number): Promise<readonly Course[]> {
  const statement = `SELECT ${columns} FROM setup_course WHERE due_at <= ? ORDER BY due_at LIMIT ?`;
  return (await reader.all<Row>(statement, now, limit)).map(courseOf);
}

/** Begins a course, or begins it again: nothing of before counts. */
export async function beginCourse(
  writer: Writer,
  enrollment: { readonly id: string; readonly serialNumber: string },
  now: number,
): Promise<void> {
  await writer.run('DELETE FROM setup_step WHERE enrollment_id = ?', enrollment.id);
  await writer.run(
    `INSERT INTO setup_course (enrollment_id, serial_number, generation, lane, state, begun_at, tries, awaited,
       is_application_seen, account_tries) VALUES (?, ?, 1, ?, ?, ?, 0, ?, 0, 0)
     ON CONFLICT (enrollment_id) DO UPDATE SET serial_number = excluded.serial_number,
       generation = setup_course.generation + 1, lane = excluded.lane, state = excluded.state,
       begun_at = excluded.begun_at, due_at = NULL, tries = 0, awaited = excluded.awaited, is_application_seen = 0,
       release_code = NULL, released_at = NULL, accounts = NULL, account_tries = 0`,
    enrollment.id,
    enrollment.serialNumber,
    'manual',
    'enrolling',
    now,
    '[]',
  );
  macChanged(writer, { serialNumber: enrollment.serialNumber });
}

/** What a change may set. */
export interface CourseChange {
  readonly state?: CourseState;
  readonly lane?: Lane;
  readonly begunAt?: number;
  readonly dueAt?: number | null;
  readonly tries?: number;
  readonly awaited?: readonly string[];
  readonly isApplicationSeen?: boolean;
  readonly releaseCode?: ReleaseCode;
  readonly releasedAt?: number;
  readonly accounts?: readonly string[];
  readonly accountTries?: number;
}

/** Changes a course that is as it was read; otherwise false, and somebody else was quicker. */
export async function changeCourse(writer: Writer, course: Course, change: CourseChange): Promise<boolean> {
  const after = { ...course, dueAt: course.dueAt ?? null, ...change };
  const changed = await writer.run(
    `UPDATE setup_course SET state = ?, lane = ?, begun_at = ?, due_at = ?, tries = ?, awaited = ?,
       is_application_seen = CASE WHEN CAST(? AS BIGINT) = 1 THEN 1 ELSE is_application_seen END, release_code = ?,
       released_at = ?, accounts = COALESCE(CAST(? AS TEXT), accounts), account_tries = ?
     WHERE enrollment_id = ? AND generation = ? AND state = ? AND tries = ?`,
    after.state,
    after.lane,
    after.begunAt,
    after.dueAt,
    after.tries,
    JSON.stringify(after.awaited),
    after.isApplicationSeen ? 1 : 0,
    after.releaseCode ?? null,
    after.releasedAt ?? null,
    textOf(after.accounts),
    after.accountTries,
    course.enrollmentId,
    course.generation,
    course.state,
    course.tries,
  );
  if (changed === 1) macChanged(writer, { serialNumber: course.serialNumber });
  return changed === 1;
}

/** A command that the release waits for. */
export async function addStep(writer: Writer, enrollmentId: string, commandId: string, requestType: string) {
  const statement = 'INSERT INTO setup_step (enrollment_id, command_id, request_type, status) VALUES (?, ?, ?, ?)';
  await writer.run(statement, enrollmentId, commandId, requestType, 'open');
  macChanged(writer, { enrollmentId });
}

/** Notes how a step ended. @returns false for a command that is none */
export async function endStep(writer: Writer, enrollmentId: string, commandId: string, status: string) {
  const statement = 'UPDATE setup_step SET status = ? WHERE enrollment_id = ? AND command_id = ?';
  const ended = await writer.run(statement, status, enrollmentId, commandId);
  if (ended === 1) macChanged(writer, { enrollmentId });
  return ended === 1;
}

/** A step and how it stands. */
export interface Step {
  readonly commandId: string;
  readonly requestType: string;
  readonly status: 'open' | 'Acknowledged' | 'Error' | 'CommandFormatError';
}

/** The steps of an enrollment. */
export async function stepsOf(reader: Reader, enrollmentId: string): Promise<readonly Step[]> {
  const rows = await reader.all<{ command_id: string; request_type: string; status: Step['status'] }>(
    'SELECT command_id, request_type, status FROM setup_step WHERE enrollment_id = ? ORDER BY request_type, command_id',
    enrollmentId,
  );
  return rows.map((row) => ({ commandId: row.command_id, requestType: row.request_type, status: row.status }));
}

function textOf(accounts: readonly string[] | undefined): SqlValue {
  return accounts === undefined ? null : JSON.stringify(accounts);
}

function courseOf(row: Row): Course {
  return {
    enrollmentId: row.enrollment_id,
    serialNumber: row.serial_number,
    generation: row.generation,
    lane: row.lane,
    state: row.state,
    begunAt: row.begun_at,
    dueAt: row.due_at ?? undefined,
    tries: row.tries,
    awaited: JSON.parse(row.awaited) as string[],
    isApplicationSeen: row.is_application_seen === 1,
    releaseCode: row.release_code ?? undefined,
    releasedAt: row.released_at ?? undefined,
    accounts: row.accounts === null ? undefined : (JSON.parse(row.accounts) as string[]),
    accountTries: row.account_tries,
  };
}
