import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { byteRange } from './byte-range.ts';

test('parts of a file are those of RFC 9110 section 14.1.2, and what cannot be read is the whole', () => {
  const part = (first: number, last: number) => ({ kind: 'part', first, last });
  for (const [header, range] of [
    ['bytes=0-499', part(0, 499)],
    ['bytes=500-999', part(500, 999)],
    ['bytes=-500', part(9500, 9999)],
    ['bytes=9500-', part(9500, 9999)],
    ['bytes=0-99999', part(0, 9999)],
    ['bytes=-20000', part(0, 9999)],
    ['bytes=10000-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=5-4', { kind: 'whole' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['items=0-1', { kind: 'whole' }],
    [undefined, { kind: 'whole' }],
  ] as const) {
    assert.deepEqual(byteRange(header, 10_000), range, header);
  }
  fc.assert(
    fc.property(fc.string(), fc.nat(), (header, length) => {
      const range = byteRange(`bytes=${header}`, length);
      assert.ok(range.kind !== 'part' || (range.first <= range.last && range.last < length));
    }),
  );
});
