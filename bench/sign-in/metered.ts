/** Measurements with what they cost both sides. */
import { inLanes } from '../lanes.ts';
import { type Measurement, Stopwatch } from '../measurement.ts';
import type { Run } from '../scenarios.ts';
import type { ServerProcess } from '../server-process.ts';

/** One measurement, with what it cost the server and the client. */
export interface SignInRun extends Run {
  /** CPU time of the client's process, in microseconds a piece of work. It runs on the same cores. */
  readonly clientCpu: number;
}

/** A piece of work that says whether it went well. */
export type Work = () => Promise<boolean>;

/** Does a piece of work so often, in so many lanes, and measures. */
export async function measureWork(count: number, lanes: number, work: Work): Promise<Measurement> {
  const stopwatch = new Stopwatch();
  await inLanes(Array.from({ length: count }), { lanes }, () => stopwatch.time(work));
  return stopwatch.result();
}

/** Measures, and looks at the processes before and after. */
export async function metered(server: ServerProcess, measure: () => Promise<Measurement>): Promise<SignInRun> {
  const [before, own] = [await server.figures(), process.cpuUsage()];
  const measured = await measure();
  const { user, system } = process.cpuUsage(own);
  const after = await server.figures();
  const { requests, rate } = measured;
  return {
    ...measured,
    serverCpu: (after.cpuMicroseconds - before.cpuMicroseconds) / requests,
    loopBusy: (after.loopMilliseconds - before.loopMilliseconds) / ((1000 * requests) / rate),
    clientCpu: (user + system) / requests,
  };
}

/** Lends each item to one piece of work at a time. @returns runs a piece of work with an item */
export function lending<Item>(
  items: readonly Item[],
): <Result>(work: (item: Item) => Promise<Result>) => Promise<Result> {
  const free = [...items];
  return async (work) => {
    const item = free.pop();
    if (item === undefined) throw new Error('There are more lanes than things to lend.');
    try {
      return await work(item);
    } finally {
      free.push(item);
    }
  };
}
