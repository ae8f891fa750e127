import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromBase32, toBase32, toUnpaddedBase32 } from './base32.ts';
import { utf8 } from './utf8.ts';

/** RFC 4648 section 10. */
const vectors = [
  ['', ''],
  ['f', 'MY======'],
  ['fo', 'MZXQ===='],
  ['foo', 'MZXW6==='],
  ['foob', 'MZXW6YQ='],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI======'],
] as const;

describe('Base32 (RFC 4648 section 6)', () => {
  it('has the vectors of section 10, both ways', () => {
    for (const [text, encoded] of vectors) {
      assert.equal(toBase32(utf8(text)), encoded);
      assert.deepEqual(fromBase32(encoded), utf8(text));
      assert.deepEqual(fromBase32(encoded.replace(/=+$/, '')), utf8(text));
    }
  });

  it('reads back what it wrote (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.deepEqual(fromBase32(toBase32(bytes)), new Uint8Array(bytes));
        assert.deepEqual(fromBase32(toUnpaddedBase32(bytes)), new Uint8Array(bytes));
      }),
    );
  });

  it('has one spelling for each string of bytes (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'B', 'Z', '2', '7', '=', 'a', '1') }), (text) => {
        const bytes = fromBase32(text);
        if (bytes !== undefined) assert.ok([toBase32(bytes), toUnpaddedBase32(bytes)].includes(text), text);
      }),
    );
  });

  it('refuses other letters, wrong lengths, and bits that are left over', () => {
    for (const text of [
      'my======',
      'M1======',
      'M',
      'MZX',
      'MZXW6Y',
      'MY=',
      'MZ======',
      '========',
      'MY======MY======',
    ]) {
      assert.equal(fromBase32(text), undefined, text);
    }
  });
});
