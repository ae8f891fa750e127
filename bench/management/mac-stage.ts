/** A server with enrolled Macs and a client that has their keys. */
import { readFile } from 'node:fs/promises';
import { freePort } from '#runtime/free-port.ts';
import { compose } from '#server/compose.ts';
import { parseConfig } from '#server/config.ts';
import { removeHome, temporaryHome } from '../home.ts';
import { enrollMacs, fillFinished, fillMacs } from '../seed/macs.ts';
import { benchPaths } from '../seed/seed.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import type { EnrolledMac } from './mac.ts';
import { MacClient } from './mac-client.ts';
import { type Engine, openStore } from './store.ts';

/** What is to be in the store. */
export interface MacStageOptions {
  readonly engine: Engine;
  /** Enrolled Macs; up to a thousand of them speak. */
  readonly devices: number;
  /** Commands that were finished before. */
  readonly finished: number;
  readonly nodeOptions: readonly string[];
}

/** What a stage has. */
export interface MacStage {
  readonly macs: readonly EnrolledMac[];
  /** The certificate that requests for identities are sealed to, DER. */
  readonly authority: Uint8Array;
  readonly client: MacClient;
  readonly server: ServerProcess;
  close(): Promise<void>;
}

const mostSpeaking = 1000;

/** Fills a store and starts a server on it. */
export async function openMacStage({ engine, devices, finished, nodeOptions }: MacStageOptions): Promise<MacStage> {
  const home = temporaryHome();
  const store = await openStore(engine);
  const port = await freePort();
  const environment = { PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: `localhost:${port}`, ...store.environment };
  const { macs, authority } = await fillStore(environment, devices, finished);
  const server = await startServerProcess(environment, nodeOptions);
  const client = new MacClient(new URL(`https://localhost:${port}`), await readFile(benchPaths(home).root, 'utf8'));
  return {
    macs,
    authority,
    client,
    server,
    close: async () => {
      client.close();
      await server.stop();
      await store.remove();
      removeHome(home);
    },
  };
}

async function fillStore(environment: Readonly<Record<string, string>>, devices: number, finished: number) {
  const composition = await compose(parseConfig(environment));
  try {
    const macs = await enrollMacs(composition, Math.min(devices, mostSpeaking));
    await fillMacs(composition.database, devices - macs.length);
    await fillFinished(composition.database, macs, finished);
    const [authority] = composition.identities.authorityCertificates();
    if (!authority) throw new Error('There is no authority of devices.');
    return { macs, authority };
  } finally {
    await composition.close();
  }
}
