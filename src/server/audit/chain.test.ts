import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chainHash, columnText, genesisHash } from './chain.ts';

const text = '{"outcome":"refused","type":"platform-sso.login.refused","userId":"zoë"}';

describe('audit chain hash', () => {
  it('is the SHA-256 that the openssl program makes of label, number, time, predecessor and event', () => {
    const sequence = 0x1_0000_0002;
    const time = 1_795_000_000_123;
    const previous = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
    const numbers = new DataView(new ArrayBuffer(16));
    numbers.setBigUint64(0, BigInt(sequence));
    numbers.setBigUint64(8, BigInt(time));
    const input = Buffer.concat([
      Buffer.from('706f7263686c696768742d61756469742d3100', 'hex'),
      Buffer.from(numbers.buffer),
      previous,
      Buffer.from(text),
    ]);
    const openssl = spawnSync('openssl', ['dgst', '-sha256', '-binary'], { input });
    assert.equal(openssl.status, 0);
    assert.deepEqual(Buffer.from(chainHash(sequence, time, previous, text)), openssl.stdout);
  });

  it('never changes for what is already stored', () => {
    const first = chainHash(1, 1_700_000_000_000, genesisHash, text);
    assert.equal(
      Buffer.from(first).toString('hex'),
      '4d2e5f26d9d9b57f9e3dea2b148c23715d77a32f3568dadbd1ae33d0afc44d24',
    );
  });

  it('differs when any one input differs', () => {
    const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const anyInput = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), anyHash, fc.string());
    fc.assert(
      fc.property(anyInput, anyInput, (left, right) => {
        const same = JSON.stringify(left) === JSON.stringify(right);
        assert.equal(Buffer.compare(chainHash(...left), chainHash(...right)) === 0, same);
      }),
    );
  });

  it('refuses a time that is no count of milliseconds', () => {
    for (const time of [-1, Number.NaN, Infinity, 2 ** 64]) {
      assert.throws(() => chainHash(1, time, genesisHash, text), RangeError);
    }
  });
});

describe('audit column text', () => {
  it('keeps ordinary text and replaces what PostgreSQL cannot store', () => {
    assert.equal(columnText('zoë \u{1F600}'), 'zoë \u{1F600}');
    assert.equal(columnText('a\0b\ud800c'), 'a\uFFFDb\uFFFDc');
  });
});
