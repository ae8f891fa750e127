import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { uuidFrom } from './uuid.ts';

describe('UUIDs (RFC 9562 section 5.4)', () => {
  it('are upper case, of version 4 and variant 10, whatever the random bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
        assert.match(uuidFrom(random), /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
      }),
    );
  });

  it('keep the other 122 bits, in order', () => {
    const random = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
    assert.equal(uuidFrom(random), '00112233-4455-4677-8899-AABBCCDDEEFF');
    assert.equal(random[6], 0x66);
  });
});
