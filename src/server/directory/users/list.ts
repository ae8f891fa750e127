/** Lists of people: searched, narrowed and ordered by the store, a page at a time. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Database, Reader } from '#server/store/database.ts';
import { decodePlace, pageOf, pageSize, type Place, start } from '../cursor.ts';
import { DirectoryError } from '../directory-error.ts';
import type { DirectoryPage, UserOrder, UserQuery, UserRecord } from '../directory-administration.ts';
import { foldName, nameKey, prefixEnd } from '../names.ts';
import { userColumns, userRecord, type UserRow } from './user-row.ts';

type Value = string | number | Uint8Array;

/** A piece of a statement with what stands for its question marks. */
interface Piece {
  readonly text: string;
  readonly values: readonly Value[];
}

const columns = {
  userPrincipalName: 'u.sort_key',
  fullName: 'u.full_name_key',
  createdAt: 'u.created_at',
} as const satisfies Record<UserOrder, string>;

/** In the order of principal names, or with `search` alone in the order of what matched first. */
export async function listUsers(database: Database, query: UserQuery): Promise<DirectoryPage<UserRecord>> {
  const size = pageSize(query.limit);
  const after = decodePlace(query.after);
  const prefix = utf8(foldName(query.search ?? '').trim());
  const filters = [...filtersOf(query), ...(await groupFilter(database, query.groupId))];
  if (prefix.length > 0 && query.order === undefined) return searchUsers(database, prefix, filters, { after, size });
  if (query.order === 'fullName') await foldNames(database);
  const wanted = prefix.length === 0 ? filters : [...filters, await matching(database, prefix)];
  return orderedUsers(database, query, wanted, { after, size });
}

async function orderedUsers(
  reader: Reader,
  { order = 'userPrincipalName', isDescending = false }: UserQuery,
  filters: readonly Piece[],
  { after, size }: { readonly after: Place; readonly size: number },
): Promise<DirectoryPage<UserRecord>> {
  const column = columns[order];
  const [sign, direction] = isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
  const conditions = [present, ...(after === start ? [] : [beyond(order, sign, after)]), ...filters];
  // Principal names are unique, and their index has no further column.
  const tie = order === 'userPrincipalName' ? '' : `, u.id ${direction}`;
  const text = `SELECT ${userColumns}, ${column} AS place FROM directory_user u
    WHERE ${conditions.map((piece) => piece.text).join(' AND ')}
    ORDER BY ${column} ${direction}${tie} LIMIT ?`;
  const values = [...conditions.flatMap((piece) => piece.values), size + 1];
  const rows = await reader.all<UserRow & { place: Uint8Array | number }>(text, ...values);
  return pageOf(rows, size, userRecord, ({ place, id }) => ({ key: placeKey(place), id }));
}

/** A person that several terms lead to is shown at the first of them only. */
async function searchUsers(
  reader: Reader,
  prefix: Uint8Array,
  filters: readonly Piece[],
  { after, size }: { readonly after: Place; readonly size: number },
): Promise<DirectoryPage<UserRecord>> {
  const text = `SELECT ${userColumns}, t.term AS place
    FROM directory_search_term t JOIN directory_user u ON u.id = t.user_id
    WHERE (t.term, t.user_id) > (?, ?) AND t.term < ? AND NOT EXISTS (
      SELECT 1 FROM directory_search_term e WHERE e.user_id = t.user_id AND e.term >= ? AND e.term < t.term)
    ${filters.map((piece) => `AND ${piece.text} `).join('')}ORDER BY t.term, t.user_id LIMIT ?`;
  const from = after === start ? prefix : after.key;
  const values = [from, after.id, prefixEnd(prefix), prefix, ...filters.flatMap((piece) => piece.values), size + 1];
  const rows = await reader.all<UserRow & { place: Uint8Array }>(text, ...values);
  return pageOf(rows, size, userRecord, ({ place, id }) => ({ key: place, id }));
}

/** Deleted people keep a row with nothing but the id, and no principal name. */
const present: Piece = { text: 'u.sort_key IS NOT NULL', values: [] };

function beyond(order: UserOrder, sign: string, after: Place): Piece {
  const column = columns[order];
  if (order === 'userPrincipalName') return { text: `${column} ${sign} ?`, values: [after.key] };
  return { text: `(${column}, u.id) ${sign} (?, ?)`, values: [placeValue(order, after), after.id] };
}

function filtersOf({ state, administrator, auditor }: UserQuery): readonly Piece[] {
  return [
    ...(state === undefined ? [] : [{ text: 'u.state = ?', values: [state] }]),
    ...(administrator === undefined ? [] : [{ text: `u.administrator = ${administrator ? 1 : 0}`, values: [] }]),
    ...(auditor === undefined ? [] : [{ text: `u.auditor = ${auditor ? 1 : 0}`, values: [] }]),
  ];
}

async function groupFilter(reader: Reader, groupId: string | undefined): Promise<readonly Piece[]> {
  if (groupId === undefined) return [];
  const members = { text: 'directory_group_member m WHERE m.group_id = ?', values: [groupId] };
  return [await within(reader, 'm.user_id', members)];
}

function matching(reader: Reader, prefix: Uint8Array): Promise<Piece> {
  const terms = 'directory_search_term t WHERE t.term >= ? AND t.term < ?';
  return within(reader, 't.user_id', { text: terms, values: [prefix, prefixEnd(prefix)] });
}

/** Fewer rows than this are better gathered and sorted; more are better met on the way along the order. */
const many = 3000;

/** Whether a person is among some rows, asked in the way that costs less. */
async function within(reader: Reader, column: string, rows: Piece): Promise<Piece> {
  const text = `SELECT COUNT(*) AS found FROM (SELECT 1 AS one FROM ${rows.text} LIMIT ?) AS present`;
  const counted = await reader.get<{ found: number }>(text, ...rows.values, many);
  const { values } = rows;
  if ((counted?.found ?? 0) < many) return { text: `u.id IN (SELECT ${column} FROM ${rows.text})`, values };
  return { text: `EXISTS (SELECT 1 FROM ${rows.text} AND ${column} = u.id)`, values };
}

function placeKey(place: Uint8Array | number): Uint8Array {
  return typeof place === 'number' ? utf8(String(place)) : place;
}

/** @throws {DirectoryError} `malformed_cursor` */
function placeValue(order: UserOrder, { key }: Place): Value {
  if (order !== 'createdAt') return key;
  const moment = Number(new TextDecoder().decode(key));
  if (Number.isSafeInteger(moment)) return moment;
  throw new DirectoryError('malformed_cursor', 'The place to go on from is none that this list gave out.');
}

const namesPerUnit = 500;

/** Folds the full names of rows that an older version has written: once, the next time there are none. */
async function foldNames(database: Database): Promise<void> {
  const unfolded = `SELECT id, full_name FROM directory_user WHERE full_name_key IS NULL AND state <> 'deleted' LIMIT ?`;
  let rows = await database.all<{ id: string; full_name: string }>(unfolded, namesPerUnit);
  while (rows.length > 0) {
    const batch = rows;
    await database.write(async (writer) => {
      const text = 'UPDATE directory_user SET full_name_key = ? WHERE id = ? AND full_name_key IS NULL';
      for (const { id, full_name } of batch) await writer.run(text, nameKey(full_name), id);
    });
    rows = await database.all<{ id: string; full_name: string }>(unfolded, namesPerUnit);
  }
}
