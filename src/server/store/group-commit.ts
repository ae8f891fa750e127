import type { Activity, Unit } from './database.ts';
import type { Connect, Session } from './session.ts';
import { StoreError } from './store-error.ts';
import { type Attempt, attempt, TimeLimit } from './transaction.ts';

/** Bounds of a group commit. */
export interface GroupCommitLimits {
  /** Most units that share one commit. */
  readonly batchSize: number;
  /** Longest that the units of one transaction may take together, in milliseconds. */
  readonly batchMilliseconds: number;
  /** How often a unit is run again after a deadlock or a serialisation failure. */
  readonly retries: number;
}

/** What both engines use: large enough to share commits under load, small enough to keep locks short. */
export const usualLimits: GroupCommitLimits = { batchSize: 64, batchMilliseconds: 10_000, retries: 5 };

interface Waiting {
  readonly unit: Unit<unknown>;
  readonly alone: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets concurrent units share commits. Units that arrive while a commit is under way wait together and form the next
 * batch; units of one turn of the event loop form a batch even when nothing is under way. Each lane is one connection
 * and runs one batch at a time.
 */
export class GroupCommit {
  readonly #idle: Connect[];
  readonly #laneCount: number;
  readonly #limits: GroupCommitLimits;
  readonly #counted = { units: 0, commits: 0, rollbacks: 0 };
  #queue: Waiting[] = [];
  #scheduled = false;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(lanes: readonly Connect[], limits: GroupCommitLimits = usualLimits) {
    this.#idle = [...lanes];
    this.#laneCount = lanes.length;
    this.#limits = limits;
  }

  /** Queues a unit; an `alone` unit shares its transaction with no other and has no time limit. */
  write<T>(unit: Unit<T>, alone = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        reject(closedError());
        return;
      }
      this.#queue.push({ unit, alone, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  activity(): Activity {
    return { ...this.#counted };
  }

  /** Refuses new units and resolves once all earlier ones are answered. */
  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#reportDrained();
    });
  }

  #reportDrained(): void {
    if (this.#queue.length === 0 && this.#idle.length === this.#laneCount) this.#drained?.();
  }

  /** Starts batches once the callbacks of this turn have had their say, so that their units share a commit. */
  #schedule(): void {
    if (this.#scheduled || this.#idle.length === 0 || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#startBatches();
    });
  }

  #startBatches(): void {
    while (this.#queue.length > 0) {
      const lane = this.#idle.pop();
      if (lane === undefined) return;
      void this.#runLane(lane, this.#takeBatch());
    }
  }

  #takeBatch(): Waiting[] {
    let size = 0;
    for (const waiting of this.#queue) {
      if (size === this.#limits.batchSize || (waiting.alone && size > 0)) break;
      size += 1;
      if (waiting.alone) break;
    }
    return this.#queue.splice(0, size);
  }

  async #runLane(lane: Connect, batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#runBatch(await lane(), batch);
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
    this.#idle.push(lane);
    this.#schedule();
    this.#reportDrained();
  }

  async #runBatch(session: Session, batch: readonly Waiting[]): Promise<void> {
    const outcome = await this.#attempt(session, batch);
    switch (outcome.kind) {
      case 'committed':
        answer(batch, outcome.values);
        return;
      case 'lost':
        throw outcome.error;
      case 'rolled-back':
        if (batch.length === 1) await this.#runAgain(session, batch, outcome);
        else await this.#runEachAlone(session, batch);
    }
  }

  /** One unit spoilt the batch, or the engine gave it up: no unit may suffer for another. */
  async #runEachAlone(session: Session, batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) {
      const outcome = await this.#attempt(session, [waiting]);
      if (outcome.kind === 'committed') answer([waiting], outcome.values);
      else if (outcome.kind === 'lost') throw outcome.error;
      else await this.#runAgain(session, [waiting], outcome);
    }
  }

  async #runAgain(session: Session, single: readonly Waiting[], failed: Attempt): Promise<void> {
    let outcome = failed;
    for (let retry = 0; retry < this.#limits.retries; retry += 1) {
      if (outcome.kind !== 'rolled-back' || !outcome.transient) break;
      outcome = await this.#attempt(session, single);
    }
    if (outcome.kind === 'lost') throw outcome.error;
    if (outcome.kind === 'committed') answer(single, outcome.values);
    else for (const waiting of single) waiting.reject(outcome.error);
  }

  async #attempt(session: Session, batch: readonly Waiting[]): Promise<Attempt> {
    const limit = new TimeLimit(batch.some((waiting) => waiting.alone) ? Infinity : this.#limits.batchMilliseconds);
    const units = batch.map((waiting) => waiting.unit);
    const outcome = await attempt(session, units, limit);
    limit.clear();
    if (outcome.kind === 'committed') {
      this.#counted.commits += 1;
      this.#counted.units += batch.length;
    } else {
      this.#counted.rollbacks += 1;
    }
    return outcome;
  }
}

function answer(batch: readonly Waiting[], values: readonly unknown[]): void {
  for (const [index, waiting] of batch.entries()) waiting.resolve(values[index]);
}

/** What every call after `close` is answered with. */
export function closedError(): StoreError {
  return new StoreError('store_closed', 'The database has been closed.');
}
