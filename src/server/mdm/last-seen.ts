/** When enrollments were last seen: gathered in memory and written now and then, off the hot path. */
import type { Clock } from '#runtime/clock.ts';
import { macSeen } from '#server/mac-standing/mac-changes.ts';
import type { Database } from '#server/store/database.ts';

/** Writes are spread over units of this many rows, so that Macs wait behind none of them for long. */
const rowsPerUnit = 50;

/** Gathers sightings. Losing some in a crash loses nothing that was acknowledged. */
export class LastSeen {
  readonly #database: Database;
  readonly #clock: Clock;
  #seen = new Map<string, number>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Notes a message of an enrollment. */
  note(enrollmentId: string): void {
    this.#seen.set(enrollmentId, this.#clock.now());
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const seen = [...this.#seen];
    this.#seen = new Map();
    for (let start = 0; start < seen.length; start += rowsPerUnit) {
      await this.#database.write(async (writer) => {
        for (const [id, at] of seen.slice(start, start + rowsPerUnit)) {
          await writer.run(
            'UPDATE mdm_enrollment SET last_seen_at = ? WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ?)',
            at,
            id,
            at,
          );
          await macSeen(writer, { enrollmentId: id }, at);
        }
      });
    }
  }
}
