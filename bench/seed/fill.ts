/** Rows that only have to be there: lookups must find their way past them. */
import { randomBytes } from 'node:crypto';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Database, Writer } from '#server/store/database.ts';

const rowsPerUnit = 1000;

/** Adds so many devices, each with keys, a person and a registration. */
export async function fill(database: Database, count: number): Promise<void> {
  for (let start = 0; start < count; start += rowsPerUnit) {
    await database.write(async (writer) => {
      for (let index = start; index < Math.min(start + rowsPerUnit, count); index += 1) await fillOne(writer, index);
    });
  }
}

async function fillOne(writer: Writer, index: number): Promise<void> {
  const device = `dev-fill-${index}`;
  const user = `user-fill-${index}`;
  const name = `fill${index}`;
  await writer.run(
    'INSERT INTO device (id, serial_number, state, created_at) VALUES (?, ?, ?, ?)',
    device,
    name.toUpperCase(),
    'registered',
    0,
  );
  await writer.run(
    'INSERT INTO device_key (key_id, device_id, signing_key, encryption_key, shared, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    new Uint8Array(randomBytes(32)),
    device,
    new Uint8Array(65),
    new Uint8Array(65),
    1,
    'active',
    0,
  );
  await writer.run(
    `INSERT INTO directory_user (id, state, account_name, full_name, user_principal_name, administrator, created_at,
      updated_at, must_change_password) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    user,
    'active',
    name,
    name,
    `${name}@bench.example`,
    0,
    0,
    0,
    0,
  );
  await writer.run(
    'INSERT INTO directory_login_name (name, user_id) VALUES (?, ?)',
    utf8(`${name}@bench.example`),
    user,
  );
  await writer.run(
    'INSERT INTO user_registration (id, device_id, user_id, method, state, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    `reg-fill-${index}`,
    device,
    user,
    'Password',
    'active',
    0,
  );
}
