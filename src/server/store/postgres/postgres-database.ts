import { Pool, type QueryResult } from 'pg';
import type { Activity, Database, SqlValue, Unit } from '../database.ts';
import { closedError, GroupCommit, usualLimits } from '../group-commit.ts';
import type { Connect, Session } from '../session.ts';
import { namedStatement } from './placeholders.ts';
import { postgresError } from './postgres-error.ts';
import { PostgresSession } from './postgres-session.ts';
import { exclusiveSettings, readingSettings, writingSettings } from './postgres-settings.ts';

/** How many connections a node holds. */
export interface PostgresConnections {
  /** For reads outside units. */
  readonly reading: number;
  /** For batches; each runs one at a time. */
  readonly writing: number;
}

const usualConnections: PostgresConnections = { reading: 8, writing: 4 };

/** Any number that no other program uses for its advisory locks in our database: "porchlig" in ASCII. */
const exclusiveLock = 0x706f7263686c6967n;

/**
 * Opens a PostgreSQL database (15 or newer). Nothing is connected yet: the first statement does that, and each one after
 * a lost connection tries again, so the server may come and go.
 *
 * @param url `postgres://user:password@host:port/database`, with the parameters that the `pg` package knows.
 */
export function openPostgres(url: string, connections: PostgresConnections = usualConnections): Database {
  return new PostgresDatabase(url, connections);
}

class PostgresDatabase implements Database {
  readonly #url: string;
  readonly #pool: Pool;
  readonly #lanes: readonly Lane[];
  readonly #commits: GroupCommit;
  readonly #exclusives = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(url: string, connections: PostgresConnections) {
    this.#url = url;
    this.#pool = new Pool({ ...readingSettings(url), max: connections.reading });
    // An idle connection that the server closed: the pool drops it, and the next read opens another.
    this.#pool.on('error', () => undefined);
    this.#lanes = Array.from({ length: connections.writing }, () => new Lane(url));
    this.#commits = new GroupCommit(this.#lanes.map((lane) => lane.connect));
  }

  async get<Row>(sql: string, ...params: SqlValue[]): Promise<Row | undefined> {
    return (await this.#read(sql, params)).rows[0] as Row | undefined;
  }

  async all<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]> {
    return (await this.#read(sql, params)).rows as Row[];
  }

  write<T>(unit: Unit<T>): Promise<T> {
    return this.#commits.write(unit);
  }

  exclusive<T>(unit: Unit<T>): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(closedError());
    const outcome = this.#runExclusive(unit);
    this.#exclusives.add(outcome);
    const forget = (): boolean => this.#exclusives.delete(outcome);
    outcome.then(forget, forget);
    return outcome;
  }

  async #runExclusive<T>(unit: Unit<T>): Promise<T> {
    const session = await PostgresSession.connect(exclusiveSettings(this.#url));
    const commits = new GroupCommit([() => Promise.resolve(session)], { ...usualLimits, batchSize: 1 });
    try {
      return await commits.write(async (writer) => {
        await writer.get('SELECT 1 AS locked FROM pg_advisory_xact_lock(CAST(? AS BIGINT))', exclusiveLock);
        return unit(writer);
      }, true);
    } finally {
      await session.end();
    }
  }

  activity(): Activity {
    return this.#commits.activity();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#commits.close();
    await Promise.allSettled(this.#exclusives);
    await Promise.all(this.#lanes.map((lane) => lane.end()));
    await this.#pool.end();
  }

  async #read(sql: string, params: SqlValue[]): Promise<QueryResult> {
    if (this.#closing !== undefined) throw closedError();
    const { name, text } = namedStatement(sql);
    try {
      return await this.#pool.query({ name, text, values: params });
    } catch (error) {
      throw postgresError(error, sql);
    }
  }
}

/** One writing connection, made when it is needed and again after it was lost. */
class Lane {
  readonly #url: string;
  #session: PostgresSession | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  readonly connect: Connect = async (): Promise<Session> => {
    if (this.#session === undefined || this.#session.dead) {
      this.#session = await PostgresSession.connect(writingSettings(this.#url));
    }
    return this.#session;
  };

  async end(): Promise<void> {
    await this.#session?.end();
  }
}
