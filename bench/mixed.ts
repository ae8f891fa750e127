/** Key exchanges while as many passwords as possible are checked: people who unlock must not wait for those who type. */
import type { BenchClient } from './client.ts';
import type { Measurement } from './measurement.ts';

/** What came of it. */
export interface Mixed {
  /** Key exchanges at a steady pace with nothing else going on. */
  readonly alone: Measurement;
  /** The same while password logins go on at full tilt. */
  readonly beside: Measurement;
  readonly passwords: Measurement;
}

/** Two lanes with a request each twenty milliseconds: a hundred key exchanges a second. */
const steady = { lanes: 2, pace: 20 };
const exchangesPerSecond = 100;
const passwordLanes = 8;

/** Measures for so many seconds each. `passwordRate` is what the machine can reach, so that enough is prepared. */
export async function runMixed(client: BenchClient, seconds: number, passwordRate: number): Promise<Mixed> {
  const exchanges = () => client.keyExchanges(client.of('UserSecureEnclaveKey'), seconds * exchangesPerSecond);
  await client.measure(await exchanges(), { lanes: 8 });
  const alone = await client.measure(await exchanges(), steady);
  const bodies = await exchanges();
  const logins = await client.logins(client.of('Password'), Math.ceil(passwordRate * seconds * 1.5));
  const over = new AbortController();
  const passwords = client.measure(logins, { lanes: passwordLanes, until: over.signal });
  const beside = await client.measure(bodies, steady);
  over.abort();
  return { alone, beside, passwords: await passwords };
}
