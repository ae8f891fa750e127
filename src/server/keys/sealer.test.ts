import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSealer, type MasterKey, SealError } from './sealer.ts';

const versions = new Map([
  [1, systemRandom.bytes(32)],
  [2, systemRandom.bytes(32)],
]);
const sealerOf = (masterKey: MasterKey) => createSealer(() => masterKey, nodeCrypto, systemRandom);
const sealer = sealerOf({ current: 1, versions });
const secret = new TextEncoder().encode('a private key');

function broken(code: SealError['code']): (error: unknown) => boolean {
  return (error) => error instanceof SealError && error.code === code;
}

test('what is sealed opens again under the same context, whatever it is (section 5.12)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plaintext, context) => {
      assert.deepEqual(new Uint8Array(sealer.open(sealer.seal(plaintext, context), context)), plaintext);
    }),
  );
});

test('a seal is AES-256-GCM as anybody can open it with the key: version, IV, tag, ciphertext (section 5.12)', () => {
  const sealed = sealer.seal(secret, 'unlock_key:dev-1');
  assert.deepEqual([...sealed.subarray(0, 2)], [0, 1]);
  const decipher = createDecipheriv('aes-256-gcm', versions.get(1) ?? '', sealed.subarray(2, 14));
  decipher.setAAD(Buffer.from('unlock_key:dev-1')).setAuthTag(sealed.subarray(14, 30));
  assert.deepEqual(new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(30)), decipher.final()])), secret);
});

test('two seals of one secret share neither IV nor ciphertext (section 5.12)', () => {
  const [one, other] = [sealer.seal(secret, 'c'), sealer.seal(secret, 'c')];
  assert.notDeepEqual(one.subarray(2, 14), other.subarray(2, 14));
  assert.notDeepEqual(one.subarray(30), other.subarray(30));
});

test('a seal that was moved to another owner is refused (section 5.7)', () => {
  assert.throws(() => sealer.open(sealer.seal(secret, 'unlock_key:dev-1'), 'unlock_key:dev-2'), broken('seal_broken'));
});

test('a seal with any one bit turned is refused (section 5.12)', () => {
  const sealed = sealer.seal(secret, 'c');
  for (let bit = 16; bit < sealed.length * 8; bit += 1) {
    const damaged = Uint8Array.from(sealed);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(() => sealer.open(damaged, 'c'), broken('seal_broken'));
  }
});

test('a seal cut short anywhere is refused (section 5.12)', () => {
  const sealed = sealer.seal(secret, 'c');
  for (let length = 0; length < sealed.length; length += 1) {
    assert.throws(() => sealer.open(sealed.subarray(0, length), 'c'), broken('seal_broken'));
  }
});

test('a seal under a version that is not there is refused by its own code (section 5.12)', () => {
  const sealed = sealerOf({ current: 2, versions }).seal(secret, 'c');
  const old = sealerOf({ current: 1, versions: new Map([...versions].slice(0, 1)) });
  assert.throws(() => old.open(sealed, 'c'), broken('unknown_master_key_version'));
});

test('after a change of version old seals still open, and are known to be old (section 5.12)', () => {
  const old = sealer.seal(secret, 'c');
  const changed = sealerOf({ current: 2, versions });
  assert.deepEqual(new Uint8Array(changed.open(old, 'c')), secret);
  assert.equal(changed.isCurrent(old), false);
  assert.equal(changed.isCurrent(changed.seal(secret, 'c')), true);
});
