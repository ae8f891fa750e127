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
  const logins = await client.logins(client.of('Password'), Math.ceil(passwordRate * seconds * 1.5));
  const { load, ...measured } = await besideKeyExchanges(client, seconds, (until) =>
    client.measure(logins, { lanes: passwordLanes, until }),
  );
  return { ...measured, passwords: load };
}

/** Measures key exchanges alone, and then beside a load that goes on until it is told that it is over. */
export async function besideKeyExchanges<Load>(
  client: BenchClient,
  seconds: number,
  begin: (until: AbortSignal) => Promise<Load>,
): Promise<{ readonly alone: Measurement; readonly beside: Measurement; readonly load: Load }> {
  const exchanges = () => client.keyExchanges(client.of('UserSecureEnclaveKey'), seconds * exchangesPerSecond);
  await client.measure(await exchanges(), { lanes: 8 });
  const alone = await client.measure(await exchanges(), steady);
  const bodies = await exchanges();
  const over = new AbortController();
  const load = begin(over.signal);
  const beside = await client.measure(bodies, steady);
  over.abort();
  return { alone, beside, load: await load };
}
