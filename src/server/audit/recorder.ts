import type { Clock } from '#runtime/clock.ts';
import type { Database } from '#server/store/database.ts';
import { StoreError } from '#server/store/store-error.ts';
import type { AuditEvent } from './audit-event.ts';
import { appendAudit } from './chain.ts';

/** Events that wait for the store at most; beyond that, new ones are counted instead of kept. */
const capacity = 10_000;

/** Events of one unit. */
const unitSize = 64;

/** How long to wait before the store is tried again, in milliseconds. */
const retryAfter = 1000;

/** What the recorder needs from outside. */
export interface RecorderPorts {
  readonly database: Database;
  readonly clock: Clock;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told, for the log, each time that events could not be written: whether they are kept or lost, and why. */
  readonly onFailure: (failure: RecordingFailure) => void;
}

/** Why events are not in the chain (yet). */
export interface RecordingFailure {
  readonly kind: 'delayed' | 'lost';
  readonly events: number;
  readonly error: unknown;
}

interface Pending {
  readonly time: number;
  readonly event: AuditEvent;
}

/**
 * Writes events that belong to no unit, in the order they were recorded, behind the back of whoever records them. When
 * the store is away it keeps them and tries again; what it had to drop, it owns up to with an event `audit.lost`.
 */
export class Recorder {
  readonly #ports: RecorderPorts;
  readonly #pending: Pending[] = [];
  #lost = 0;
  readonly #closing = Promise.withResolvers<void>();
  #closed = false;
  #flushing: Promise<void> | undefined;

  constructor(ports: RecorderPorts) {
    this.#ports = ports;
  }

  record(event: AuditEvent): void {
    if (this.#pending.length >= capacity) this.#lost += 1;
    else this.#pending.push({ time: this.#ports.clock.now(), event });
    this.#flushing ??= this.#flush();
  }

  /** Events that are not durable yet. */
  waiting(): number {
    return this.#pending.length;
  }

  /** Resolves once every recorded event is durable or, when the store is away, has been given up and reported. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#closing.resolve();
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const error = await this.#writeSome();
      if (error === undefined) continue;
      if (this.#closed || !isPassing(error)) this.#giveUp(error);
      else await this.#delay(error);
    }
    this.#flushing = undefined;
  }

  /** @returns what went wrong, if anything. */
  async #writeSome(): Promise<unknown> {
    const some = this.#pending.slice(0, unitSize);
    const lost = this.#lost;
    try {
      await this.#ports.database.write(async (writer) => {
        for (const { time, event } of some) appendAudit(writer, time, [event]);
        if (lost > 0) appendAudit(writer, this.#ports.clock.now(), [lostEvent(lost)]);
      });
    } catch (error) {
      return error ?? new Error('The store failed without a reason.');
    }
    this.#pending.splice(0, some.length);
    this.#lost -= lost;
    return undefined;
  }

  async #delay(reason: unknown): Promise<void> {
    this.#ports.onFailure({ kind: 'delayed', events: this.#pending.length, error: reason });
    await Promise.race([this.#ports.pause(retryAfter), this.#closing.promise]);
  }

  /** The count is kept: the next event that can be written brings it along. */
  #giveUp(error: unknown): void {
    const events = this.#pending.splice(0).length;
    this.#lost += events;
    this.#ports.onFailure({ kind: 'lost', events, error });
  }
}

/** Whether waiting may help. After `commit_unknown` events may come to stand twice, which is better than not at all. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof StoreError)) return false;
  return error.transient || ['store_unavailable', 'commit_unknown', 'unit_too_slow'].includes(error.code);
}

function lostEvent(count: number): AuditEvent {
  return { type: 'audit.lost', outcome: 'changed', code: 'audit_lost', actor: 'system', detail: { count } };
}
