/**
 * The port every feature store speaks to. It owns transactions and durability; it knows no table and no feature.
 *
 * Rules for the SQL handed to it, so that one text runs on SQLite and on PostgreSQL:
 * - `?` placeholders only, also inside no string literal, comment or quoted name; literals are parameters.
 * - column types TEXT, BIGINT and BYTEA; truth values are BIGINT 0 and 1; times are epoch milliseconds.
 * - `INSERT ... ON CONFLICT ... DO NOTHING | DO UPDATE`, `RETURNING`, multi-row `VALUES` are available on both.
 * - name the columns: `SELECT *` breaks running nodes when a newer one adds a column.
 * - a parameter's type comes from its place (`column = ?`); where there is none write `CAST(? AS BIGINT)`.
 * - texts are fixed: each distinct text is prepared once per connection and kept. Values never go into the text.
 * - text must not hold U+0000, which PostgreSQL cannot store; parsers upstream refuse it.
 */

/** What a parameter may be. Booleans are 0 and 1; an absent value is `null`. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** What a column may come back as: TEXT, BIGINT (a safe integer), BYTEA, NULL. Rows are plain objects. */
export type ColumnValue = string | number | null | Uint8Array;

/**
 * Runs SELECT statements. Outside {@link Database.write} it sees committed rows only. `Row` is the shape the caller's SQL
 * yields; it is trusted, since the text and the schema are ours.
 *
 * @throws StoreError `store_unavailable` when the engine cannot be reached, `store_busy` when it took too
 * long, `statement_failed` for any other failure.
 */
export interface Reader {
  /** The first row, or undefined when there is none. */
  get<Row>(sql: string, ...params: SqlValue[]): Promise<Row | undefined>;
  /** Every row, in the order the statement asks for. */
  all<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]>;
}

/** Runs statements inside a transaction. It sees what it has written. */
export interface Statements extends Reader {
  /** Runs one statement; resolves with the number of rows it inserted, updated or deleted. */
  run(sql: string, ...params: SqlValue[]): Promise<number>;
}

/**
 * Something that is cheaper once for a whole batch than once a unit. Runs last in the transaction, with the items of all
 * units of the batch in the order they were added. If it throws, the batch fails as if a unit had thrown.
 */
export type BatchStep<Item> = (statements: Statements, items: readonly Item[]) => Promise<void>;

/** What a unit of work writes through. Useless once its unit has settled (StoreError `unit_over`). */
export interface Writer extends Statements {
  /**
   * Hands an item to a step that runs once, just before COMMIT. Steps are told apart by identity, so a step is a constant
   * of its module. The item vanishes with its unit when the unit throws.
   */
  atBatchEnd<Item>(step: BatchStep<Item>, item: Item): void;
}

/**
 * A piece of work that commits whole or not at all. It may run more than once, always on a fresh transaction, so it must
 * do nothing outside its writer that cannot be repeated; and since other units wait behind it, it does its slow work
 * (hashing, network) before, not inside. It must not call {@link Database.write} itself: that waits for its own batch.
 *
 * A statement that fails, fails its unit, even when the unit catches the error: PostgreSQL has given the transaction up
 * by then. Expected conflicts are `ON CONFLICT DO NOTHING` and a look at the row count.
 */
export type Unit<T> = (writer: Writer) => Promise<T>;

/** What `write` has done since the database was opened; for metrics and for tests. */
export interface Activity {
  /** Units answered with success. */
  readonly units: number;
  /** Transactions made durable. */
  readonly commits: number;
  /** Batches rolled back because of one of their units, or given up by the engine. */
  readonly rollbacks: number;
  /** Units that wait for a transaction at the moment. */
  readonly waiting: number;
}

/** A durable, transactional store: SQLite for one node, PostgreSQL for any number. */
export interface Database extends Reader {
  /**
   * Runs a unit and resolves with its value after its commit is durable. Units waiting at the same time share one
   * transaction and one commit (group commit): within a batch they run one after the other, in the order of their calls.
   * SQLite runs one batch at a time, PostgreSQL a few, on this node and on others: what a unit has read may be out of
   * date when it writes, so it decides by conditional writes (`UPDATE ... WHERE state = ?`) and their row counts. If one throws, the batch is rolled back and each of its units is run again in a transaction of
   * its own; the thrower alone gets its error, unchanged. Deadlocks and serialisation failures are retried.
   *
   * @throws StoreError `store_unavailable` and `store_busy` (nothing was written), `commit_unknown` (the engine went away during COMMIT:
   *   the unit may or may not have been written), `statement_failed`, `constraint_violated`, `unit_too_slow`,
   *   `store_closed`; and whatever the unit throws.
   */
  write<T>(unit: Unit<T>): Promise<T>;
  /**
   * Runs a unit in a transaction of its own, with no time limit, while no other node runs one: for schema changes and
   * for work that one node does for all. Other units carry on meanwhile on PostgreSQL, and wait on SQLite.
   */
  exclusive<T>(unit: Unit<T>): Promise<T>;
  /** What has been done so far. */
  activity(): Activity;
  /** Finishes the units under way and waiting, then lets go of the engine. Later calls throw `store_closed`. */
  close(): Promise<void>;
}
