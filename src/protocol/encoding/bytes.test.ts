import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { concat, equals, fromHex, toHex, uint32 } from './bytes.ts';

describe('Byte strings', () => {
  it('are joined in order into an array of their own', () => {
    const first = new Uint8Array([1, 2]);
    const joined = concat(first, new Uint8Array(), new Uint8Array([3]));
    assert.deepEqual(joined, new Uint8Array([1, 2, 3]));
    joined[0] = 9;
    assert.equal(first[0], 1);
    assert.deepEqual(concat(), new Uint8Array());
  });

  it('are equal when lengths and all bytes are', () => {
    assert.ok(equals(new Uint8Array([1, 2]), new Uint8Array([1, 2])));
    assert.ok(!equals(new Uint8Array([1, 2]), new Uint8Array([1, 3])));
    assert.ok(!equals(new Uint8Array([1, 2]), new Uint8Array([1, 2, 3])));
    assert.ok(!equals(new Uint8Array([1, 2, 3]), new Uint8Array([1, 2])));
  });

  it('hold a 32-bit length big-endian, as party info and Concat KDF want it (sections 3.4, 3.5)', () => {
    assert.equal(toHex(uint32(118)), '00000076');
    assert.equal(toHex(uint32(0xffff_ffff)), 'ffffffff');
    assert.equal(toHex(uint32(0x0102_0304)), '01020304');
  });

  it('read back from their hexadecimal form in either case (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (random) => {
        const bytes = new Uint8Array(random);
        assert.equal(toHex(bytes), Buffer.from(bytes).toString('hex'));
        assert.deepEqual(fromHex(toHex(bytes)), bytes);
        assert.deepEqual(fromHex(toHex(bytes).toUpperCase()), bytes);
      }),
    );
  });

  for (const text of ['0', '0g', '0x', ' 00', '00\n']) {
    it(`refuse ${JSON.stringify(text)} as hexadecimal`, () => {
      assert.throws(() => fromHex(text), RangeError);
    });
  }
});
