import type { BatchStep, SqlValue, Statements, Unit, Writer } from './database.ts';
import type { Session } from './session.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

/**
 * What became of one attempt to run units in one transaction. After `rolled-back` another attempt makes sense, at least
 * for each unit on its own; after `failed` it does not.
 */
export type Attempt =
  | { readonly kind: 'committed'; readonly values: readonly unknown[] }
  | { readonly kind: 'rolled-back'; readonly error: unknown; readonly transient: boolean }
  | { readonly kind: 'failed'; readonly error: StoreError };

/** Items handed to steps, gathered over all units of one attempt, in order. */
type Gathered = Map<BatchStep<never>, unknown[]>;

/** The statements of one unit or step: stops when it is over and remembers the first statement that failed. */
class GuardedStatements implements Statements {
  readonly #session: Session;
  #over = false;
  #failure: unknown;

  constructor(session: Session) {
    this.#session = session;
  }

  get<Row>(sql: string, ...params: SqlValue[]): Promise<Row | undefined> {
    return this.#watched(this.#over ? refuseOver() : this.#session.get(sql, params)) as Promise<Row | undefined>;
  }

  all<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]> {
    return this.#watched(this.#over ? refuseOver() : this.#session.all(sql, params)) as Promise<Row[]>;
  }

  run(sql: string, ...params: SqlValue[]): Promise<number> {
    return this.#watched(this.#over ? refuseOver() : this.#session.run(sql, params));
  }

  /** The first statement failure, whether or not the unit swallowed it. */
  get failure(): unknown {
    return this.#failure;
  }

  get over(): boolean {
    return this.#over;
  }

  end(): void {
    this.#over = true;
  }

  #watched<T>(result: Promise<T>): Promise<T> {
    result.catch((error: unknown) => {
      this.#failure ??= error;
    });
    return result;
  }
}

/** The writer handed to a unit. */
class UnitWriter extends GuardedStatements implements Writer {
  readonly #gathered: Gathered;

  constructor(session: Session, gathered: Gathered) {
    super(session);
    this.#gathered = gathered;
  }

  atBatchEnd<Item>(step: BatchStep<Item>, item: Item): void {
    if (this.over) throw overError();
    const items = this.#gathered.get(step);
    if (items === undefined) this.#gathered.set(step, [item]);
    else items.push(item);
  }
}

/**
 * Runs units one after the other in one transaction and commits it. The units are not answered here: their values are
 * only good once this says `committed`.
 */
export async function attempt(session: Session, units: readonly Unit<unknown>[], limit: TimeLimit): Promise<Attempt> {
  const values: unknown[] = [];
  const gathered: Gathered = new Map();
  let guard: GuardedStatements | undefined;
  try {
    await session.begin();
    for (const unit of units) {
      const writer = new UnitWriter(session, gathered);
      guard = writer;
      values.push(await settled(writer, limit.watch(unit(writer))));
    }
    for (const [step, items] of gathered) {
      const statements = new GuardedStatements(session);
      guard = statements;
      await settled(statements, limit.watch(step(statements, items as never[])));
    }
    guard = undefined;
    await session.commit();
    return { kind: 'committed', values };
  } catch (error) {
    guard?.end();
    return afterFailure(session, error, guard?.failure);
  }
}

/** Ends a unit, and lets a statement failure that it swallowed come out. */
async function settled<T>(statements: GuardedStatements, work: Promise<T>): Promise<T> {
  const value = await work;
  statements.end();
  if (statements.failure !== undefined) throw statements.failure;
  return value;
}

async function afterFailure(session: Session, error: unknown, statementFailure: unknown): Promise<Attempt> {
  const cause = statementFailure instanceof StoreError ? statementFailure : error;
  await session.rollback();
  if (cause instanceof StoreError && concernsWholeBatch.has(cause.code)) return { kind: 'failed', error: cause };
  return { kind: 'rolled-back', error, transient: cause instanceof StoreError && cause.transient };
}

/** To run every unit again on its own would keep a lost or overloaded engine busy for nothing. */
const concernsWholeBatch: ReadonlySet<StoreErrorCode> = new Set(['store_unavailable', 'store_busy', 'commit_unknown']);

function refuseOver(): Promise<never> {
  return Promise.reject(overError());
}

function overError(): StoreError {
  return new StoreError('unit_over', 'A writer was used after its unit had settled; await every statement.');
}

/** Bounds how long the units of one attempt may hold its transaction. */
export class TimeLimit {
  readonly #timer: NodeJS.Timeout | undefined;
  #reject: ((error: StoreError) => void) | undefined;

  /** @param milliseconds for the whole attempt; Infinity for none. */
  constructor(milliseconds: number) {
    if (Number.isFinite(milliseconds)) {
      this.#timer = setTimeout(() => this.#reject?.(slowError(milliseconds)), milliseconds);
    }
  }

  /** The work's outcome, or StoreError `unit_too_slow` when time runs out first. */
  watch<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      work.then(resolve, reject);
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

function slowError(milliseconds: number): StoreError {
  const sentence = `A unit held its transaction for more than ${milliseconds} ms. `;
  return new StoreError('unit_too_slow', `${sentence}It does slow work inside, or waits for another write.`);
}
