/** Where passwords are kept, in the row of their person. Hashes leave the store only to be checked. */
import type { Reader, Writer } from '#server/store/database.ts';
import type { UserRecord } from '../directory-administration.ts';
import { nameKey } from '../names.ts';
import { userColumns, userRecord, type UserRow } from '../users/user-row.ts';

/** A person and their hash, as a PHC string. */
export interface StoredPassword {
  readonly user: UserRecord;
  readonly hash: string | undefined;
}

/** What is written when a password is set. */
export interface PasswordEntry {
  readonly hash: string;
  readonly setAt: number;
  /** For a temporary password. */
  readonly expiresAt: number | undefined;
  readonly mustChange: boolean;
}

/** By principal name, account name or e-mail, in one statement; undefined for an unknown name. */
export async function passwordByName(reader: Reader, name: string): Promise<StoredPassword | undefined> {
  const text = `SELECT ${userColumns}, u.password_hash
    FROM directory_login_name n JOIN directory_user u ON u.id = n.user_id WHERE n.name = ?`;
  const row = await reader.get<UserRow & { password_hash: string | null }>(text, nameKey(name));
  return row && { user: userRecord(row), hash: row.password_hash ?? undefined };
}

/**
 * Sets or replaces a password; with `former` only in the place of that hash, so that of two changes at once one wins.
 * @returns false when there is no such person, or another hash stands there
 */
export async function storePassword(
  writer: Writer,
  userId: string,
  entry: PasswordEntry,
  former: string | undefined,
): Promise<boolean> {
  const text = `UPDATE directory_user SET password_hash = ?, password_set_at = ?, password_expires_at = ?,
    must_change_password = ?, updated_at = ?
    WHERE id = ? AND state <> ? AND (CAST(? AS TEXT) IS NULL OR password_hash = ?)`;
  const { hash, setAt, expiresAt, mustChange } = entry;
  const values = [hash, setAt, expiresAt ?? null, mustChange ? 1 : 0, setAt] as const;
  return (await writer.run(text, ...values, userId, 'deleted', former ?? null, former ?? null)) === 1;
}

/** Puts the same password's costlier hash in the place of the former one, if that still stands. */
export async function renewHash(writer: Writer, userId: string, former: string, hash: string): Promise<void> {
  const text = 'UPDATE directory_user SET password_hash = ? WHERE id = ? AND password_hash = ?';
  await writer.run(text, hash, userId, former);
}

/** Asks for another password. @returns false when there is none, or it is asked for already */
export async function demandChange(writer: Writer, userId: string, at: number): Promise<boolean> {
  const text = `UPDATE directory_user SET must_change_password = ?, updated_at = ?
    WHERE id = ? AND must_change_password = ? AND password_hash IS NOT NULL`;
  return (await writer.run(text, 1, at, userId, 0)) === 1;
}
