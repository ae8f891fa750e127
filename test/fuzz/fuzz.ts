import { toBase64 } from '#protocol/encoding/base64.ts';
import { Dice } from './dice.ts';
import { mutated } from './mutate.ts';
import type { FuzzedParser } from './fuzzed-parser.ts';

/** What a run saw. */
export interface FuzzReport {
  readonly parser: string;
  readonly inputs: number;
  readonly accepted: number;
  /** How often each code was thrown. */
  readonly codes: Readonly<Record<string, number>>;
  /** Milliseconds of the slowest input, and of all. */
  readonly slowest: number;
  readonly duration: number;
}

/** How a run goes. */
export interface FuzzPlan {
  readonly inputs: number;
  readonly seed: number;
  /** Milliseconds that one input may take, at the best of four attempts. */
  readonly longest: number;
  /** Told the number of each input before it is parsed. */
  readonly onInput?: (index: number) => void;
}

/** A parser did what it must not. The message holds all that is needed to see it again. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';
}

/** Feeds a parser, and throws FuzzFailure for an error that is not its own and for an input that takes too long. */
export function fuzz(parser: FuzzedParser, plan: FuzzPlan): FuzzReport {
  const codes = new Map<string, number>();
  const started = performance.now();
  let accepted = 0;
  let slowest = 0;
  for (let index = 0; index < plan.inputs; index += 1) {
    plan.onInput?.(index);
    const input = fuzzedInput(parser, plan.seed, index);
    const { code, took } = timed(parser, input, plan.longest);
    slowest = Math.max(slowest, took);
    if (code === undefined) accepted += 1;
    else codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const sorted = [...codes].toSorted(([, left], [, right]) => right - left);
  const duration = performance.now() - started;
  return { parser: parser.name, inputs: plan.inputs, accepted, codes: Object.fromEntries(sorted), slowest, duration };
}

/** The input of this number, which is the same every time. */
export function fuzzedInput(parser: FuzzedParser, seed: number, index: number): Uint8Array {
  return mutated(parser.seeds, new Dice(seed ^ Math.imul(index + 1, 0x9e3779b1)));
}

function timed(parser: FuzzedParser, input: Uint8Array, longest: number): { code: string | undefined; took: number } {
  let code: string | undefined;
  let took = Number.POSITIVE_INFINITY;
  // Machines pause, and parsers seldom: only what is slow four times is slow.
  for (let attempt = 0; attempt < 4 && took > longest / 100; attempt += 1) {
    const started = performance.now();
    code = refusal(parser, input);
    took = Math.min(took, performance.now() - started);
  }
  if (took <= longest) return { code, took };
  throw new FuzzFailure(`${parser.name} took ${took.toFixed(0)} ms for ${toBase64(input)}`);
}

/** The code of the parser's error, or undefined when it takes the input. */
function refusal(parser: FuzzedParser, input: Uint8Array): string | undefined {
  try {
    parser.parse(input);
    return undefined;
  } catch (error) {
    if (parser.errors.some((type) => error instanceof type)) return String((error as { code?: string }).code);
    throw new FuzzFailure(`${parser.name} threw ${String(error)} for ${toBase64(input)}`, { cause: error });
  }
}
