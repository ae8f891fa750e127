/** Devices and their keys at rest. Every method is one statement; rows are committed states only, except in a unit. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { macChanged, macSeen } from '#server/mac-standing/mac-changes.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { DeviceRecord, MacWithMethods } from '../administration.ts';

/** A device as the hot path needs it, with the keys that a request named. */
export interface DeviceWithKeys {
  readonly deviceId: string;
  readonly serialNumber: string;
  readonly deviceState: DeviceRecord['state'];
  readonly keyState: 'active' | 'retired';
  readonly signingKey: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly shared: boolean;
  /** Whose keys they are, where each person has their own (macOS 13). */
  readonly userId: string | undefined;
}

interface DeviceKeyRow {
  readonly device_id: string;
  readonly serial_number: string;
  readonly device_state: DeviceRecord['state'];
  readonly key_state: 'active' | 'retired';
  readonly signing_key: Uint8Array;
  readonly encryption_key: Uint8Array;
  readonly shared: number;
  readonly user_id: string | null;
}

/** The keys with this key id (SHA-256 of the signing key, 32 bytes), or undefined. */
export async function findDeviceByKey(reader: Reader, keyId: Uint8Array): Promise<DeviceWithKeys | undefined> {
  const row = await reader.get<DeviceKeyRow>(
    `SELECT k.device_id, d.serial_number, d.state AS device_state, k.state AS key_state, k.signing_key, k.encryption_key,
      k.shared, k.user_id FROM device_key k JOIN device d ON d.id = k.device_id WHERE k.key_id = ?`,
    keyId,
  );
  if (!row) return undefined;
  return {
    deviceId: row.device_id,
    serialNumber: row.serial_number,
    deviceState: row.device_state,
    keyState: row.key_state,
    signingKey: row.signing_key,
    encryptionKey: row.encryption_key,
    shared: row.shared === 1,
    userId: row.user_id ?? undefined,
  };
}

const deviceColumns =
  'id, serial_number, udid, model, os_version, name, state, attestation, created_at, registered_at, last_seen_at';

interface DeviceRow {
  readonly id: string;
  readonly serial_number: string;
  readonly udid: string | null;
  readonly model: string | null;
  readonly os_version: string | null;
  readonly name: string | null;
  readonly state: DeviceRecord['state'];
  readonly attestation: 'none' | 'apple' | 'simulated' | null;
  readonly created_at: number;
  readonly registered_at: number | null;
  readonly last_seen_at: number | null;
}

/** A device by id or serial number. */
export async function findDevice(reader: Reader, idOrSerial: string): Promise<DeviceRecord | undefined> {
  const row = await reader.get<DeviceRow>(
    `SELECT ${deviceColumns} FROM device WHERE id = ? OR serial_number = ?`,
    idOrSerial,
    idOrSerial.toUpperCase(),
  );
  return row && deviceRecord(row);
}

/** Devices in order of id, after `after`, whose serial number or name starts with `search`. */
export async function listDevices(
  reader: Reader,
  query: { after: string; limit: number; search: string | undefined },
): Promise<readonly DeviceRecord[]> {
  const { after, limit, search } = query;
  const rows =
    search === undefined
      ? await reader.all<DeviceRow>(
          `SELECT ${deviceColumns} FROM device WHERE id > ? ORDER BY id LIMIT ?`,
          after,
          limit,
        )
      : await reader.all<DeviceRow>(
          `SELECT ${deviceColumns} FROM device WHERE id > ? AND ((serial_number >= ? AND serial_number < ?)
            OR (folded_name >= ? AND folded_name < ?)) ORDER BY id LIMIT ?`,
          after,
          ...prefixRange(search.toUpperCase()),
          ...prefixRange(search.toLowerCase()),
          limit,
        );
  return rows.map((row) => deviceRecord(row));
}

/** What a registration says of a device. */
export interface DeviceFacts {
  readonly udid: string;
  readonly model: string;
  readonly osVersion: string;
  readonly name: string;
  readonly attestation: 'none' | 'apple' | 'simulated';
}

/** Makes a device of which only the serial number is known; does nothing when it is there. */
export async function expectDevice(writer: Writer, id: string, serialNumber: string, now: number): Promise<void> {
  await writer.run(
    'INSERT INTO device (id, serial_number, state, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (serial_number) DO NOTHING',
    id,
    serialNumber,
    'expected',
    now,
  );
  macChanged(writer, { serialNumber });
}

/** Records a registration on a device that is there. */
export async function markRegistered(writer: Writer, id: string, facts: DeviceFacts, now: number): Promise<void> {
  await writer.run(
    `UPDATE device SET udid = ?, model = ?, os_version = ?, name = ?, folded_name = ?, attestation = ?, state = ?,
      registered_at = ?, last_seen_at = ? WHERE id = ?`,
    facts.udid,
    facts.model,
    facts.osVersion,
    facts.name,
    facts.name.toLowerCase(),
    facts.attestation,
    'registered',
    now,
    now,
    id,
  );
  macChanged(writer, { deviceId: id });
}

/** Sets a device's state; true when that changed it. */
export async function setDeviceState(writer: Writer, id: string, state: DeviceRecord['state']): Promise<boolean> {
  const changed = await writer.run('UPDATE device SET state = ? WHERE id = ? AND state <> ?', state, id, state);
  if (changed === 1) macChanged(writer, { deviceId: id });
  return changed === 1;
}

/** Notes when devices were last seen. */
export async function noteSeen(writer: Writer, deviceId: string, at: number): Promise<void> {
  await writer.run(
    'UPDATE device SET last_seen_at = ? WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ?)',
    at,
    deviceId,
    at,
  );
  await macSeen(writer, { deviceId }, at);
}

/** Keys to be stored. */
export interface NewDeviceKeys {
  readonly keyId: Uint8Array;
  readonly deviceId: string;
  readonly signingKey: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly shared: boolean;
  readonly userId: string | undefined;
}

/** Stores keys. False when the key id is taken. */
export async function insertDeviceKeys(writer: Writer, keys: NewDeviceKeys, now: number): Promise<boolean> {
  const inserted = await writer.run(
    `INSERT INTO device_key (key_id, device_id, signing_key, encryption_key, shared, user_id, state, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key_id) DO NOTHING`,
    keys.keyId,
    keys.deviceId,
    keys.signingKey,
    keys.encryptionKey,
    keys.shared ? 1 : 0,
    keys.userId ?? null,
    'active',
    now,
  );
  return inserted === 1;
}

/**
 * Retires the keys that a registration replaces: all of the device for shared keys; for keys of a person, the shared
 * ones and that person's own, so that another person's stay.
 */
export async function retireDeviceKeys(
  writer: Writer,
  deviceId: string,
  replacement: { shared: boolean; userId: string | undefined },
): Promise<number> {
  if (replacement.shared || replacement.userId === undefined) {
    return writer.run(
      'UPDATE device_key SET state = ? WHERE device_id = ? AND state <> ?',
      'retired',
      deviceId,
      'retired',
    );
  }
  return writer.run(
    'UPDATE device_key SET state = ? WHERE device_id = ? AND state <> ? AND (user_id = ? OR user_id IS NULL)',
    'retired',
    deviceId,
    'retired',
    replacement.userId,
  );
}

/** Every set of keys of a device, the newest first. */
export async function keysOfDevice(reader: Reader, deviceId: string) {
  const rows = await reader.all<{
    key_id: Uint8Array;
    encryption_key: Uint8Array;
    shared: number;
    state: 'active' | 'retired';
    created_at: number;
  }>(
    'SELECT key_id, encryption_key, shared, state, created_at FROM device_key WHERE device_id = ? ORDER BY created_at DESC',
    deviceId,
  );
  return rows.map((row) => ({
    keyId: toBase64(row.key_id),
    encryptionKey: row.encryption_key,
    shared: row.shared === 1,
    state: row.state,
    createdAt: row.created_at,
  }));
}

/** The half-open range of texts that start with a prefix. */
export function prefixRange(prefix: string): [string, string] {
  return [prefix, `${prefix}\u{10FFFF}`];
}

function deviceRecord(row: DeviceRow): DeviceRecord {
  return {
    id: row.id,
    serialNumber: row.serial_number,
    udid: row.udid ?? undefined,
    model: row.model ?? undefined,
    osVersion: row.os_version ?? undefined,
    name: row.name ?? undefined,
    state: row.state,
    attestation: row.attestation ?? undefined,
    createdAt: row.created_at,
    registeredAt: row.registered_at ?? undefined,
    lastSeenAt: row.last_seen_at ?? undefined,
  };
}

interface MacRow {
  readonly serial_number: string;
  readonly os_version: string | null;
  readonly state: DeviceRecord['state'];
  readonly method: MacWithMethods['methods'][number] | null;
}

/** Every Mac with the methods of active registrations on it. */
export async function macsWithMethods(reader: Reader): Promise<readonly MacWithMethods[]> {
  const rows = await reader.all<MacRow>(
    `SELECT d.serial_number, d.os_version, d.state, r.method FROM device d
      LEFT JOIN user_registration r ON r.device_id = d.id AND r.state = ? ORDER BY d.serial_number, r.id`,
    'active',
  );
  return [...Map.groupBy(rows, (row) => row.serial_number)].map(([serialNumber, [first, ...others]]) => ({
    serialNumber,
    osVersion: first?.os_version ?? undefined,
    state: first?.state ?? 'expected',
    methods: [first, ...others].flatMap((row) => row?.method ?? []),
  }));
}
