/** A server with devices, people, phones and an application. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import type { BenchClient } from '../client.ts';
import type { ServerProcess } from '../server-process.ts';
import { openStage } from '../stage.ts';
import { Application } from './application.ts';
import { givePhones, makePeople, type Person, type PersonWithPhone } from './people.ts';

/** What a sign-in is measured on. */
export interface SignInStage {
  /** Sends what Macs send. */
  readonly client: BenchClient;
  readonly server: ServerProcess;
  readonly api: ApiClient;
  readonly issuer: string;
  /** Connections that stay open, for browsers and applications. */
  readonly fetch: HttpsFetch;
  readonly application: Application;
  /** With a password alone. */
  readonly people: readonly Person[];
  readonly peopleWithPhones: readonly PersonWithPhone[];
  close(): Promise<void>;
}

/** People that sign in at the same moment, and phones that are answered at the same moment. */
export const crowd = 50;
const phones = 8;

/** Starts it and makes everyone. */
export async function openSignInStage(devices: number, nodeOptions: readonly string[]): Promise<SignInStage> {
  const stage = await openStage({
    real: { UserSecureEnclaveKey: 100 },
    devices,
    nodeOptions,
  });
  const { client, server, home, url: issuer } = stage;
  const fetch = httpsFetch({ ca: [client.ca] });
  const token = (await readFile(join(home, 'server', 'admin-token'), 'utf8')).trim();
  const api = createApiClient({ baseUrl: issuer, token, fetch });
  return {
    client,
    server,
    api,
    issuer,
    fetch,
    application: await Application.open(api, fetch, issuer),
    people: await makePeople(api, 'worker', crowd),
    peopleWithPhones: await givePhones(api, httpsFetch({ ca: [client.ca] }), await makePeople(api, 'caller', phones)),
    close: () => stage.close(),
  };
}
