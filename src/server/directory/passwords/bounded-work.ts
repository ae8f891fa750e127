/** A few pieces of work at a time, a few more waiting, and a clear word to everybody else. */
import { DirectoryError } from '../directory-error.ts';

/** How much work is let in. */
export interface WorkBounds {
  /** Pieces under way at the same time: as many as there are cores. */
  readonly atOnce: number;
  /** Pieces that may wait behind them; the next one is turned away. */
  readonly waiting: number;
}

/** What is under way and what waits; for metrics and tests. */
export interface WorkLoad {
  readonly running: number;
  readonly waiting: number;
}

/** Runs asynchronous work first come, first served, within bounds. */
export class BoundedWork {
  readonly #bounds: WorkBounds;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(bounds: WorkBounds) {
    this.#bounds = bounds;
  }

  /** Resolves or rejects as the work does. @throws {DirectoryError} `busy` at once, when the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  load(): WorkLoad {
    return { running: this.#running, waiting: this.#queue.length };
  }

  /** Takes a free place, or the place of one who leaves: it is handed on, so nobody can slip in between. */
  #turn(): Promise<void> {
    if (this.#running < this.#bounds.atOnce) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#queue.length >= this.#bounds.waiting) {
      return Promise.reject(new DirectoryError('busy', 'Too many passwords are being checked. Try again in a moment.'));
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }
}
