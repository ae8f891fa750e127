/** Macs that are set up, with what each has of the sign-in plan. */
import type { Reader } from '#server/store/database.ts';

/** A Mac and the version in force. */
export interface MacOfRollout {
  readonly serialNumber: string;
  readonly standing: 'up-to-date' | 'waiting' | 'failed';
  /** The newest that it has wholly; 0 for none. */
  readonly version: number;
  /** The newest that it was given; 0 for none. */
  readonly givenVersion: number;
  readonly error: string | undefined;
}

/** Which of them. */
export interface RolloutQuery {
  readonly after: string;
  readonly limit: number;
  /** The beginning of a serial number. */
  readonly search: string | undefined;
  readonly standing: MacOfRollout['standing'] | undefined;
}

interface Row {
  readonly serial_number: string;
  readonly standing: MacOfRollout['standing'];
  readonly version: number;
  readonly given_version: number;
  readonly error: string | null;
}

/** A page by serial number. A Mac that refused something counts as failed while no newer version was given to it. */
export async function rolloutMacs(
  reader: Reader,
  version: number,
  { after, limit, search = '', standing }: RolloutQuery,
): Promise<readonly MacOfRollout[]> {
  const start = search.toUpperCase();
  const rows = await reader.all<Row>(
    `SELECT serial_number, standing, version, given_version, error FROM (
      SELECT c.serial_number, COALESCE(d.version, 0) AS version, COALESCE(d.given_version, 0) AS given_version, d.error,
        CASE WHEN d.version >= CAST(? AS BIGINT) THEN 'up-to-date'
          WHEN d.given_version >= CAST(? AS BIGINT) AND d.error IS NOT NULL THEN 'failed' ELSE 'waiting' END AS standing
        FROM setup_course c LEFT JOIN setup_delivery d ON d.enrollment_id = c.enrollment_id
        WHERE c.state = 'released' AND c.serial_number > ? AND c.serial_number >= ? AND c.serial_number < ?
      ) AS macs WHERE standing = CAST(? AS TEXT) OR CAST(? AS TEXT) = '' ORDER BY serial_number LIMIT ?`,
    version,
    version,
    after,
    start,
    `${start}\u{10FFFF}`,
    standing ?? '',
    standing ?? '',
    limit,
  );
  return rows.map((row) => ({
    serialNumber: row.serial_number,
    standing: row.standing,
    version: row.version,
    givenVersion: row.given_version,
    error: row.error ?? undefined,
  }));
}
