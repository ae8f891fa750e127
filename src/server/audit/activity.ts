import type { Clock } from '#runtime/clock.ts';
import type { Reader } from '#server/store/database.ts';
import { sequenceAt } from './moments.ts';

/** Milliseconds after which nothing is added to a stretch of time any more, whatever clocks of nodes say. */
const closedAfter = 600_000;
/** Counts that are remembered. */
const mostRemembered = 5000;

/**
 * Counts events of some types between neighbouring moments, in the order of the chain. It costs the events counted, by index
 * alone, and not the chain; what is long over is counted once.
 */
export class ActivityCounter {
  readonly #reader: Reader;
  readonly #clock: Clock;
  readonly #numbers = new Map<number, number>();
  readonly #counts = new Map<string, number>();

  constructor(reader: Reader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /** @param edges epoch milliseconds, ascending. @returns a count for each type and each pair of neighbours */
  async count(types: readonly string[], edges: readonly number[]): Promise<ReadonlyMap<string, readonly number[]>> {
    if (this.#counts.size > mostRemembered) this.#counts.clear();
    const closed = this.#clock.now() - closedAfter;
    const numbers: number[] = [];
    for (const edge of edges) numbers.push(await this.#numberAt(edge, closed));
    const found = new Map<string, readonly number[]>();
    for (const type of types) {
      const counts: number[] = [];
      for (const [place, edge] of edges.slice(1).entries()) {
        const range = { from: numbers[place] ?? 0, to: numbers[place + 1] ?? 0, isClosed: edge < closed };
        counts.push(await this.#countBetween(type, range));
      }
      found.set(type, counts);
    }
    return found;
  }

  async #numberAt(edge: number, closed: number): Promise<number> {
    const known = this.#numbers.get(edge);
    if (known !== undefined) return known;
    const number = await sequenceAt(this.#reader, edge);
    if (edge < closed) this.#numbers.set(edge, number);
    if (this.#numbers.size > mostRemembered) this.#numbers.clear();
    return number;
  }

  async #countBetween(
    type: string,
    { from, to, isClosed }: { readonly from: number; readonly to: number; readonly isClosed: boolean },
  ): Promise<number> {
    if (from >= to) return 0;
    const key = `${type} ${from} ${to}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const text = 'SELECT COUNT(*) AS count FROM audit_event WHERE type = ? AND sequence >= ? AND sequence < ?';
    const count = (await this.#reader.get<{ count: number }>(text, type, from, to))?.count ?? 0;
    if (isClosed) this.#counts.set(key, count);
    return count;
  }
}
