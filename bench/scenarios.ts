/** The kinds of request: how many are prepared, and which floor they stand on. */
import { type BenchClient, nonceBodies } from './client.ts';
import type { Floor } from './floor.ts';
import type { Measurement } from './measurement.ts';
import type { ServerProcess } from './server-process.ts';

/** One kind of request. */
export interface Scenario {
  readonly name: string;
  readonly floor: keyof Floor;
  readonly path: string;
  /** Requests that warm up and tell how many a measurement needs. */
  readonly warmUp: number;
  prepare(client: BenchClient, count: number): Promise<string[]>;
}

/** One measurement, with what it cost the server. */
export interface Run extends Measurement {
  /** CPU time of all the server's threads, in microseconds a request. */
  readonly serverCpu: number;
  /** Share of the time in which the server's event loop had work, 0 to 1. */
  readonly loopBusy: number;
}

const token = '/platform-sso/token';
const enclave = (client: BenchClient) => client.of('UserSecureEnclaveKey');

/** All of them, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'nonce',
    floor: 'nonce',
    path: '/platform-sso/nonce',
    warmUp: 2000,
    prepare: (_client, count) => Promise.resolve(nonceBodies(count)),
  },
  {
    name: 'se-login',
    floor: 'login-secure-enclave',
    path: token,
    warmUp: 500,
    prepare: (client, count) => client.logins(enclave(client), count),
  },
  {
    name: 'smart-card-login',
    floor: 'login-smart-card',
    path: token,
    warmUp: 500,
    prepare: (client, count) => client.logins(client.of('SmartCard'), count),
  },
  {
    name: 'password-login',
    floor: 'login-password',
    path: token,
    warmUp: 60,
    prepare: (client, count) => client.logins(client.of('Password'), count),
  },
  {
    name: 'refresh',
    floor: 'refresh',
    path: token,
    warmUp: 500,
    prepare: (client, count) => client.refreshes(enclave(client), count),
  },
  {
    name: 'key-request',
    floor: 'key-request',
    path: token,
    warmUp: 500,
    prepare: (client, count) => client.keyRequests(enclave(client), count),
  },
  {
    name: 'key-exchange',
    floor: 'key-exchange',
    path: token,
    warmUp: 500,
    prepare: (client, count) => client.keyExchanges(enclave(client), count),
  },
];

/** Warms up, prepares as many requests as take so many seconds at the warm rate, and measures. */
export async function runScenario(
  { client, server }: { readonly client: BenchClient; readonly server: ServerProcess },
  scenario: Scenario,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Run> {
  const lanes = { lanes: connections };
  const warm = await client.measure(await scenario.prepare(client, scenario.warmUp), lanes, scenario.path);
  const bodies = await scenario.prepare(client, Math.max(20, Math.ceil(warm.rate * seconds)));
  const before = await server.figures();
  const measured = await client.measure(bodies, lanes, scenario.path);
  const after = await server.figures();
  const { requests, rate } = measured;
  return {
    ...measured,
    serverCpu: (after.cpuMicroseconds - before.cpuMicroseconds) / requests,
    loopBusy: (after.loopMilliseconds - before.loopMilliseconds) / ((1000 * requests) / rate),
  };
}
