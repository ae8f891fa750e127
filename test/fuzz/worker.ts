/** One parser in a thread of its own, whose heap is bounded and whose progress another thread watches. */
import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './fuzz.ts';
import { fuzzedParsers } from './parsers.ts';

/** What the thread is told. */
export interface FuzzOrder {
  readonly parser: string;
  readonly inputs: number;
  readonly seed: number;
  readonly longest: number;
  /** Where the thread writes the number of the input that it is at. */
  readonly progress: Int32Array;
}

const order = workerData as FuzzOrder;
const parser = fuzzedParsers.find(({ name }) => name === order.parser);
if (parser === undefined) throw new Error(`no parser is called ${order.parser}`);
const report = fuzz(parser, { ...order, onInput: (index) => Atomics.store(order.progress, 0, index) });
parentPort?.postMessage({ ...report, memory: process.memoryUsage.rss() }, []);
