/** What was measured, and how figures are made of single times. */

/** One run of one kind of request. Times in milliseconds. */
export interface Measurement {
  /** Requests a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  readonly failures: number;
}

/** Collects single times. */
export class Stopwatch {
  readonly #times: number[] = [];
  #milliseconds = 0;
  #startedAt: number | undefined = performance.now();
  #failures = 0;

  /** Lets the time go on after a rest. */
  go(): void {
    this.#startedAt ??= performance.now();
  }

  /** What happens from now on does not count: the next requests are being prepared. */
  rest(): void {
    this.#milliseconds = this.#elapsed();
    this.#startedAt = undefined;
  }

  /** Times one piece of work that says whether it went well. */
  async time(work: () => Promise<boolean>): Promise<void> {
    const sent = performance.now();
    const isGood = await work();
    this.#times.push(performance.now() - sent);
    if (!isGood) this.#failures += 1;
  }

  /** All of it so far. */
  result(): Measurement {
    const seconds = this.#elapsed() / 1000;
    const sorted = this.#times.toSorted((a, b) => a - b);
    const percentile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      rate: sorted.length / seconds,
      p50: percentile(0.5),
      p99: percentile(0.99),
      requests: sorted.length,
      failures: this.#failures,
    };
  }
  #elapsed(): number {
    return this.#milliseconds + (this.#startedAt === undefined ? 0 : performance.now() - this.#startedAt);
  }
}
