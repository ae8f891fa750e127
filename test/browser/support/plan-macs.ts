/** Macs that are registered and set up, written into the store: what the plan's pages count and list. */
import type { Composition } from '#server/compose.ts';

/** How many, and what they have of the plan. */
export interface PlanMacs {
  readonly count: number;
  readonly osVersion: string;
  readonly userId: string;
  /** The version that they have; the last one refused the newest. */
  readonly version: number;
  readonly refused?: string;
}

/** Writes them. @returns their serial numbers */
export async function addPlanMacs({ database }: Composition, macs: PlanMacs): Promise<readonly string[]> {
  const serials = Array.from({ length: macs.count }, (_, index) => `C02PLAN${String(index + 1).padStart(5, '0')}`);
  await database.write(async (writer) => {
    for (const [index, serial] of serials.entries()) {
      const id = `plan-mac-${serial}`;
      await writer.run(
        `INSERT INTO device (id, serial_number, os_version, state, created_at, registered_at)
          VALUES (?, ?, ?, 'registered', 0, 0)`,
        id,
        serial,
        macs.osVersion,
      );
      await writer.run(
        `INSERT INTO user_registration (id, device_id, user_id, method, state, created_at)
          VALUES (?, ?, ?, 'Password', 'active', 0)`,
        `registration-${serial}`,
        id,
        macs.userId,
      );
      await writer.run(
        `INSERT INTO setup_course (enrollment_id, serial_number, generation, lane, state, begun_at, tries, awaited,
          is_application_seen, released_at, account_tries) VALUES (?, ?, 1, 'setup-assistant', 'released', 0, 0, '', 1, 0, 0)`,
        id,
        serial,
      );
      const refused = index === macs.count - 1 ? (macs.refused ?? null) : null;
      await writer.run(
        'INSERT INTO setup_delivery (enrollment_id, given_version, version, error) VALUES (?, ?, ?, ?)',
        id,
        macs.version,
        refused === null ? macs.version : 0,
        refused,
      );
    }
  });
  return serials;
}
