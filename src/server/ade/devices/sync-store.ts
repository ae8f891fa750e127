/** Where the sync stands. One row; the writing functions are parts of a unit of work. */
import { type AccountDetail, parseAccountDetail } from '#protocol/ade/device-services/account.ts';
import type { Database, Reader, Writer } from '#server/store/database.ts';

/** The row. Times in milliseconds since 1970. */
export interface SyncState {
  /** `fetch` while all devices are being asked for, `sync` while changes are. */
  readonly phase: 'fetch' | 'sync';
  readonly cursor: string | undefined;
  /** The whole fetch that is under way. */
  readonly fetchId: string | undefined;
  /** When the last whole fetch was finished. */
  readonly fetchedAt: number | undefined;
  /** No run by itself before this. */
  readonly notBefore: number;
  readonly finishedAt: number | undefined;
  /** How the last run ended: the `kind` of its outcome. */
  readonly outcome: string | undefined;
  /** Apple's word, or what could not be reached. */
  readonly detail: string | undefined;
  /** When the first of the runs that went wrong since the last good one ended. */
  readonly failingSince: number | undefined;
  readonly account: AccountDetail | undefined;
}

interface SyncRow {
  readonly phase: 'fetch' | 'sync';
  readonly cursor: string | null;
  readonly fetch_id: string | null;
  readonly fetched_at: number | null;
  readonly not_before: number;
  readonly finished_at: number | null;
  readonly outcome: string | null;
  readonly detail: string | null;
  readonly failing_since: number | null;
  readonly account: string | null;
}

/** Reads it. */
export async function syncState(reader: Reader): Promise<SyncState> {
  const row = await reader.get<SyncRow>(
    `SELECT phase, cursor, fetch_id, fetched_at, not_before, finished_at, outcome, detail, failing_since, account
      FROM ade_sync`,
  );
  return {
    phase: row?.phase ?? 'fetch',
    cursor: row?.cursor ?? undefined,
    fetchId: row?.fetch_id ?? undefined,
    fetchedAt: row?.fetched_at ?? undefined,
    notBefore: row?.not_before ?? 0,
    finishedAt: row?.finished_at ?? undefined,
    outcome: row?.outcome ?? undefined,
    detail: row?.detail ?? undefined,
    failingSince: row?.failing_since ?? undefined,
    account: row?.account ? parseAccountDetail(row.account) : undefined,
  };
}

/** Takes the right to run, of which there is one for all nodes, until a time. @returns whether it was to be had */
export async function takeLease(database: Database, now: number, until: number): Promise<boolean> {
  const taken = await database.write((writer) =>
    writer.run('UPDATE ade_sync SET lease_until = ? WHERE lease_until <= ?', until, now),
  );
  return taken === 1;
}

/** Keeps the right to run for longer; part of the unit that stores a page. */
export async function extendLease(writer: Writer, until: number): Promise<void> {
  await writer.run('UPDATE ade_sync SET lease_until = ?', until);
}

/** Where the next page begins. Written in the unit that stores the page before. */
export async function putCursor(
  writer: Writer,
  place: {
    readonly phase: 'fetch' | 'sync';
    readonly cursor: string | undefined;
    readonly fetchId: string | undefined;
  },
): Promise<void> {
  await writer.run(
    'UPDATE ade_sync SET phase = ?, cursor = ?, fetch_id = ?',
    place.phase,
    place.cursor ?? null,
    place.fetchId ?? null,
  );
}

/** Notes that a whole fetch was finished. */
export async function noteFetched(writer: Writer, now: number): Promise<void> {
  await writer.run('UPDATE ade_sync SET fetched_at = ?', now);
}

/** Notes what is known of the organisation. */
export async function putAccount(database: Database, body: string): Promise<void> {
  await database.write((writer) => writer.run('UPDATE ade_sync SET account = ?', body));
}

/** Ends a run: how it went, and when the next may be; gives the right to run back. */
export async function finishRun(
  writer: Writer,
  end: {
    readonly at: number;
    readonly outcome: string;
    readonly detail: string | undefined;
    readonly notBefore: number;
  },
): Promise<void> {
  await writer.run(
    `UPDATE ade_sync SET finished_at = ?, outcome = ?, detail = ?, not_before = ?, lease_until = 0,
       failing_since = CASE WHEN CAST(? AS BIGINT) = 1 THEN NULL ELSE COALESCE(failing_since, ?) END`,
    end.at,
    end.outcome,
    end.detail ?? null,
    end.notBefore,
    end.outcome === 'synced' ? 1 : 0,
    end.at,
  );
}

/** With a new token everything may be tried at once, from the start. */
export async function forgetRefusals(writer: Writer): Promise<void> {
  await writer.run(
    `UPDATE ade_sync SET not_before = 0, outcome = NULL, detail = NULL, failing_since = NULL, account = NULL, phase = 'fetch', cursor = NULL,
       fetch_id = NULL`,
  );
}
