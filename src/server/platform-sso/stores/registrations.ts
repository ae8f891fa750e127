/** People's registrations on Macs, at rest. */
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import { macChanged } from '#server/mac-standing/mac-changes.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** A registration as logins need it. */
export interface Registration {
  readonly id: string;
  readonly method: AuthenticationMethod;
  readonly state: 'active' | 'revoked';
  /** SHA-256 of the Secure Enclave key, and the key itself, X9.63; for that method only. */
  readonly userKeyId: Uint8Array | undefined;
  readonly userKey: Uint8Array | undefined;
}

interface Row {
  readonly id: string;
  readonly method: AuthenticationMethod;
  readonly state: 'active' | 'revoked';
  readonly user_key_id: Uint8Array | null;
  readonly user_key: Uint8Array | null;
}

/** A person's registration on a device, or undefined. */
export async function findRegistration(
  reader: Reader,
  deviceId: string,
  userId: string,
): Promise<Registration | undefined> {
  const row = await reader.get<Row>(
    'SELECT id, method, state, user_key_id, user_key FROM user_registration WHERE device_id = ? AND user_id = ?',
    deviceId,
    userId,
  );
  if (!row) return undefined;
  return {
    id: row.id,
    method: row.method,
    state: row.state,
    userKeyId: row.user_key_id ?? undefined,
    userKey: row.user_key ?? undefined,
  };
}

/** A registration to be stored. */
export interface NewRegistration {
  readonly id: string;
  readonly deviceId: string;
  readonly userId: string;
  readonly method: AuthenticationMethod;
  readonly userKeyId: Uint8Array | undefined;
  readonly userKey: Uint8Array | undefined;
}

/** Whether a Secure Enclave key is registered already, for somebody else or on another device. */
export async function isUserKeyTaken(
  reader: Reader,
  userKeyId: Uint8Array,
  deviceId: string,
  userId: string,
): Promise<boolean> {
  const row = await reader.get<{ id: string }>(
    'SELECT id FROM user_registration WHERE user_key_id = ? AND NOT (device_id = ? AND user_id = ?)',
    userKeyId,
    deviceId,
    userId,
  );
  return row !== undefined;
}

/** Stores a registration in place of the person's earlier one on that device, whose id stays. */
export async function putRegistration(writer: Writer, registration: NewRegistration, now: number): Promise<void> {
  await writer.run(
    `INSERT INTO user_registration (id, device_id, user_id, method, state, user_key_id, user_key, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (device_id, user_id) DO UPDATE SET method = excluded.method, state = excluded.state,
      user_key_id = excluded.user_key_id, user_key = excluded.user_key, created_at = excluded.created_at`,
    registration.id,
    registration.deviceId,
    registration.userId,
    registration.method,
    'active',
    registration.userKeyId ?? null,
    registration.userKey ?? null,
    now,
  );
  macChanged(writer, { deviceId: registration.deviceId });
}

/** Stores a registration unless the person has one on that device, in whatever state. True when it was stored. */
export async function insertRegistration(writer: Writer, registration: NewRegistration, now: number): Promise<boolean> {
  const stored = await writer.run(
    `INSERT INTO user_registration (id, device_id, user_id, method, state, user_key_id, user_key, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device_id, user_id) DO NOTHING`,
    registration.id,
    registration.deviceId,
    registration.userId,
    registration.method,
    'active',
    registration.userKeyId ?? null,
    registration.userKey ?? null,
    now,
  );
  if (stored === 1) macChanged(writer, { deviceId: registration.deviceId });
  return stored === 1;
}

/**
 * Takes the active registrations of a device away, or one person's; those that an administrator revoked stay, and keep
 * people out.
 */
export async function deleteActiveRegistrations(writer: Writer, deviceId: string, userId?: string): Promise<number> {
  macChanged(writer, { deviceId });
  const text = 'DELETE FROM user_registration WHERE device_id = ? AND state = ?';
  if (userId === undefined) return writer.run(text, deviceId, 'active');
  return writer.run(`${text} AND user_id = ?`, deviceId, 'active', userId);
}

/** Notes a login. */
export async function noteLogin(writer: Writer, registrationId: string, at: number): Promise<void> {
  await writer.run('UPDATE user_registration SET last_login_at = ? WHERE id = ?', at, registrationId);
}

/** A registration for lists, with the device's serial number and whether an unlock key is there. */
export interface ListedRegistration {
  readonly id: string;
  readonly deviceId: string;
  readonly serialNumber: string;
  readonly userId: string;
  readonly method: AuthenticationMethod;
  readonly state: 'active' | 'revoked';
  readonly userKeyId: Uint8Array | undefined;
  readonly hasUnlockKey: boolean;
  readonly createdAt: number;
  readonly lastLoginAt: number | undefined;
}

interface ListedRow {
  readonly id: string;
  readonly device_id: string;
  readonly serial_number: string;
  readonly user_id: string;
  readonly method: AuthenticationMethod;
  readonly state: 'active' | 'revoked';
  readonly user_key_id: Uint8Array | null;
  readonly unlock_keys: number;
  readonly created_at: number;
  readonly last_login_at: number | null;
}

const listed = `SELECT r.id, r.device_id, d.serial_number, r.user_id, r.method, r.state, r.user_key_id, r.created_at,
  r.last_login_at, (SELECT COUNT(*) FROM unlock_key u WHERE u.device_id = r.device_id AND u.user_id = r.user_id) AS unlock_keys
  FROM user_registration r JOIN device d ON d.id = r.device_id`;

/** Registrations in order of id after `after`, of one person or one device where given. */
export async function listRegistrations(
  reader: Reader,
  query: {
    after: string;
    limit: number;
    userId?: string | undefined;
    deviceId?: string | undefined;
    serialPrefix?: readonly [string, string] | undefined;
  },
): Promise<readonly ListedRegistration[]> {
  const conditions = ['r.id > ?'];
  const params: (string | number)[] = [query.after];
  if (query.userId !== undefined) {
    conditions.push('r.user_id = ?');
    params.push(query.userId);
  }
  if (query.deviceId !== undefined) {
    conditions.push('r.device_id = ?');
    params.push(query.deviceId);
  }
  if (query.serialPrefix !== undefined) {
    conditions.push('d.serial_number >= ? AND d.serial_number < ?');
    params.push(...query.serialPrefix);
  }
  const rows = await reader.all<ListedRow>(
    `${listed} WHERE ${conditions.join(' AND ')} ORDER BY r.id LIMIT ?`,
    ...params,
    query.limit,
  );
  return rows.map((row) => listedRegistration(row));
}

/** One registration by id. */
export async function registrationById(reader: Reader, id: string): Promise<ListedRegistration | undefined> {
  const row = await reader.get<ListedRow>(`${listed} WHERE r.id = ?`, id);
  return row && listedRegistration(row);
}

/** Revokes one registration; true when it was active. Its Secure Enclave key may be registered again. */
export async function revokeRegistration(writer: Writer, id: string): Promise<boolean> {
  const text =
    'UPDATE user_registration SET state = ?, user_key_id = NULL, user_key = NULL WHERE id = ? AND state <> ?';
  const revoked = await writer.run(text, 'revoked', id, 'revoked');
  if (revoked === 1) macChanged(writer, { registrationId: id });
  return revoked === 1;
}

function listedRegistration(row: ListedRow): ListedRegistration {
  return {
    id: row.id,
    deviceId: row.device_id,
    serialNumber: row.serial_number,
    userId: row.user_id,
    method: row.method,
    state: row.state,
    userKeyId: row.user_key_id ?? undefined,
    hasUnlockKey: row.unlock_keys > 0,
    createdAt: row.created_at,
    lastLoginAt: row.last_login_at ?? undefined,
  };
}
