/** Directories to test, one on each engine, with a clock that the test moves and hashes that cost next to nothing. */
import { after, before, describe } from 'node:test';
import { systemRandom } from '#runtime/random.ts';
import { type AuditEvent, createAudit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { createDatabase } from '#test/support/postgres.ts';
import { createDirectory, type DirectoryFeature, type DirectoryPorts } from '../feature.ts';
import type { NewUser } from '../directory-administration.ts';

/** 1 November 2026, noon. */
export const noon = Date.UTC(2026, 10, 1, 12);
export const day = 86_400_000;

/** argon2id at its cheapest: these tests are about what is decided, not about what it costs. */
export const cheapCost = { memory: 32, passes: 1, lanes: 1 };

export interface TestBench {
  readonly directory: DirectoryFeature;
  readonly database: Database;
  /** Milliseconds since 1970; write it to move time. */
  time: number;
  /** Another directory on the same database, as another node has it. */
  another(ports?: Partial<DirectoryPorts>): DirectoryFeature;
  /** The newest audit events, newest first. */
  events(limit: number): Promise<readonly AuditEvent[]>;
}

/** Runs the same tests on SQLite and on a real PostgreSQL. `bench()` is there once the tests run. */
export function onBothEngines(title: string, tests: (bench: () => TestBench) => void): void {
  for (const engine of ['SQLite', 'PostgreSQL'] as const) {
    describe(`${title} on ${engine}`, () => {
      let bench: TestBench | undefined;
      before(async () => {
        bench = await openBench(engine);
      });
      after(async () => bench?.database.close());
      tests(() => bench ?? fail());
    });
  }
}

async function openBench(engine: 'SQLite' | 'PostgreSQL'): Promise<TestBench> {
  const database = openDatabase(engine === 'SQLite' ? 'sqlite::temporary:' : (await createDatabase()).url);
  await migrate(database);
  const clock = { now: () => bench.time };
  const another = (ports: Partial<DirectoryPorts> = {}): DirectoryFeature =>
    createDirectory({ database, clock, random: systemRandom, hashCost: cheapCost, ...ports });
  const audit = createAudit({ database, clock, pause: () => Promise.resolve(), onFailure: fail });
  const events = async (limit: number) => (await audit.list({ limit })).map(({ event }) => event);
  const bench: TestBench = { directory: another(), database, time: noon, another, events };
  return bench;
}

function fail(): never {
  throw new Error('The directory under test is not there, or its audit failed.');
}

let counter = 0;

/** A person whose names nobody else has. */
export function someone(facts: Partial<NewUser> = {}): NewUser {
  counter += 1;
  const name = `person${counter}`;
  return { accountName: name, fullName: `Somebody ${counter}`, userPrincipalName: `${name}@example.org`, ...facts };
}

/** Makes a person and returns their id. */
export async function make(directory: DirectoryFeature, facts: Partial<NewUser> = {}): Promise<string> {
  const outcome = await directory.createUser(someone(facts), 'test');
  if (outcome.kind !== 'created') throw new Error(`The person was not made: ${JSON.stringify(outcome)}`);
  return outcome.user.id;
}
