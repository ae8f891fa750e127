/** Enrollments at rest. Every function is one statement, or says that it is more. */
import type { Authenticate } from '#protocol/mdm/check-in/authenticate.ts';
import type { TokenUpdate } from '#protocol/mdm/check-in/token-update.ts';
import type { EnrollmentChannel } from '#protocol/mdm/enrollment-ids.ts';
import { macChanged } from '#server/mac-standing/mac-changes.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { EnrollmentQuery, EnrollmentRecord } from '../management.ts';

/** What every message is judged by: one row, read once. */
export interface EnrollmentGate {
  readonly deviceState: EnrollmentRecord['state'];
  /** The pinned identity of the device channel. */
  readonly certificate: string | undefined;
  /** The identity that a Mac authenticated with to renew, until it has used it for a command. */
  readonly successor: string | undefined;
  /** Of the channel that the message came on; undefined for a user channel that is not enrolled. */
  readonly state: EnrollmentRecord['state'] | undefined;
  /** 0 when no command can be open. */
  readonly pending: number;
}

interface GateRow {
  readonly device_state: EnrollmentRecord['state'];
  readonly certificate: string | null;
  readonly successor: string | null;
  readonly state: EnrollmentRecord['state'] | null;
  readonly pending: number | null;
}

/** The gate of a channel, or undefined when its device never authenticated. */
export async function findGate(reader: Reader, channel: EnrollmentChannel): Promise<EnrollmentGate | undefined> {
  const row = await reader.get<GateRow>(
    `SELECT d.state AS device_state, d.certificate, d.successor, e.state, e.pending FROM mdm_enrollment d
      LEFT JOIN mdm_enrollment e ON e.id = ? WHERE d.id = ?`,
    channel.id,
    channel.deviceId,
  );
  if (!row) return undefined;
  return {
    deviceState: row.device_state,
    certificate: row.certificate ?? undefined,
    successor: row.successor ?? undefined,
    state: row.state ?? undefined,
    pending: row.pending ?? 0,
  };
}

/** Pins an identity to an enrollment unless it is pinned already; gives whose it is now, and whether it was replaced. Two statements. */
export async function pinIdentity(writer: Writer, fingerprint: string, enrollmentId: string, now: number) {
  await writer.run(
    'INSERT INTO mdm_identity (fingerprint, enrollment_id, pinned_at) VALUES (?, ?, ?) ON CONFLICT (fingerprint) DO NOTHING',
    fingerprint,
    enrollmentId,
    now,
  );
  const row = await writer.get<{ enrollment_id: string; replaced_at: number | null }>(
    'SELECT enrollment_id, replaced_at FROM mdm_identity WHERE fingerprint = ?',
    fingerprint,
  );
  return { enrollmentId: row?.enrollment_id, isReplaced: (row?.replaced_at ?? null) !== null };
}

/** Ends the identity that is pinned to a Mac, where another takes its place: it begins no enrollment any more. */
export async function replaceIdentity(writer: Writer, deviceId: string, by: string, now: number): Promise<void> {
  await writer.run(
    `UPDATE mdm_identity SET replaced_at = ? WHERE fingerprint = (SELECT certificate FROM mdm_enrollment
      WHERE id = ? AND certificate <> ?)`,
    now,
    deviceId,
    by,
  );
}

/** Begins an enrollment on the device channel, forgetting tokens and facts of one before. */
export async function beginEnrollment(
  writer: Writer,
  deviceId: string,
  facts: {
    readonly message: Authenticate;
    readonly fingerprint: string;
    readonly serialNumber: string;
    readonly endsAt: number;
    readonly isSerialNumberProven: boolean;
    readonly renewalDueAt: number;
  },
  now: number,
): Promise<void> {
  const { message, fingerprint, serialNumber } = facts;
  const before = await writer.get<{ serial_number: string | null }>(
    'SELECT serial_number FROM mdm_enrollment WHERE id = ?',
    deviceId,
  );
  if (before?.serial_number) macChanged(writer, { serialNumber: before.serial_number });
  macChanged(writer, { serialNumber });
  await writer.run(
    `INSERT INTO mdm_enrollment (id, device_id, state, certificate, serial_number, device_name, model, model_name,
      product_name, os_version, build_version, topic, certificate_ends_at, renewal_due_at, serial_number_proven,
      awaiting_configuration, enqueued, pending, created_at, authenticated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, certificate = excluded.certificate,
      serial_number = excluded.serial_number, device_name = excluded.device_name, model = excluded.model,
      model_name = excluded.model_name, product_name = excluded.product_name, os_version = excluded.os_version,
      build_version = excluded.build_version, topic = excluded.topic,
      certificate_ends_at = excluded.certificate_ends_at, renewal_due_at = excluded.renewal_due_at, successor = NULL,
      successor_ends_at = NULL, renewal_command = NULL, serial_number_proven = excluded.serial_number_proven, awaiting_configuration = 0, pending = 0,
      push_token = NULL, push_magic = NULL, push_token_at = NULL, push_due_at = NULL, pushed_at = NULL,
      bootstrap_token = NULL, enabled_at = NULL, ended_at = NULL, authenticated_at = excluded.authenticated_at`,
    deviceId,
    deviceId,
    'enrolling',
    fingerprint,
    serialNumber,
    message.DeviceName ?? null,
    message.Model ?? null,
    message.ModelName ?? null,
    message.ProductName ?? null,
    message.OSVersion ?? null,
    message.BuildVersion ?? null,
    message.Topic,
    facts.endsAt,
    facts.renewalDueAt,
    facts.isSerialNumberProven ? 1 : 0,
    now,
    now,
  );
}

/** Makes the enrollment of a user, if it is not there. */
export async function expectUserEnrollment(
  writer: Writer,
  channel: EnrollmentChannel & { readonly kind: 'user' },
  now: number,
): Promise<void> {
  await writer.run(
    `INSERT INTO mdm_enrollment (id, device_id, user_id, state, awaiting_configuration, enqueued, pending, created_at,
      authenticated_at) VALUES (?, ?, ?, ?, 0, 0, 0, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state,
      authenticated_at = excluded.authenticated_at, enabled_at = NULL, ended_at = NULL WHERE mdm_enrollment.state = 'ended'`,
    channel.id,
    channel.deviceId,
    channel.userId,
    'enrolling',
    now,
    now,
  );
}

/** Marks an enrollment that has begun as usable. True when it was not before. */
export async function enableEnrollment(writer: Writer, id: string, now: number): Promise<boolean> {
  const enabled = await writer.run(
    'UPDATE mdm_enrollment SET state = ?, enabled_at = ? WHERE id = ? AND state = ?',
    'enabled',
    now,
    id,
    'enrolling',
  );
  if (enabled === 1) macChanged(writer, { enrollmentId: id });
  return enabled === 1;
}

/** Stores what is needed to push. False when the enrollment has ended. A Mac with open commands becomes due. */
export async function storePushToken(
  writer: Writer,
  channel: EnrollmentChannel,
  message: TokenUpdate,
  now: number,
): Promise<boolean> {
  const changed = await writer.run(
    `UPDATE mdm_enrollment SET topic = ?, push_token = ?, push_magic = ?, push_token_at = ?, awaiting_configuration = ?,
      user_short_name = COALESCE(?, user_short_name), user_long_name = COALESCE(?, user_long_name),
      push_due_at = CASE WHEN pending > 0 THEN CAST(? AS BIGINT) ELSE push_due_at END WHERE id = ? AND state = 'enabled'`,
    message.Topic,
    message.Token,
    message.PushMagic,
    now,
    message.AwaitingConfiguration === true ? 1 : 0,
    channel.kind === 'user' ? (channel.shortName ?? null) : null,
    channel.kind === 'user' ? (channel.longName ?? null) : null,
    now,
    channel.id,
  );
  return changed === 1;
}

/** A Mac that was told to go on waits no longer; its next TokenUpdate, which says so too, may be far away. */
export async function endAwaiting(writer: Writer, enrollmentId: string): Promise<void> {
  await writer.run('UPDATE mdm_enrollment SET awaiting_configuration = 0 WHERE id = ?', enrollmentId);
}

/** Ends an enrollment, and on the device channel those of its users. Returns the ids of those that were not ended. */
export async function endEnrollments(writer: Writer, channel: EnrollmentChannel, now: number): Promise<string[]> {
  const rows = await writer.all<{ id: string }>(
    `UPDATE mdm_enrollment SET state = 'ended', ended_at = ?, push_token = NULL, push_magic = NULL, push_token_at = NULL,
      push_due_at = NULL, bootstrap_token = NULL, awaiting_configuration = 0, pending = 0
      WHERE (id = ? OR device_id = ?) AND state <> 'ended' RETURNING id`,
    now,
    channel.id,
    channel.id,
  );
  if (rows.length > 0) macChanged(writer, { enrollmentId: channel.id });
  return rows.map(({ id }) => id);
}

/** Ends the enrollments of a device's users. Returns their ids. */
export async function endUserEnrollments(writer: Writer, deviceId: string, now: number): Promise<string[]> {
  const rows = await writer.all<{ id: string }>(
    `UPDATE mdm_enrollment SET state = 'ended', ended_at = ?, push_token = NULL, push_magic = NULL, push_token_at = NULL,
      push_due_at = NULL, pending = 0 WHERE device_id = ? AND id <> ? AND state <> 'ended' RETURNING id`,
    now,
    deviceId,
    deviceId,
  );
  if (rows.length > 0) macChanged(writer, { enrollmentId: deviceId });
  return rows.map(({ id }) => id);
}

/** Stores a sealed bootstrap token, or removes it. True when the enrollment is there. */
export async function storeBootstrapToken(writer: Writer, id: string, sealed: Uint8Array | undefined) {
  const text = 'UPDATE mdm_enrollment SET bootstrap_token = ? WHERE id = ? AND state <> ?';
  return (await writer.run(text, sealed ?? null, id, 'ended')) === 1;
}

/** The sealed bootstrap token of an enrollment. */
export async function findBootstrapToken(reader: Reader, id: string): Promise<Uint8Array | undefined> {
  const row = await reader.get<{ bootstrap_token: Uint8Array | null }>(
    'SELECT bootstrap_token FROM mdm_enrollment WHERE id = ?',
    id,
  );
  return row?.bootstrap_token ?? undefined;
}

const columns = `id, device_id, user_id, user_short_name, user_long_name, state, serial_number, device_name, model,
  model_name, product_name, os_version, build_version, topic, push_token_at, awaiting_configuration, certificate_ends_at,
  CASE WHEN bootstrap_token IS NULL THEN 0 ELSE 1 END AS has_bootstrap_token, pending, authenticated_at, enabled_at,
  ended_at, pushed_at, last_seen_at, serial_number_proven`;

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };
type EnrollmentRow = {
  readonly id: string;
  readonly device_id: string;
  readonly state: EnrollmentRecord['state'];
  readonly awaiting_configuration: number;
  readonly serial_number_proven: number;
  readonly has_bootstrap_token: number;
  readonly pending: number;
  readonly authenticated_at: number;
} & Nullable<{
  readonly user_id: string;
  readonly user_short_name: string;
  readonly user_long_name: string;
  readonly serial_number: string;
  readonly device_name: string;
  readonly model: string;
  readonly model_name: string;
  readonly product_name: string;
  readonly os_version: string;
  readonly build_version: string;
  readonly topic: string;
  readonly certificate_ends_at: number;
  readonly push_token_at: number;
  readonly enabled_at: number;
  readonly ended_at: number;
  readonly pushed_at: number;
  readonly last_seen_at: number;
}>;

/** An enrollment by its id. */
export async function findEnrollment(reader: Reader, id: string): Promise<EnrollmentRecord | undefined> {
  const row = await reader.get<EnrollmentRow>(`SELECT ${columns} FROM mdm_enrollment WHERE id = ?`, id);
  return row && recordOf(row);
}

/** The newest enrollment on the device channel with this serial number. */
export async function findBySerialNumber(reader: Reader, serialNumber: string): Promise<EnrollmentRecord | undefined> {
  const row = await reader.get<EnrollmentRow>(
    `SELECT ${columns} FROM mdm_enrollment WHERE serial_number = ? ORDER BY authenticated_at DESC LIMIT 1`,
    serialNumber,
  );
  return row && recordOf(row);
}

/** Enrollments in order of id. */
export async function listEnrollments(reader: Reader, query: EnrollmentQuery): Promise<readonly EnrollmentRecord[]> {
  const { after = '', limit, search } = query;
  const rows =
    search === undefined
      ? await reader.all<EnrollmentRow>(
          `SELECT ${columns} FROM mdm_enrollment WHERE id > ? ORDER BY id LIMIT ?`,
          after,
          limit,
        )
      : await reader.all<EnrollmentRow>(
          `SELECT ${columns} FROM mdm_enrollment WHERE id > ? AND serial_number >= ? AND serial_number < ?
            ORDER BY id LIMIT ?`,
          after,
          search.toUpperCase(),
          `${search.toUpperCase()}\u{10FFFF}`,
          limit,
        );
  return rows.map((row) => recordOf(row));
}

function recordOf(row: EnrollmentRow): EnrollmentRecord {
  return {
    id: row.id,
    deviceId: row.device_id,
    userId: row.user_id ?? undefined,
    userShortName: row.user_short_name ?? undefined,
    userLongName: row.user_long_name ?? undefined,
    state: row.state,
    serialNumber: row.serial_number ?? undefined,
    isSerialNumberProven: row.serial_number_proven === 1,
    deviceName: row.device_name ?? undefined,
    model: row.model ?? undefined,
    modelName: row.model_name ?? undefined,
    productName: row.product_name ?? undefined,
    osVersion: row.os_version ?? undefined,
    buildVersion: row.build_version ?? undefined,
    topic: row.topic ?? undefined,
    isReachable: row.push_token_at !== null,
    awaitingConfiguration: row.awaiting_configuration === 1,
    hasBootstrapToken: row.has_bootstrap_token === 1,
    hasPending: row.pending > 0,
    identityEndsAt: row.certificate_ends_at ?? undefined,
    authenticatedAt: row.authenticated_at,
    enabledAt: row.enabled_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    pushedAt: row.pushed_at ?? undefined,
    lastSeenAt: row.last_seen_at ?? undefined,
  };
}
