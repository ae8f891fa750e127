/** Wakes whoever waits on this node for a change; changes of other nodes are found by looking again now and then. */

/** Waiting for changes, by key such as a person or a request. */
export class Signals {
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor(pause: (milliseconds: number) => Promise<void>) {
    this.#pause = pause;
  }

  /** Something changed. */
  wake(key: string): void {
    for (const resolve of this.#waiting.get(key) ?? []) resolve();
    this.#waiting.delete(key);
  }

  /**
   * Looks until there is something to say, or the signal says stop. It listens before it looks, so no change falls between.
   * @param interval milliseconds after which it looks again by itself
   */
  async until<T>(
    key: string,
    interval: number,
    signal: AbortSignal,
    look: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const listeners = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, listeners.add(resolve));
      const stop = () => resolve();
      signal.addEventListener('abort', stop, { once: true });
      try {
        const found = await look();
        if (found !== undefined || signal.aborted) return found;
        await Promise.race([promise, this.#pause(interval)]);
      } finally {
        signal.removeEventListener('abort', stop);
        listeners.delete(resolve);
        if (listeners.size === 0 && this.#waiting.get(key) === listeners) this.#waiting.delete(key);
      }
    }
  }
}
