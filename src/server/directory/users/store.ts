/**
 * Where people are kept. The writing functions are parts of a unit of work: what they did and the audit event beside it are
 * durable together. Nobody is found after their deletion, neither by id nor by name.
 */
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { UserRecord } from '../directory-administration.ts';
import { loginNames, nameKey, type PersonNames, searchTerms } from '../names.ts';
import { userColumns, userRecord, type UserRow } from './user-row.ts';

/** The facts of a person that names and rights are made of. */
export interface UserFacts extends PersonNames {
  readonly id: string;
  readonly administrator: boolean;
  readonly auditor: boolean;
  /** When the facts became so. */
  readonly at: number;
}

/** Ids are upper-case UUIDs, which no account name can be and no name with an `@` is. */
const idForm = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

/** The person with that id. */
export async function userById(reader: Reader, id: string): Promise<UserRecord | undefined> {
  if (!idForm.test(id)) return undefined;
  const text = `SELECT ${userColumns} FROM directory_user u WHERE u.id = ? AND u.state <> ?`;
  const row = await reader.get<UserRow>(text, id, 'deleted');
  return row && userRecord(row);
}

/** The person with that principal name, account name or e-mail; a name belongs to one person at most. */
export async function userByName(reader: Reader, name: string): Promise<UserRecord | undefined> {
  const text = `SELECT ${userColumns} FROM directory_login_name n JOIN directory_user u ON u.id = n.user_id WHERE n.name = ?`;
  const row = await reader.get<UserRow>(text, nameKey(name));
  return row && userRecord(row);
}

/** The person with that id or name. */
export function findUser(reader: Reader, idOrName: string): Promise<UserRecord | undefined> {
  return idForm.test(idOrName) ? userById(reader, idOrName) : userByName(reader, idOrName);
}

/** The names of another person that these facts would take, folded. */
export async function takenNames(reader: Reader, facts: UserFacts): Promise<readonly string[]> {
  const text = 'SELECT user_id FROM directory_login_name WHERE name = ?';
  const taken: string[] = [];
  for (const name of loginNames(facts)) {
    const holder = await reader.get<{ user_id: string }>(text, utf8(name));
    if (holder !== undefined && holder.user_id !== facts.id) taken.push(name);
  }
  return taken;
}

/**
 * Adds a person, active and without a password. When another node has just taken one of the names the unit fails with
 * StoreError `constraint_violated`; run it again to see whose it is.
 */
export async function insertUser(writer: Writer, facts: UserFacts): Promise<void> {
  await writer.run(
    `INSERT INTO directory_user (id, state, account_name, full_name, user_principal_name, email, sort_key,
      full_name_key, administrator, auditor, created_at, updated_at, must_change_password)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    facts.id,
    'active',
    facts.accountName,
    facts.fullName,
    facts.userPrincipalName,
    facts.email ?? null,
    nameKey(facts.userPrincipalName),
    nameKey(facts.fullName),
    facts.administrator ? 1 : 0,
    facts.auditor ? 1 : 0,
    facts.at,
    facts.at,
    0,
  );
  await insertNames(writer, facts);
}

/** Replaces the facts of a person. Fails as {@link insertUser} does. @returns whether the person was there */
export async function updateUser(writer: Writer, facts: UserFacts): Promise<boolean> {
  const sortKey = nameKey(facts.userPrincipalName);
  const found = await writer.run(
    `UPDATE directory_user SET account_name = ?, full_name = ?, user_principal_name = ?, email = ?, sort_key = ?,
      full_name_key = ?, administrator = ?, auditor = ?, updated_at = ? WHERE id = ? AND state <> ?`,
    facts.accountName,
    facts.fullName,
    facts.userPrincipalName,
    facts.email ?? null,
    sortKey,
    nameKey(facts.fullName),
    facts.administrator ? 1 : 0,
    facts.auditor ? 1 : 0,
    facts.at,
    facts.id,
    'deleted',
  );
  if (found === 0) return false;
  await deleteNames(writer, facts.id);
  await insertNames(writer, facts);
  await writer.run('UPDATE directory_group_member SET sort_key = ? WHERE user_id = ?', sortKey, facts.id);
  return true;
}

/** Moves a person from one state to the other. @returns whether the person was in the first one */
export async function changeState(
  writer: Writer,
  id: string,
  change: { readonly from: UserRecord['state']; readonly to: UserRecord['state']; readonly at: number },
): Promise<boolean> {
  const text = 'UPDATE directory_user SET state = ?, updated_at = ? WHERE id = ? AND state = ?';
  return (await writer.run(text, change.to, change.at, id, change.from)) === 1;
}

/** Forgets everything about a person but the id, which stays taken. @returns whether the person was there */
export async function eraseUser(writer: Writer, id: string, at: number): Promise<boolean> {
  const erased = await writer.run(
    `UPDATE directory_user SET state = ?, account_name = ?, full_name = ?, user_principal_name = ?, email = NULL,
      sort_key = NULL, full_name_key = NULL, administrator = ?, auditor = ?, updated_at = ?, password_hash = NULL,
      password_set_at = NULL,
      password_expires_at = NULL, must_change_password = ? WHERE id = ? AND state <> ?`,
    'deleted',
    '',
    '',
    '',
    0,
    0,
    at,
    0,
    id,
    'deleted',
  );
  if (erased === 0) return false;
  await deleteNames(writer, id);
  await writer.run('DELETE FROM directory_group_member WHERE user_id = ?', id);
  await writer.run('DELETE FROM directory_card_binding WHERE user_id = ?', id);
  return true;
}

async function insertNames(writer: Writer, facts: UserFacts): Promise<void> {
  for (const name of loginNames(facts)) {
    await writer.run('INSERT INTO directory_login_name (name, user_id) VALUES (?, ?)', utf8(name), facts.id);
  }
  for (const term of searchTerms(facts)) {
    await writer.run('INSERT INTO directory_search_term (term, user_id) VALUES (?, ?)', utf8(term), facts.id);
  }
}

async function deleteNames(writer: Writer, id: string): Promise<void> {
  await writer.run('DELETE FROM directory_login_name WHERE user_id = ?', id);
  await writer.run('DELETE FROM directory_search_term WHERE user_id = ?', id);
}
