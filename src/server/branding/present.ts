/** The look in force as this node knows it, so that a page costs no question to the store. */
import type { Clock } from '#runtime/clock.ts';
import type { Database } from '#server/store/database.ts';
import { brandingVersion, findBranding, type SavedBranding } from './store.ts';

/** Milliseconds that a node goes by what it knows. Another's change is seen within five seconds. */
export const freshness = 4000;

/** What this node knows. */
export class PresentBranding {
  readonly #database: Database;
  readonly #clock: Clock;
  #known: SavedBranding | undefined;
  #lookedAt: number | undefined;
  #looking: Promise<void> | undefined;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The look in force. While the store cannot be asked, the last one: a page is worth more than its logo. */
  async get(): Promise<SavedBranding | undefined> {
    if (this.#isOld()) {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
      await this.#looking;
    }
    return this.#known;
  }

  /** What this node has changed by itself. */
  set(saved: SavedBranding): void {
    if (saved.version > (this.#known?.version ?? 0)) this.#known = saved;
  }

  #isOld(): boolean {
    const age = this.#lookedAt === undefined ? freshness : this.#clock.now() - this.#lookedAt;
    return age < 0 || age >= freshness;
  }

  async #look(): Promise<void> {
    const now = this.#clock.now();
    try {
      if ((await brandingVersion(this.#database)) !== (this.#known?.version ?? 0)) {
        const found = await findBranding(this.#database);
        if (found) this.set(found);
      }
    } catch {
      // Asked again when it is old again.
    }
    this.#lookedAt = now;
  }
}
