import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodePem, decodePemBlocks, encodePem } from './pem.ts';

describe('PEM (RFC 7468)', () => {
  it('reads back what it writes, several blocks and text between them included (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (first, second) => {
        const text = `note\n${encodePem('CERTIFICATE', first)}\r\n${encodePem('X', second)}${encodePem('CERTIFICATE', second)}`;
        assert.deepEqual(
          decodePemBlocks('CERTIFICATE', text),
          [first, second].map((bytes) => new Uint8Array(bytes)),
        );
        assert.deepEqual(decodePem('X', text), new Uint8Array(second));
      }),
    );
  });

  it('breaks lines after 64 characters', () => {
    assert.equal(encodePem('A', new Uint8Array(49)), `-----BEGIN A-----\n${'A'.repeat(64)}\nAA==\n-----END A-----\n`);
  });

  it('refuses a missing block, a block without its end, and damaged base64', () => {
    assert.throws(() => decodePem('CERTIFICATE', encodePem('X', new Uint8Array(1))), { code: 'pem_missing_block' });
    assert.throws(() => decodePem('X', '-----BEGIN X-----\nAA=='), { code: 'pem_bad_base64' });
    assert.throws(() => decodePem('X', '-----BEGIN X-----\nA*==\n-----END X-----'), { code: 'pem_bad_base64' });
  });
});
