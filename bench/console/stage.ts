/** A server with a hundred thousand Macs, and an administrator who looks at them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { freePort } from '#runtime/free-port.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { compose } from '#server/compose.ts';
import { parseConfig } from '#server/config.ts';
import { fillFleet } from '#test/support/fleet.ts';
import { removeHome, temporaryHome } from '../home.ts';
import type { Engine } from '../management/store.ts';
import { openStore } from '../management/store.ts';
import { benchPaths } from '../seed/seed.ts';
import { startServerProcess } from '../server-process.ts';

/** Who looks. */
export const administrator = { accountName: 'bench', password: 'violet-harbour-81', domain: 'bench.example' } as const;

/** What is measured against. */
export interface ConsoleStage {
  readonly url: string;
  readonly api: ApiClient;
  /** How long it took to fill the store, in seconds. */
  readonly fillSeconds: number;
  close(): Promise<void>;
}

/** Fills a store and starts a server on it. */
export async function openConsoleStage(engine: Engine, macs: number): Promise<ConsoleStage> {
  const home = temporaryHome();
  const store = await openStore(engine);
  const port = await freePort();
  const environment = { PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: `localhost:${port}`, ...store.environment };
  const fillSeconds = await fill(environment, macs);
  const server = await startServerProcess(environment);
  const url = `https://localhost:${port}`;
  const token = (await readFile(join(home, 'server', 'admin-token'), 'utf8')).trim();
  const ca = await readFile(benchPaths(home).root, 'utf8');
  return {
    url,
    api: createApiClient({ baseUrl: url, token, fetch: httpsFetch({ ca: [ca] }) }),
    fillSeconds,
    close: async () => {
      await server.stop();
      await store.remove();
      removeHome(home);
    },
  };
}

async function fill(environment: Readonly<Record<string, string>>, macs: number): Promise<number> {
  const composition = await compose(parseConfig(environment));
  try {
    const { accountName, password, domain } = administrator;
    const person = {
      accountName,
      fullName: 'Bench',
      userPrincipalName: `${accountName}@${domain}`,
      administrator: true,
    };
    const made = await composition.directory.createUser({ ...person, password: { value: password } }, 'bench');
    if (made.kind !== 'created') throw new Error(`The bench's administrator was not made: ${made.kind}`);
    const begun = performance.now();
    await fillFleet(composition.database, { macs, now: Date.now(), userId: made.user.id });
    return (performance.now() - begun) / 1000;
  } finally {
    await composition.close();
  }
}
