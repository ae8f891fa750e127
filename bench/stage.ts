/** A seeded server with a client to it, in a home that is gone afterwards, however the bench ends. */
import { freePort } from '#runtime/free-port.ts';
import { BenchClient } from './client.ts';
import { removeHome, temporaryHome } from './home.ts';
import { benchPaths, type RealDevices, seed } from './seed/seed.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** What a stage has. */
export interface Stage {
  readonly client: BenchClient;
  readonly server: ServerProcess;
  /** The server's, with its administration token. */
  readonly home: string;
  /** The issuer. */
  readonly url: string;
  /** Milliseconds from process start to listening: in an empty home, and in one that is filled. */
  readonly start: { readonly first: number; readonly again: number };
  close(): Promise<void>;
}

/** What is to be in the store. */
export interface StageOptions {
  readonly real: RealDevices;
  readonly devices: number;
  /** Options of Node for the server. */
  readonly nodeOptions: readonly string[];
}

/** Makes one: starts a server in an empty home, fills the store, starts the server again. */
export async function openStage({ real, devices, nodeOptions }: StageOptions): Promise<Stage> {
  const home = temporaryHome();
  const port = await freePort();
  const environment = { PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: `localhost:${port}` };
  const first = await startServerProcess(environment);
  await first.stop();
  const paths = benchPaths(home);
  await seed({ environment, fixturePath: paths.fixture, real, devices });
  const server = await startServerProcess(environment, nodeOptions);
  const url = `https://localhost:${port}`;
  const client = await BenchClient.open(url, paths);
  return {
    client,
    server,
    home,
    url,
    start: { first: first.startMilliseconds, again: server.startMilliseconds },
    close: async () => {
      client.close();
      await server.stop();
      removeHome(home);
    },
  };
}
