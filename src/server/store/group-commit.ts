import type { Activity, Unit } from './database.ts';
import type { Connect, Session } from './session.ts';
import { StoreError } from './store-error.ts';
import { type Attempt, attempt, TimeLimit } from './transaction.ts';

/** Bounds of a group commit. */
export interface GroupCommitLimits {
  /** Most units that share one commit. */
  readonly batchSize: number;
  /** Units are divided among idle lanes, but no lane is given fewer than this while there are so many. */
  readonly smallestShare: number;
  /** Longest that the units of one transaction may take together, in milliseconds. */
  readonly batchMilliseconds: number;
  /** Most units that wait; more are refused at once, so that a storm is shed and not answered late. */
  readonly queueLength: number;
  /** How often a batch is run again after a deadlock or a serialisation failure. */
  readonly retries: number;
}

/** What both engines use: large enough to share commits under load, small enough to keep locks short. */
export const usualLimits: GroupCommitLimits = {
  batchSize: 64,
  smallestShare: 4,
  batchMilliseconds: 10_000,
  queueLength: 10_000,
  retries: 5,
};

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
  readonly #drained = Promise.withResolvers<void>();

  constructor(lanes: readonly Connect[], limits: GroupCommitLimits = usualLimits) {
    this.#idle = [...lanes];
    this.#laneCount = lanes.length;
    this.#limits = limits;
  }

  /** Queues a unit; an `alone` unit shares its transaction with no other and has no time limit. */
  write<T>(unit: Unit<T>, alone = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const refusal = this.#refusal();
      if (refusal !== undefined) {
        reject(refusal);
        return;
      }
      this.#queue.push({ unit, alone, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  activity(): Activity {
    return { ...this.#counted, waiting: this.#queue.length };
  }

  /** Refuses new units and resolves once all earlier ones are answered. */
  close(): Promise<void> {
    this.#closed = true;
    this.#reportDrained();
    return this.#drained.promise;
  }

  #reportDrained(): void {
    if (this.#closed && this.#queue.length === 0 && this.#idle.length === this.#laneCount) this.#drained.resolve();
  }

  #refusal(): StoreError | undefined {
    if (this.#closed) return closedError();
    if (this.#queue.length < this.#limits.queueLength) return undefined;
    return new StoreError('store_busy', `${this.#queue.length} units are waiting already.`);
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
    const share = Math.max(this.#limits.smallestShare, Math.ceil(this.#queue.length / this.#idle.length));
    while (this.#queue.length > 0) {
      const lane = this.#idle.pop();
      if (lane === undefined) return;
      void this.#runLane(lane, this.#takeBatch(Math.min(share, this.#limits.batchSize)));
    }
  }

  /** At most `most` units from the head of the queue; an `alone` unit comes alone. */
  #takeBatch(most: number): Waiting[] {
    const firstAlone = this.#queue.findIndex((waiting) => waiting.alone);
    if (firstAlone === 0) return this.#queue.splice(0, 1);
    return this.#queue.splice(0, firstAlone === -1 ? most : Math.min(most, firstAlone));
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

  /** When one unit spoilt the batch, each runs on its own: no unit may suffer for another. */
  async #runBatch(session: Session, batch: readonly Waiting[]): Promise<void> {
    const outcome = await this.#attemptPatiently(session, batch);
    switch (outcome.kind) {
      case 'committed':
        answer(batch, outcome.values);
        return;
      case 'failed':
        throw outcome.error;
      case 'rolled-back':
        for (const waiting of batch) {
          if (batch.length === 1) waiting.reject(outcome.error);
          else await this.#runBatch(session, [waiting]);
        }
    }
  }

  /** Deadlocks and serialisation failures are nobody's fault: the batch is tried again as it is. */
  async #attemptPatiently(session: Session, batch: readonly Waiting[]): Promise<Attempt> {
    let outcome = await this.#attempt(session, batch);
    for (let retry = 0; retry < this.#limits.retries; retry += 1) {
      if (outcome.kind !== 'rolled-back' || !outcome.transient) break;
      outcome = await this.#attempt(session, batch);
    }
    return outcome;
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
