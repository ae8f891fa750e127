/** Devices at Apple as this server knows them. The writing functions are parts of a unit of work. */
import type { Device, ProfileStatus, SyncedDevice } from '#protocol/ade/device-services/device.ts';
import { defined } from '#protocol/ade/json-members.ts';
import { macChanged } from '#server/mac-standing/mac-changes.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** A device. Times in milliseconds since 1970. */
export interface AdeDevice {
  readonly serialNumber: string;
  /** What Apple said of it last. */
  readonly facts: Partial<Device>;
  readonly profileUuid: string | undefined;
  readonly profileStatus: ProfileStatus;
  /** When it left this server at Apple; undefined while it is ours. */
  readonly removedAt: number | undefined;
  readonly assignment: {
    /** Apple's word of the last try: `SUCCESS`, `THROTTLED`, `FAILED`, `NOT_ACCESSIBLE`; undefined before the first. */
    readonly code: string | undefined;
    readonly at: number | undefined;
    /** Not before this it is tried again. */
    readonly retryAt: number;
  };
}

interface DeviceRow {
  readonly serial_number: string;
  readonly facts: string;
  readonly profile_uuid: string | null;
  readonly profile_status: ProfileStatus;
  readonly removed_at: number | null;
  readonly assignment_code: string | null;
  readonly assignment_at: number | null;
  readonly assignment_retry_at: number;
}

const columns = `serial_number, facts, profile_uuid, profile_status, removed_at, assignment_code, assignment_at,
  assignment_retry_at FROM ade_device`;

/** Devices that are ours, by serial number, after one. */
export async function devicesAfter(reader: Reader, after: string, limit: number): Promise<readonly AdeDevice[]> {
  const text = `SELECT ${columns} WHERE removed_at IS NULL AND serial_number > ? ORDER BY serial_number LIMIT ?`;
  return (await reader.all<DeviceRow>(text, after, limit)).map((row) => deviceOf(row));
}

/** A device, ours or gone. */
export async function findDevice(reader: Reader, serialNumber: string): Promise<AdeDevice | undefined> {
  const row = await reader.get<DeviceRow>(`SELECT ${columns} WHERE serial_number = ?`, serialNumber);
  return row && deviceOf(row);
}

/** Stores a row of a fetch: what Apple says now, whatever was known. */
export async function putFetched(writer: Writer, device: Device, fetchId: string, now: number): Promise<void> {
  await writer.run(
    `INSERT INTO ade_device (serial_number, facts, profile_uuid, profile_status, op_at, fetch_id, assignment_retry_at,
       updated_at) VALUES (?, ?, ?, ?, 0, ?, 0, ?)
     ON CONFLICT (serial_number) DO UPDATE SET facts = excluded.facts, profile_uuid = excluded.profile_uuid,
       profile_status = excluded.profile_status, fetch_id = excluded.fetch_id, removed_at = NULL,
       updated_at = excluded.updated_at`,
    device.serial_number,
    JSON.stringify(device),
    device.profile_uuid ?? null,
    device.profile_status ?? 'empty',
    fetchId,
    now,
  );
  macChanged(writer, { serialNumber: device.serial_number });
}

/** Stores a row of a sync, unless a later one is known: rows may repeat, and come in any order. */
export async function putSynced(writer: Writer, row: SyncedDevice, now: number): Promise<void> {
  const { op_type: type, op_date: date, ...device } = row;
  const at = Date.parse(date ?? '');
  const operationAt = Number.isFinite(at) ? at : now;
  const isGone = type === 'deleted';
  await writer.run(
    `INSERT INTO ade_device (serial_number, facts, profile_uuid, profile_status, op_at, removed_at, assignment_retry_at,
       updated_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?)
     ON CONFLICT (serial_number) DO UPDATE SET facts = excluded.facts, profile_uuid = excluded.profile_uuid,
       profile_status = excluded.profile_status, op_at = excluded.op_at, removed_at = excluded.removed_at,
       assignment_retry_at = 0, updated_at = excluded.updated_at
     WHERE ade_device.op_at <= excluded.op_at`,
    row.serial_number,
    JSON.stringify(device),
    isGone ? null : (device.profile_uuid ?? null),
    isGone ? 'removed' : (device.profile_status ?? 'empty'),
    operationAt,
    isGone ? operationAt : null,
    now,
  );
  macChanged(writer, { serialNumber: row.serial_number });
}

/** After a whole fetch: devices that it did not tell of are ours no longer. @returns how many */
export async function removeUntold(writer: Writer, fetchId: string, now: number): Promise<number> {
  const gone = await writer.all<{ serial_number: string }>(
    `UPDATE ade_device SET removed_at = ?, profile_uuid = NULL, profile_status = 'removed', updated_at = ?
     WHERE removed_at IS NULL AND (fetch_id IS NULL OR fetch_id <> ?) RETURNING serial_number`,
    now,
    now,
    fetchId,
  );
  for (const { serial_number: serialNumber } of gone) macChanged(writer, { serialNumber });
  return gone.length;
}

/** Notes what came of an assignment. */
export async function noteAssignment(
  writer: Writer,
  serialNumber: string,
  result: { readonly code: string; readonly profileUuid: string; readonly at: number; readonly retryAt: number },
): Promise<void> {
  const isAssigned = result.code === 'SUCCESS';
  await writer.run(
    `UPDATE ade_device SET assignment_code = ?, assignment_at = ?, assignment_retry_at = ?,
       profile_uuid = CASE WHEN CAST(? AS BIGINT) = 1 THEN ? ELSE profile_uuid END,
       profile_status = CASE WHEN CAST(? AS BIGINT) = 1 THEN 'assigned' ELSE profile_status END
     WHERE serial_number = ?`,
    result.code,
    result.at,
    result.retryAt,
    isAssigned ? 1 : 0,
    result.profileUuid,
    isAssigned ? 1 : 0,
    serialNumber,
  );
  macChanged(writer, { serialNumber });
}

/** Notes that a device was disowned. */
export async function markRemoved(writer: Writer, serialNumber: string, now: number): Promise<void> {
  await writer.run(
    `UPDATE ade_device SET removed_at = ?, profile_uuid = NULL, profile_status = 'removed' WHERE serial_number = ?`,
    now,
    serialNumber,
  );
  macChanged(writer, { serialNumber });
}

/** How many devices are ours, and how many of them have a profile. */
export async function countDevices(reader: Reader): Promise<{ readonly total: number; readonly assigned: number }> {
  const row = await reader.get<{ total: number; assigned: number | null }>(
    `SELECT COUNT(*) AS total, CAST(SUM(CASE WHEN profile_status IN ('assigned', 'pushed') THEN 1 ELSE 0 END) AS BIGINT)
       AS assigned FROM ade_device WHERE removed_at IS NULL`,
  );
  return { total: row?.total ?? 0, assigned: row?.assigned ?? 0 };
}

function deviceOf(row: DeviceRow): AdeDevice {
  return {
    serialNumber: row.serial_number,
    facts: defined(JSON.parse(row.facts) as Partial<Device>),
    profileUuid: row.profile_uuid ?? undefined,
    profileStatus: row.profile_status,
    removedAt: row.removed_at ?? undefined,
    assignment: {
      code: row.assignment_code ?? undefined,
      at: row.assignment_at ?? undefined,
      retryAt: row.assignment_retry_at,
    },
  };
}
