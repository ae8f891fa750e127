/** A storm: many devices at once, each with a TLS connection of its own, each asking for a nonce and then logging in. */
import { Agent } from 'node:https';
import type { BenchClient } from './client.ts';
import { type Measurement, Stopwatch } from './measurement.ts';

/** From the first connection to the last answer; a device's time is that of its connection, nonce and login together. */
export interface Storm extends Measurement {
  readonly devices: number;
  readonly seconds: number;
}

/** Lets so many devices come at once. Their logins were signed beforehand. */
export async function runStorm(client: BenchClient, devices: number): Promise<Storm> {
  const logins = await client.logins(client.of('UserSecureEnclaveKey'), devices);
  const agents = logins.map(() => new Agent({ keepAlive: true, maxSockets: 1, ca: client.ca }));
  const stopwatch = new Stopwatch();
  await Promise.all(
    agents.map((agent, index) => stopwatch.time(() => comesAndLogsIn(client, logins[index] ?? '', agent))),
  );
  const result = stopwatch.result();
  for (const agent of agents) agent.destroy();
  return { ...result, devices, seconds: devices / result.rate };
}

async function comesAndLogsIn(client: BenchClient, login: string, agent: Agent): Promise<boolean> {
  const nonce = await client.send('POST', '/platform-sso/nonce', 'grant_type=srv_challenge', agent);
  const answer = await client.send('POST', '/platform-sso/token', login, agent);
  return nonce.status === 200 && answer.status === 200;
}
