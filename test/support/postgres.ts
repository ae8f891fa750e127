import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { Client } from 'pg';
import { postgresBinaries } from './postgres/binaries.ts';
import { startCluster } from './postgres/cluster.ts';

/**
 * PostgreSQL for tests. Each test process gets one throw-away server, started when it is first asked for and removed
 * when the file's tests are over, failed or not; a killed process takes its server with it. Importing this file registers
 * that clean-up with node:test, so programs that are not tests use `postgres/cluster.ts` instead.
 *
 * Where no server can be started, PORCHLIGHT_TEST_POSTGRES names one on which the tests may create databases.
 */

/** A running server, shared by all tests of this process. */
export interface Postgres {
  /** Address of a database that always exists; for administration only. */
  readonly url: string;
  /** Ends it for the whole process. The file's last hook does so anyway. */
  stop(): Promise<void>;
}

/** An empty database of its own. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, whoever is still connected. The file's last hook does so anyway. */
  drop(): Promise<void>;
}

let running: Promise<Postgres> | undefined;
const databases = new Set<TestDatabase>();

after(async () => {
  if (running === undefined) return;
  const postgres = await running;
  for (const database of databases) await database.drop();
  await postgres.stop();
});

/**
 * The process's server, started when need be.
 *
 * @throws Error with a sentence that says what to do when PostgreSQL cannot be had.
 */
export function startPostgres(): Promise<Postgres> {
  running ??= start();
  return running;
}

/** Makes an empty database, typically one for each test file. */
export async function createDatabase(): Promise<TestDatabase> {
  const { url } = await startPostgres();
  const name = `porchlight_test_${randomBytes(6).toString('hex')}`;
  await administer(url, `CREATE DATABASE ${name}`);
  const database: TestDatabase = {
    url: addressOf(url, name),
    drop: async () => {
      if (databases.delete(database)) await administer(url, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
  databases.add(database);
  return database;
}

async function start(): Promise<Postgres> {
  const given = process.env['PORCHLIGHT_TEST_POSTGRES'];
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() };
  const cluster = await startCluster(postgresBinaries(process.env['PATH'] ?? ''));
  const stop = (): Promise<void> => {
    running = undefined;
    databases.clear();
    return cluster.stop();
  };
  return { url: cluster.url, stop };
}

/** The same server, another database: the path of the address, before any parameters. */
function addressOf(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*)(?:\/[^?]*)?/, `$1/${name}`);
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
