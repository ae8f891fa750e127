/**
 * Looks at the store, once a second for all listeners of this node together, for what any node has written: the audit chain
 * tells of every change. What needs an administrator is looked at less often, since it takes more to find out.
 */
import type { ConsoleTopic } from '#api/console.ts';
import type { Audit } from '#server/audit/audit.ts';
import { topicsOf } from './topics.ts';

/** Whoever listens. Called with nothing, too: at each look. */
export type Listener = (topics: readonly ConsoleTopic[]) => void;

/** What it needs. */
export interface WatchPorts {
  readonly audit: Pick<Audit, 'list'>;
  readonly alerts: () => Promise<unknown>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Milliseconds between two looks. */
const interval = 1000;
/** Looks between two at the alerts. */
const alertLooks = 10;
/** Events of one look; what is beyond is of the next one. */
const mostEvents = 500;

/** The watch. It rests while nobody listens. */
export class ChainWatch {
  readonly #ports: WatchPorts;
  readonly #listeners = new Set<Listener>();
  #isRunning = false;
  #sequence: number | undefined;
  #alerts: string | undefined;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  /** Listens from now on. @returns what ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (!this.#isRunning) void this.#run();
    return () => this.#listeners.delete(listener);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#sequence = undefined;
    this.#alerts = undefined;
    for (let looks = 0; this.#listeners.size > 0; looks += 1) {
      const topics = await this.#look(looks % alertLooks === 0).catch(() => []);
      for (const listener of this.#listeners) listener(topics);
      await this.#ports.pause(interval);
    }
    this.#isRunning = false;
  }

  async #look(withAlerts: boolean): Promise<readonly ConsoleTopic[]> {
    const topics = topicsOf(await this.#newTypes());
    return withAlerts && (await this.#alertsDiffer()) ? [...topics, 'alerts'] : topics;
  }

  async #newTypes(): Promise<readonly string[]> {
    const { audit } = this.#ports;
    if (this.#sequence === undefined) {
      const [newest] = await audit.list({ limit: 1 });
      this.#sequence = newest?.sequence ?? 0;
      return [];
    }
    const records = await audit.list({ after: this.#sequence, limit: mostEvents });
    this.#sequence = records.at(-1)?.sequence ?? this.#sequence;
    return records.map(({ event }) => event.type);
  }

  async #alertsDiffer(): Promise<boolean> {
    const before = this.#alerts;
    this.#alerts = JSON.stringify(await this.#ports.alerts());
    return before !== undefined && before !== this.#alerts;
  }
}
