import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import appendix from '#test/vectors/rfc/rfc8949-a.json' with { type: 'json' };
import { fromHex, toHex } from './bytes.ts';
import { CborError, type CborErrorCode, type CborValue, parseCbor, writeCbor } from './cbor.ts';

/** What the diagnostic notations of appendix A mean; those that are missing hold tags or simple values. */
const diagnostics: Readonly<Record<string, CborValue>> = {
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
  "h''": new Uint8Array(),
  "h'01020304'": new Uint8Array([1, 2, 3, 4]),
  "(_ h'0102', h'030405')": new Uint8Array([1, 2, 3, 4, 5]),
  '{1: 2, 3: 4}': new Map([
    [1, 2],
    [3, 4],
  ]),
};

/** Maps as objects, as JSON has them. */
function asJson(value: CborValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [key, asJson(member)]));
  return Array.isArray(value) ? value.map(asJson) : value;
}

const refused: readonly (readonly [string, string, CborErrorCode])[] = [
  ['nothing', '', 'cbor_truncated'],
  ['a cut integer', '1901', 'cbor_truncated'],
  ['a cut string', '4301', 'cbor_truncated'],
  ['a length of 2^64 - 1', '5bffffffffffffffff', 'cbor_truncated'],
  ['an array of more items than bytes', '9a7fffffff', 'cbor_truncated'],
  ['a map of more members than bytes', 'ba7fffffff', 'cbor_truncated'],
  ['an array without end', '9f01', 'cbor_truncated'],
  ['a second item', '0000', 'cbor_trailing_bytes'],
  ['reserved additional information', '1c', 'cbor_malformed'],
  ['an integer of indefinite length', '1f', 'cbor_malformed'],
  ['a break alone', 'ff', 'cbor_malformed'],
  ['a map of indefinite length with a key alone', 'bf01ff', 'cbor_malformed'],
  ['a byte string with a text inside', '5f6161ff', 'cbor_malformed'],
  ['a string of indefinite length inside another', '5f5fffff', 'cbor_malformed'],
  ['a text that is not UTF-8', '61ff', 'cbor_bad_text'],
  ['a character cut in two pieces', '7f61c361a4ff', 'cbor_bad_text'],
  ['a key that is an array', 'a18000', 'cbor_bad_key'],
  ['a key that is a float', 'a1fb3ff800000000000000', 'cbor_bad_key'],
  ['one key twice', 'a201000100', 'cbor_duplicate_key'],
  ['one key in two spellings', 'a20100180100', 'cbor_duplicate_key'],
  ['undefined', 'f7', 'cbor_unsupported'],
  ['a tag', 'c000', 'cbor_unsupported'],
  ['17 levels', '81'.repeat(16) + '00', 'cbor_too_deep'],
  ['100,000 levels', '81'.repeat(100_000), 'cbor_too_deep'],
  ['more bytes than allowed', '00'.repeat(256 * 1024 + 1), 'cbor_too_large'],
];

describe('CBOR (RFC 8949)', () => {
  for (const { hex, decoded, diagnostic, integer } of appendix) {
    const meaning = integer === undefined ? (decoded ?? diagnostics[diagnostic ?? '']) : BigInt(integer);
    const isTagged = /^[cd]/.test(hex);
    if (decoded === null || (meaning !== undefined && !isTagged)) {
      it(`reads ${hex} of appendix A`, () => {
        const value = parseCbor(fromHex(hex));
        assert.deepEqual(diagnostic === undefined ? asJson(value) : value, meaning ?? null);
      });
    } else {
      it(`refuses ${hex} of appendix A, ${diagnostic ?? integer}, which attestation has no use for`, () => {
        assert.throws(() => parseCbor(fromHex(hex)), { name: 'CborError', code: 'cbor_unsupported' });
      });
    }
  }

  it('writes the examples of appendix A that have definite lengths and no floats of less than 8 bytes', () => {
    const written = appendix.filter(({ hex }) => !/^(?:f[0789a]|[cd])|[579b]f.*ff$/.test(hex) && !/9f0203ff/.test(hex));
    assert.ok(written.length > 40, `only ${written.length}`);
    for (const { hex } of written) assert.equal(toHex(writeCbor(parseCbor(fromHex(hex)))), hex);
  });

  for (const [name, hex, code] of refused) {
    it(`refuses ${name} as ${code}`, () => {
      assert.throws(() => parseCbor(fromHex(hex)), { name: 'CborError', code });
    });
  }

  it('refuses to write what CBOR cannot hold', () => {
    for (const value of [2n ** 64n, -(2n ** 64n) - 1n, '\ud800']) {
      assert.throws(() => writeCbor([value]), { name: 'CborError', code: 'cbor_unwritable' });
    }
  });

  it('gives back what was written (property)', () => {
    const { value: values } = fc.letrec<{ value: CborValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.maxSafeInteger(),
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: -(2n ** 64n), max: -(2n ** 53n) }),
        fc.double().map((number) => (Object.is(number, -0) ? 0 : number)),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
        fc.array(tie('value'), { maxLength: 4 }),
        fc
          .array(fc.tuple(fc.oneof(fc.string(), fc.maxSafeInteger()), tie('value')), { maxLength: 4 })
          .map((members) => new Map(members)),
      ),
    }));
    fc.assert(
      fc.property(values, (value) => {
        assert.deepEqual(parseCbor(writeCbor(value), { maximumBytes: 1e6, maximumDepth: 100 }), value);
      }),
    );
  });

  it('throws nothing but CborError for random bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          parseCbor(bytes);
        } catch (error) {
          assert.ok(error instanceof CborError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
