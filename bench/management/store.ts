/** Where a server of the bench keeps its data. */
import { postgresBinaries } from '#test/support/postgres/binaries.ts';
import { startCluster } from '#test/support/postgres/cluster.ts';

/** The engines, as they are called in tables. */
export type Engine = 'SQLite' | 'PostgreSQL';

/** A store for one server. */
export interface BenchStore {
  /** Settings that name it. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Makes one: a file in the server's home, or a PostgreSQL server of its own that syncs to the disk. */
export async function openStore(engine: Engine): Promise<BenchStore> {
  if (engine === 'SQLite') return { environment: {}, remove: () => Promise.resolve() };
  const cluster = await startCluster(postgresBinaries(process.env['PATH'] ?? ''));
  return { environment: { PORCHLIGHT_DATABASE: cluster.url }, remove: () => cluster.stop() };
}
