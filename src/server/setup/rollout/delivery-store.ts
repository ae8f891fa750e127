/** Deliveries at rest. Nodes work side by side: a change says which `due_at` it expects. */
import type { Reader, Writer } from '#server/store/database.ts';
import type { DeliveredPart, Delivery, Possession } from './delivery.ts';

interface Row {
  readonly enrollment_id: string;
  readonly given_version: number;
  readonly version: number;
  readonly content: string | null;
  readonly registration: string | null;
  readonly application: string | null;
  readonly error: string | null;
  readonly due_at: number | null;
}

const columns = 'enrollment_id, given_version, version, content, registration, application, error, due_at';

/** The delivery of an enrollment. */
export async function findDelivery(reader: Reader, enrollmentId: string): Promise<Delivery | undefined> {
  const row = await reader.get<Row>(`SELECT ${columns} FROM setup_delivery WHERE enrollment_id = ?`, enrollmentId);
  return row && deliveryOf(row);
}

/** Those that are to be looked at, the longest waiting first. */
export async function dueDeliveries(reader: Reader, now: number, limit: number): Promise<readonly Delivery[]> {
  const statement = `SELECT ${columns} FROM setup_delivery WHERE due_at <= ? ORDER BY due_at LIMIT ?`;
  return (await reader.all<Row>(statement, now, limit)).map(deliveryOf);
}

/** Has a delivery looked at, unless the Mac was given this version or a newer one. */
export async function makeDue(
  writer: Writer,
  { enrollmentId, below, at }: { readonly enrollmentId: string; readonly below: number; readonly at: number },
): Promise<void> {
  await writer.run(
    `INSERT INTO setup_delivery (enrollment_id, given_version, version, due_at) VALUES (?, 0, 0, ?)
      ON CONFLICT (enrollment_id) DO UPDATE SET due_at = excluded.due_at
        WHERE setup_delivery.given_version < CAST(? AS BIGINT)`,
    enrollmentId,
    at,
    below,
  );
}

/** Moves when it is due. @returns false when another node was quicker */
export async function moveDue(writer: Writer, { enrollmentId, dueAt }: Delivery, to: number | undefined) {
  const statement = 'UPDATE setup_delivery SET due_at = ? WHERE enrollment_id = ? AND due_at = ?';
  return (await writer.run(statement, to ?? null, enrollmentId, dueAt ?? -1)) === 1;
}

/** What a Mac is given. */
export interface Given {
  readonly version: number;
  readonly what: Possession;
}

/** The Mac is being given a version. What it has stays as it is until it answers. @returns false when another was quicker */
export async function noteGiven(writer: Writer, { enrollmentId, dueAt }: Delivery, { version, what }: Given) {
  const changed = await writer.run(
    `UPDATE setup_delivery SET given_version = ?, given_content = ?, given_registration = ?, given_application = ?,
      error = NULL, due_at = NULL WHERE enrollment_id = ? AND due_at = ?`,
    version,
    what.content ?? null,
    what.registration ?? null,
    what.application ?? null,
    enrollmentId,
    dueAt ?? -1,
  );
  return changed === 1;
}

/** Begins a delivery, or begins it again with an enrollment: nothing of before counts. */
export async function beginDelivery(writer: Writer, enrollmentId: string, { version, what }: Given): Promise<void> {
  await forgetDelivery(writer, enrollmentId);
  await writer.run(
    `INSERT INTO setup_delivery (enrollment_id, given_version, version, given_content, given_registration,
      given_application) VALUES (?, ?, 0, ?, ?, ?)`,
    enrollmentId,
    version,
    what.content ?? null,
    what.registration ?? null,
    what.application ?? null,
  );
}

/** A Mac that enrolls anew has nothing. */
export async function forgetDelivery(writer: Writer, enrollmentId: string): Promise<void> {
  await writer.run('DELETE FROM setup_delivery_command WHERE enrollment_id = ?', enrollmentId);
  await writer.run('DELETE FROM setup_delivery WHERE enrollment_id = ?', enrollmentId);
}

/** Notes a command that brings a part. */
export async function addCommand(writer: Writer, enrollmentId: string, commandId: string, part: DeliveredPart) {
  const statement = 'INSERT INTO setup_delivery_command (enrollment_id, command_id, part) VALUES (?, ?, ?)';
  await writer.run(statement, enrollmentId, commandId, part);
}

/** Takes a command that is open no longer. @returns its part; undefined when it is none of a delivery */
export async function takeCommand(writer: Writer, enrollmentId: string, commandId: string) {
  const statement = 'DELETE FROM setup_delivery_command WHERE enrollment_id = ? AND command_id = ? RETURNING part';
  return (await writer.get<{ part: DeliveredPart }>(statement, enrollmentId, commandId))?.part;
}

/** Ids of the open commands of a delivery. */
export async function openCommands(reader: Reader, enrollmentId: string): Promise<readonly string[]> {
  const statement = 'SELECT command_id FROM setup_delivery_command WHERE enrollment_id = ? ORDER BY command_id';
  return (await reader.all<{ command_id: string }>(statement, enrollmentId)).map((row) => row.command_id);
}

/** Parts that open commands bring. */
export async function openParts(reader: Reader, enrollmentId: string): Promise<ReadonlySet<DeliveredPart>> {
  const statement = 'SELECT DISTINCT part FROM setup_delivery_command WHERE enrollment_id = ?';
  const rows = await reader.all<{ part: DeliveredPart }>(statement, enrollmentId);
  return new Set(rows.map(({ part }) => part));
}

const moved: Readonly<Record<DeliveredPart, string>> = {
  profile: 'content = given_content, registration = given_registration',
  application: 'application = given_application',
};

const lost: Readonly<Record<DeliveredPart, string>> = {
  profile: 'content = NULL, registration = NULL',
  application: 'application = NULL',
};

/** The Mac has a part. */
export async function noteHad(writer: Writer, enrollmentId: string, part: DeliveredPart): Promise<void> {
  await writer.run(`UPDATE setup_delivery SET ${moved[part]} WHERE enrollment_id = ?`, enrollmentId);
}

/** It is not known what the Mac has of a part. */
export async function noteUnknown(writer: Writer, enrollmentId: string, part: DeliveredPart): Promise<void> {
  await writer.run(`UPDATE setup_delivery SET ${lost[part]} WHERE enrollment_id = ?`, enrollmentId);
}

/** The Mac refused a part. */
export async function noteFailed(writer: Writer, enrollmentId: string, error: string): Promise<void> {
  await writer.run('UPDATE setup_delivery SET error = ? WHERE enrollment_id = ?', error, enrollmentId);
}

/** Where no command is open and none was refused, the Mac has the version. @returns the delivery, once it is over */
export async function closeDelivery(writer: Writer, enrollmentId: string): Promise<Delivery | undefined> {
  if ((await openCommands(writer, enrollmentId)).length > 0) return undefined;
  const statement = 'UPDATE setup_delivery SET version = given_version WHERE enrollment_id = ? AND error IS NULL';
  await writer.run(statement, enrollmentId);
  return findDelivery(writer, enrollmentId);
}

function deliveryOf(row: Row): Delivery {
  return {
    enrollmentId: row.enrollment_id,
    givenVersion: row.given_version,
    version: row.version,
    has: {
      content: row.content ?? undefined,
      registration: row.registration ?? undefined,
      application: row.application ?? undefined,
    },
    error: row.error ?? undefined,
    dueAt: row.due_at ?? undefined,
  };
}
