/** When devices were last seen and people last signed in: gathered in memory and written now and then, off the hot path. */
import type { Clock } from '#runtime/clock.ts';
import type { Database } from '#server/store/database.ts';
import { noteSeen } from './stores/devices.ts';
import { noteLogin } from './stores/registrations.ts';

/** Writes are spread over units of this many rows, so that logins wait behind none of them for long. */
const rowsPerUnit = 50;

/** Gathers sightings. Losing some in a crash loses nothing that was acknowledged. */
export class LastSeen {
  readonly #database: Database;
  readonly #clock: Clock;
  #devices = new Map<string, number>();
  #registrations = new Map<string, number>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Notes a request from a device, and a login when a registration is given. */
  note(deviceId: string, registrationId?: string): void {
    const now = this.#clock.now();
    this.#devices.set(deviceId, now);
    if (registrationId !== undefined) this.#registrations.set(registrationId, now);
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const devices = [...this.#devices];
    const registrations = [...this.#registrations];
    this.#devices = new Map();
    this.#registrations = new Map();
    for (let start = 0; start < devices.length; start += rowsPerUnit) {
      await this.#database.write(async (writer) => {
        for (const [id, at] of devices.slice(start, start + rowsPerUnit)) await noteSeen(writer, id, at);
      });
    }
    for (let start = 0; start < registrations.length; start += rowsPerUnit) {
      await this.#database.write(async (writer) => {
        for (const [id, at] of registrations.slice(start, start + rowsPerUnit)) await noteLogin(writer, id, at);
      });
    }
  }
}
