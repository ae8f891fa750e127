/** Where groups and their members are kept. The writing functions are parts of a unit of work, as those of people are. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import { decodePlace, pageOf, pageSize } from '../cursor.ts';
import type { DirectoryPage, DirectoryQuery, GroupRecord, UserRecord } from '../directory-administration.ts';
import { foldName, nameKey, prefixEnd } from '../names.ts';
import { userColumns, userRecord, type UserRow } from '../users/user-row.ts';

interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly members: number;
  readonly place: Uint8Array;
}

const groupColumns = `g.id, g.name, g.created_at, g.name_key AS place,
  (SELECT COUNT(*) FROM directory_group_member c WHERE c.group_id = g.id) AS members`;

function groupRecord({ id, name, created_at: createdAt, members }: GroupRow): GroupRecord {
  return { id, name, createdAt, members };
}

/** The group with that id or name. A name that looks like another group's id does not lead to that group's name. */
export async function findGroup(reader: Reader, idOrName: string): Promise<GroupRecord | undefined> {
  const text = `SELECT ${groupColumns} FROM directory_group g WHERE g.id = ? OR g.name_key = ? ORDER BY g.id LIMIT 2`;
  const rows = await reader.all<GroupRow>(text, idOrName, nameKey(idOrName));
  const row = rows.find(({ id }) => id === idOrName) ?? rows[0];
  return row && groupRecord(row);
}

/** In the order of names; `search` is a prefix of the name. */
export async function listGroups(reader: Reader, query: DirectoryQuery): Promise<DirectoryPage<GroupRecord>> {
  const size = pageSize(query.limit);
  const after = decodePlace(query.after).key;
  const prefix = utf8(foldName(query.search ?? '').trim());
  const isSearch = prefix.length > 0;
  const text = `SELECT ${groupColumns} FROM directory_group g
    WHERE g.name_key > ?${isSearch ? ' AND g.name_key >= ? AND g.name_key < ?' : ''} ORDER BY g.name_key LIMIT ?`;
  const bounds = isSearch ? [prefix, prefixEnd(prefix)] : [];
  const rows = await reader.all<GroupRow>(text, after, ...bounds, size + 1);
  return pageOf(rows, size, groupRecord, ({ place, id }) => ({ key: place, id }));
}

/** All groups that a person is in, in the order of names. */
export async function groupsOfUser(reader: Reader, userId: string): Promise<readonly GroupRecord[]> {
  const text = `SELECT ${groupColumns} FROM directory_group_member m JOIN directory_group g ON g.id = m.group_id
    WHERE m.user_id = ? ORDER BY g.name_key`;
  return (await reader.all<GroupRow>(text, userId)).map(groupRecord);
}

/** Only the names, in their order: what a token carries. */
export async function groupNamesOfUser(reader: Reader, userId: string): Promise<readonly string[]> {
  const text = `SELECT g.name FROM directory_group_member m JOIN directory_group g ON g.id = m.group_id
    WHERE m.user_id = ? ORDER BY g.name_key`;
  return (await reader.all<{ name: string }>(text, userId)).map(({ name }) => name);
}

/** In the order of principal names. */
export async function listMembers(
  reader: Reader,
  groupId: string,
  query: Pick<DirectoryQuery, 'after' | 'limit'>,
): Promise<DirectoryPage<UserRecord>> {
  const size = pageSize(query.limit);
  const text = `SELECT ${userColumns}, m.sort_key AS place
    FROM directory_group_member m JOIN directory_user u ON u.id = m.user_id
    WHERE m.group_id = ? AND m.sort_key > ? ORDER BY m.sort_key LIMIT ?`;
  const after = decodePlace(query.after).key;
  const rows = await reader.all<UserRow & { place: Uint8Array }>(text, groupId, after, size + 1);
  return pageOf(rows, size, userRecord, ({ place, id }) => ({ key: place, id }));
}

/** Adds an empty group. @returns false when the name is taken */
export async function insertGroup(writer: Writer, group: { id: string; name: string; at: number }): Promise<boolean> {
  const text = `INSERT INTO directory_group (id, name, name_key, created_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (name_key) DO NOTHING`;
  return (await writer.run(text, group.id, group.name, nameKey(group.name), group.at)) === 1;
}

/**
 * Gives a group another name. @returns false when it is taken; when another node takes it at the same moment, the unit fails
 * with StoreError `constraint_violated`.
 */
export async function renameGroup(writer: Writer, id: string, name: string): Promise<boolean> {
  const holder = 'SELECT id FROM directory_group WHERE name_key = ? AND id <> ?';
  if ((await writer.get(holder, nameKey(name), id)) !== undefined) return false;
  await writer.run('UPDATE directory_group SET name = ?, name_key = ? WHERE id = ?', name, nameKey(name), id);
  return true;
}

/** Removes a group and who was in it. @returns whether it was there */
export async function removeGroup(writer: Writer, id: string): Promise<boolean> {
  await writer.run('DELETE FROM directory_group_member WHERE group_id = ?', id);
  return (await writer.run('DELETE FROM directory_group WHERE id = ?', id)) === 1;
}

/** @returns whether the person was no member before */
export async function insertMember(writer: Writer, groupId: string, user: UserRecord): Promise<boolean> {
  const text = `INSERT INTO directory_group_member (group_id, user_id, sort_key) VALUES (?, ?, ?)
    ON CONFLICT (group_id, user_id) DO NOTHING`;
  return (await writer.run(text, groupId, user.id, nameKey(user.userPrincipalName))) === 1;
}

/** @returns whether the person was a member */
export async function removeMember(writer: Writer, groupId: string, userId: string): Promise<boolean> {
  const text = 'DELETE FROM directory_group_member WHERE group_id = ? AND user_id = ?';
  return (await writer.run(text, groupId, userId)) === 1;
}
