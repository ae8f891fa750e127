/**
 * npm run fuzz -- [--inputs 1000000] [--seed 1] [parser ...]: feeds parsers with mutated messages. Each runs in a thread with
 * a heap of 256 MB; an input at which the thread stands still for ten seconds is a hang. Exit 1 at the first failure.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { FuzzFailure, type FuzzReport } from './fuzz.ts';
import { fuzzedParsers } from './parsers.ts';
import type { FuzzOrder } from './worker.ts';

const hang = 10_000;
const { values, positionals } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const known = fuzzedParsers.map(({ name }) => name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no parser is called ${unknown.join(', ')}; there are ${known.join(', ')}\n`);
  process.exit(2);
}

for (const name of positionals.length > 0 ? positionals : known) {
  try {
    print(await run(name, Number(values.inputs), Number(values.seed)));
  } catch (error) {
    process.stderr.write(`FAIL ${String(error)}\n`);
    process.exit(1);
  }
}

function run(parser: string, inputs: number, seed: number): Promise<FuzzReport & { readonly memory: number }> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const order: FuzzOrder = { parser, inputs, seed, longest: 1000, progress };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  return new Promise((resolve, reject) => {
    let last = -1;
    const watch = setInterval(() => {
      const index = Atomics.load(progress, 0);
      if (index === last) reject(new FuzzFailure(`${parser} stands still at input ${index} of seed ${seed}`));
      last = index;
    }, hang);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearInterval(watch);
      reject(new FuzzFailure(`${parser} ended at input ${Atomics.load(progress, 0)} of seed ${seed}`));
    });
  });
}

function print(report: FuzzReport & { readonly memory: number }): void {
  const { parser, inputs, accepted, codes, slowest, duration, memory } = report;
  const rate = Math.round(inputs / (duration / 1000));
  const refused = Object.keys(codes).length;
  process.stdout.write(
    `${parser.padEnd(14)} ${inputs} inputs, ${rate}/s, ${accepted} accepted, ${refused} codes of refusal, ` +
      `slowest ${slowest.toFixed(1)} ms, ${Math.round(memory / 2 ** 20)} MB\n`,
  );
}
