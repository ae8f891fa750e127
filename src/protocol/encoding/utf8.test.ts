import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromUtf8, utf8 } from './utf8.ts';

describe('UTF-8', () => {
  it('reads back what it writes, any well-formed text (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(fromUtf8(utf8(text)), text);
        assert.deepEqual(Buffer.from(utf8(text)), Buffer.from(text, 'utf8'));
      }),
    );
  });

  it('keeps a byte order mark, so that two texts never look alike', () => {
    assert.equal(fromUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])), '\u{feff}a');
  });

  const broken: readonly (readonly [string, readonly number[]])[] = [
    ['a lone continuation byte', [0x80]],
    ['a cut character', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a number beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ];
  for (const [what, bytes] of broken) {
    it(`gives undefined for ${what}`, () => {
      assert.equal(fromUtf8(new Uint8Array(bytes)), undefined);
    });
  }

  it('gives a text or undefined for any bytes and never throws (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const text = fromUtf8(bytes);
        if (text !== undefined) assert.deepEqual(utf8(text), new Uint8Array(bytes));
      }),
    );
  });
});
