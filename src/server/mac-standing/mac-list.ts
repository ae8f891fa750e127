/** Pages and counts of Macs, from their summaries alone. Each is one indexed statement, however many Macs there are. */
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Reader, SqlValue } from '#server/store/database.ts';
import type { MacSummary } from './mac-facts.ts';
import { type MacStage, macStages, type ReasonCode } from './mac-state.ts';

/** What Macs may be sorted by; Macs that are equal in it, by serial number. */
export type MacSort = 'serialNumber' | 'name' | 'lastSeenAt' | 'stage';

/** Which Macs to list. All conditions must hold. */
export interface MacQuery {
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Part of a serial number, a name or a model, whatever the case. */
  readonly search?: string | undefined;
  readonly stage?: MacStage | undefined;
  readonly reason?: string | undefined;
  /** A major version, such as `26`, or a whole one, such as `26.1`. */
  readonly macos?: string | undefined;
  readonly sort: MacSort;
  readonly order: 'asc' | 'desc';
}

/** A page. */
export interface MacPage {
  readonly items: readonly MacSummary[];
  readonly next: string | undefined;
}

/** How many Macs there are, and how they stand. */
export interface MacCounts {
  readonly total: number;
  readonly stages: readonly { readonly stage: MacStage; readonly reason: ReasonCode; readonly macs: number }[];
  /** By whole version; undefined where none is known. */
  readonly macos: readonly { readonly version: string | undefined; readonly macs: number }[];
}

interface Row {
  readonly serial_number: string;
  readonly name: string | null;
  readonly model: string | null;
  readonly os_version: string | null;
  readonly name_key: string;
  readonly stage: number;
  readonly reason_code: ReasonCode;
  readonly reason: string;
  readonly alerts: number;
  readonly last_seen_at: number;
}

const columns = 'serial_number, name, model, os_version, name_key, stage, reason_code, reason, alerts, last_seen_at';

const sortColumns = {
  serialNumber: undefined,
  name: 'name_key',
  lastSeenAt: 'last_seen_at',
  stage: 'stage',
} as const satisfies Record<MacSort, string | undefined>;

/** A page of Macs; undefined for a cursor that no page has given. */
export async function listMacs(reader: Reader, query: MacQuery): Promise<MacPage | undefined> {
  const cursor = query.after === undefined ? 'start' : readCursor(query.after, query.sort);
  if (cursor === undefined) return undefined;
  const column = sortColumns[query.sort];
  const conditions = [...filters(query), ...(cursor === 'start' ? [] : [beyond(cursor, column, query.order)])];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ text }) => text).join(' AND ')}`;
  const direction = query.order === 'asc' ? 'ASC' : 'DESC';
  const keys = [...(column === undefined ? [] : [column]), 'serial_number'].map((one) => `${one} ${direction}`);
  const asked = {
    where,
    order: `ORDER BY ${keys.join(', ')} LIMIT ?`,
    values: conditions.flatMap(({ values }) => values),
    limit: query.limit + 1,
  };
  const isSearched = query.search !== undefined && column !== undefined;
  const rows = (isSearched ? await fewRows(reader, asked) : undefined) ?? (await orderedRows(reader, asked));
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return { items: rows.slice(0, query.limit).map(summaryOf), next: last && cursorAt(last, query.sort) };
}

interface Asked {
  readonly where: string;
  readonly order: string;
  readonly values: readonly SqlValue[];
  readonly limit: number;
}

/** In the order of an index, until there are enough: the way for whatever many Macs fit. */
function orderedRows(reader: Reader, { where, order, values, limit }: Asked): Promise<readonly Row[]> {
  return reader.all<Row>(`SELECT ${columns} FROM mac_summary${where} ${order}`, ...values, limit);
}

/** Most Macs that are sorted after they were found. */
const mostFound = 1000;

/**
 * What a search finds where it finds little: one pass in the order of the table, sorted afterwards. In the order of an index a
 * search for what is rare would look up every row by itself. Undefined where there is more.
 */
async function fewRows(reader: Reader, { where, order, values, limit }: Asked): Promise<readonly Row[] | undefined> {
  const rows = await reader.all<Row & { readonly found: number }>(
    `SELECT ${columns}, COUNT(*) OVER () AS found FROM (SELECT ${columns} FROM mac_summary${where} LIMIT ?) f ${order}`,
    ...values,
    mostFound + 1,
    limit,
  );
  return (rows[0]?.found ?? 0) > mostFound ? undefined : rows;
}

interface Condition {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

function filters({ search, stage, reason, macos }: MacQuery): Condition[] {
  return [
    ...(stage === undefined ? [] : [{ text: 'stage = ?', values: [macStages.indexOf(stage)] }]),
    ...(reason === undefined ? [] : [{ text: 'reason_code = ?', values: [reason] }]),
    ...(macos === undefined ? [] : [versionFilter(macos)]),
    ...(search === undefined ? [] : [{ text: `search_text LIKE ? ESCAPE '!'`, values: [containing(search)] }]),
  ];
}

function versionFilter(macos: string): Condition {
  return /^\d+$/.test(macos)
    ? { text: 'macos = ?', values: [Number(macos)] }
    : { text: 'os_version = ?', values: [macos] };
}

function containing(search: string): string {
  return `%${search.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
}

interface Cursor {
  readonly key: string | number;
  readonly serialNumber: string;
}

function beyond({ key, serialNumber }: Cursor, column: string | undefined, order: MacQuery['order']): Condition {
  const sign = order === 'asc' ? '>' : '<';
  if (column === undefined) return { text: `serial_number ${sign} ?`, values: [serialNumber] };
  return { text: `(${column}, serial_number) ${sign} (?, ?)`, values: [key, serialNumber] };
}

function cursorAt(row: Row, sort: MacSort): string {
  const key = { serialNumber: '', name: row.name_key, lastSeenAt: row.last_seen_at, stage: row.stage }[sort];
  return toBase64url(utf8(JSON.stringify([key, row.serial_number])));
}

function readCursor(text: string, sort: MacSort): Cursor | undefined {
  try {
    const bytes = fromBase64url(text);
    const read: unknown = JSON.parse((bytes && fromUtf8(bytes)) ?? '');
    if (!Array.isArray(read)) return undefined;
    const [key, serialNumber] = read as unknown[];
    const isText = sort === 'serialNumber' || sort === 'name';
    const fits = isText ? typeof key === 'string' : Number.isSafeInteger(key);
    return fits && typeof serialNumber === 'string' ? { key: key as Cursor['key'], serialNumber } : undefined;
  } catch {
    return undefined;
  }
}

function summaryOf(row: Row): MacSummary {
  return {
    serialNumber: row.serial_number,
    name: row.name ?? undefined,
    model: row.model ?? undefined,
    osVersion: row.os_version ?? undefined,
    stage: macStages[row.stage] ?? 'expected',
    reasonCode: row.reason_code,
    reason: row.reason,
    alerts: row.alerts,
    lastSeenAt: row.last_seen_at,
  };
}

/** How many Macs there are, by stage and reason and by version of macOS. */
export async function countMacs(reader: Reader): Promise<MacCounts> {
  const [stages, versions] = await Promise.all([
    reader.all<{ stage: number; reason_code: ReasonCode; macs: number }>(
      `SELECT stage, reason_code, COUNT(*) AS macs FROM mac_summary GROUP BY stage, reason_code
        ORDER BY stage, reason_code`,
    ),
    reader.all<{ os_version: string | null; macs: number }>(
      'SELECT os_version, COUNT(*) AS macs FROM mac_summary GROUP BY os_version',
    ),
  ]);
  return {
    total: stages.reduce((sum, { macs }) => sum + macs, 0),
    stages: stages.map((row) => ({
      stage: macStages[row.stage] ?? 'expected',
      reason: row.reason_code,
      macs: row.macs,
    })),
    macos: versions
      .map((row) => ({ version: row.os_version ?? undefined, macs: row.macs }))
      .toSorted((one, other) => byVersion(other.version, one.version)),
  };
}

const collator = new Intl.Collator('en', { numeric: true });

function byVersion(one = '', other = ''): number {
  return collator.compare(one, other);
}
