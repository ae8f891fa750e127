/** Does at once what the store says is due, without a Mac having to wait for the next round of housekeeping. */
import { advance } from './advance.ts';
import { dueCourses } from './course-store.ts';
import type { SetupPorts } from './setup-ports.ts';

/** How long after a unit began its rows are looked for, in milliseconds; what is missed, housekeeping finds. */
const looks = [10, 100, 500];
/** Courses that one round takes. */
const most = 200;

/** Wakes courses. */
export class Waking {
  readonly #ports: SetupPorts;
  readonly #awake = new Map<string, Promise<void>>();

  constructor(ports: SetupPorts) {
    this.#ports = ports;
  }

  /** Returns at once. */
  wake(enrollmentId: string): void {
    if (this.#awake.has(enrollmentId)) return;
    const done = this.#look(enrollmentId).finally(() => this.#awake.delete(enrollmentId));
    this.#awake.set(enrollmentId, done);
  }

  /** Everything that is due. */
  async round(): Promise<void> {
    const due = await dueCourses(this.#ports.database, this.#ports.clock.now(), most);
    for (const { enrollmentId } of due) await advance(this.#ports, enrollmentId);
  }

  /** Resolves when nobody is awake. */
  async settled(): Promise<void> {
    while (this.#awake.size > 0) await Promise.all(this.#awake.values());
  }

  async #look(enrollmentId: string): Promise<void> {
    try {
      for (const wait of looks) {
        await this.#ports.pause(wait);
        if (await advance(this.#ports, enrollmentId)) return;
      }
    } catch (error) {
      this.#ports.onFault(error);
    }
  }
}
