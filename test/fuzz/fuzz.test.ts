import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import { FuzzFailure, fuzz, fuzzedInput } from './fuzz.ts';
import type { FuzzedParser } from './fuzzed-parser.ts';
import { fuzzedParsers } from './parsers.ts';

const sample: FuzzedParser = {
  name: 'sample',
  seeds: [new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])],
  errors: [RangeError],
  parse: () => undefined,
};
const plan = { inputs: 2000, seed: 20_261_125, longest: 1000 };

describe('Parsers fed with mutated messages', () => {
  for (const parser of fuzzedParsers) {
    it(`${parser.name} throws nothing but its own errors, in time`, () => {
      const { accepted, codes } = fuzz(parser, plan);
      // Neither all good nor all broken: the mutations reach what is behind the first check.
      assert.ok(accepted > 0 && accepted < plan.inputs, JSON.stringify(codes));
    });

    it(`${parser.name} is fed from seeds of which it takes one at least, and refuses the others`, () => {
      const taken = parser.seeds.filter(
        (seed) => fuzz({ ...parser, parse: () => parser.parse(seed) }, { ...plan, inputs: 1 }).accepted,
      );
      assert.ok(taken.length > 0);
    });
  }
});

describe('The fuzz runner', () => {
  it('reports an error that is not of the parser, with the input', () => {
    const broken: FuzzedParser = {
      ...sample,
      parse(input) {
        if (input.length > 8) throw new TypeError('x is undefined');
      },
    };
    assert.throws(
      () => fuzz(broken, plan),
      (error) => error instanceof FuzzFailure && /TypeError.* for [\w+/]+=*$/.test(error.message),
    );
  });

  it('reports an input that takes too long each time', () => {
    assert.throws(() => fuzz(sample, { ...plan, longest: -1 }), { name: 'FuzzFailure', message: /took 0 ms for/ });
  });

  it('counts what is refused by code', () => {
    const refusing: FuzzedParser = {
      ...sample,
      parse: () => {
        throw Object.assign(new RangeError('no'), { code: 'sample_refused' });
      },
    };
    const { accepted, codes } = fuzz(refusing, { ...plan, inputs: 10 });
    assert.deepEqual({ accepted, codes }, { accepted: 0, codes: { sample_refused: 10 } });
  });

  it('leaves the seeds as they are', () => {
    const seed = Buffer.from([1, 2, 3, 4]);
    fuzz({ ...sample, seeds: [seed] }, plan);
    assert.deepEqual([...seed], [1, 2, 3, 4]);
  });

  it('makes the same input from the same seed and number, and many different ones', () => {
    const made = Array.from({ length: 1000 }, (_, index) => toHex(fuzzedInput(sample, 7, index)));
    assert.deepEqual(
      made,
      Array.from({ length: 1000 }, (_, index) => toHex(fuzzedInput(sample, 7, index))),
    );
    assert.ok(new Set(made).size > 800, `${new Set(made).size}`);
  });
});
