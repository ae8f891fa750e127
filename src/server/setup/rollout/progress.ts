/** How far the plan in force has come, over all Macs that are set up and for one. */
import type { Reader } from '#server/store/database.ts';
import { findDelivery, openCommands } from './delivery-store.ts';

/** The Macs that are set up, counted. */
export interface RolloutProgress {
  readonly version: number;
  readonly upToDate: number;
  readonly waiting: number;
  readonly failed: number;
  /** At most a hundred. */
  readonly failures: readonly { readonly serialNumber: string; readonly version: number; readonly error: string }[];
}

/** What one Mac has of the plan. */
export interface PlanStanding {
  /** The newest version that it was given; 0 for none. */
  readonly givenVersion: number;
  /** The newest that it has wholly. */
  readonly version: number;
  /** Commands of it that the Mac has not answered. */
  readonly waiting: number;
  readonly error: string | undefined;
}

/** Counts for a version. A Mac that refused something and will be given a newer version waits. */
export async function rolloutProgress(reader: Reader, version: number): Promise<RolloutProgress> {
  const counted = await reader.get<{ macs: number; done: number; failed: number }>(
    `SELECT COUNT(*) AS macs, COUNT(CASE WHEN d.version >= ? THEN 1 END) AS done,
      COUNT(CASE WHEN d.given_version >= ? AND d.error IS NOT NULL THEN 1 END) AS failed
      FROM setup_course c LEFT JOIN setup_delivery d ON d.enrollment_id = c.enrollment_id WHERE c.state = 'released'`,
    version,
    version,
  );
  const rows = await reader.all<{ serial_number: string; given_version: number; error: string }>(
    `SELECT c.serial_number, d.given_version, d.error FROM setup_course c JOIN setup_delivery d
      ON d.enrollment_id = c.enrollment_id WHERE c.state = 'released' AND d.error IS NOT NULL
      ORDER BY c.serial_number LIMIT 100`,
  );
  const { macs, done, failed } = counted ?? { macs: 0, done: 0, failed: 0 };
  return {
    version,
    upToDate: done,
    waiting: macs - done - failed,
    failed,
    failures: rows.map((row) => ({ serialNumber: row.serial_number, version: row.given_version, error: row.error })),
  };
}

/** What a Mac has; undefined before it was given anything. */
export async function planStanding(reader: Reader, enrollmentId: string): Promise<PlanStanding | undefined> {
  const delivery = await findDelivery(reader, enrollmentId);
  if (delivery === undefined) return undefined;
  const { givenVersion, version, error } = delivery;
  return { givenVersion, version, error, waiting: (await openCommands(reader, enrollmentId)).length };
}
