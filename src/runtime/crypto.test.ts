import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import awkward from '#test/vectors/platform-sso/awkward-keys.json' with { type: 'json' };
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import keys from '#test/vectors/platform-sso/keys.json' with { type: 'json' };
import { KeyError } from '#protocol/crypto.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { fromHex, toHex } from '#protocol/encoding/bytes.ts';
import { algorithms } from '#protocol/jose/algorithms.ts';
import type { JwsAlgorithm } from '#protocol/crypto.ts';
import {
  constantTimeEqual,
  generateKeyAgreement,
  importP256,
  keyAgreement,
  keySigner,
  keyType,
  nodeCrypto,
  p256Point,
  p256PrivateKey,
} from './crypto.ts';

const key256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const key384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

function spki(privateKey: typeof key256): Uint8Array {
  return new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }));
}

describe('Hashes (FIPS 180-4)', () => {
  const abc = new TextEncoder().encode('abc');

  it('give the digests of "abc", in one part or several', () => {
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const sha1 = 'a9993e364706816aba3e25717850c26c9cd0d89d';
    for (const parts of [[abc], [abc.subarray(0, 1), abc.subarray(1)], [abc, new Uint8Array()]]) {
      assert.equal(toHex(nodeCrypto.sha256(...parts)), sha256);
      assert.equal(toHex(nodeCrypto.sha1(...parts)), sha1);
    }
  });

  it('give the digests of SHA-384 and SHA-512', () => {
    assert.equal(
      toHex(nodeCrypto.sha384(abc)),
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    );
    assert.equal(
      toHex(nodeCrypto.sha512(abc.subarray(0, 2), abc.subarray(2))),
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    );
  });

  it('give the digest of nothing for no parts', () => {
    assert.equal(toHex(nodeCrypto.sha1()), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
  });
});

describe('AES-256-GCM (NIST SP 800-38D)', () => {
  it('gives the test cases 13 and 14 of the GCM specification (zero key and IV)', () => {
    const key = new Uint8Array(32);
    const iv = new Uint8Array(12);
    const none = new Uint8Array();
    assert.equal(toHex(nodeCrypto.seal(key, iv, none, none).tag), '530f8afbc74536b9a963b4f1c4cb738b');
    const sealed = nodeCrypto.seal(key, iv, new Uint8Array(16), none);
    assert.equal(toHex(sealed.ciphertext), 'cea7403d4d606b6e074ec5d3baf39d18');
    assert.equal(toHex(sealed.tag), 'd0d1c8a799996bf0265b98b5d48ab919');
  });

  it('opens what it sealed, and nothing after any bit of it is changed (property)', () => {
    const blob = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const cases = fc.record({ key: blob(32), iv: blob(12), plaintext: blob(20), aad: blob(5), at: fc.nat(52) });
    fc.assert(
      fc.property(cases, ({ key, iv, plaintext, aad, at }) => {
        const { ciphertext, tag } = nodeCrypto.seal(key, iv, plaintext, aad);
        assert.deepEqual([...(nodeCrypto.open(key, iv, ciphertext, tag, aad) ?? [])], [...plaintext]);
        const parts = [iv, ciphertext, tag, aad].map((part) => new Uint8Array(part));
        let index = at;
        for (const part of parts) {
          if (index < part.length) {
            part[index] = (part[index] ?? 0) ^ 1;
            break;
          }
          index -= part.length;
        }
        const [changedIv = iv, changedCiphertext = ciphertext, changedTag = tag, changedAad = aad] = parts;
        assert.equal(nodeCrypto.open(key, changedIv, changedCiphertext, changedTag, changedAad), undefined);
      }),
    );
  });
});

describe('Agreements on P-256 (sections 3.5, 7.3)', () => {
  const { alice, bob, sharedSecret } = awkward.shortSharedSecret;

  it('keep 32 bytes when the shared secret starts with a zero byte (section 16.3)', () => {
    const z = keyAgreement(p256PrivateKey(alice)).agree(p256Point(p256PrivateKey(bob)));
    assert.equal(z.length, 32);
    assert.equal(z[0], 0);
    assert.equal(toHex(z), sharedSecret);
  });

  it('are those of the openssl program, the awkward pair included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ecdh-'));
    try {
      const at = (name: string) => join(folder, name);
      writeFileSync(at('alice.pem'), p256PrivateKey(alice).export({ format: 'pem', type: 'pkcs8' }));
      writeFileSync(at('bob.pem'), createPublicKey(p256PrivateKey(bob)).export({ format: 'pem', type: 'spki' }));
      const derive = ['pkeyutl', '-derive', '-inkey', at('alice.pem'), '-peerkey', at('bob.pem')];
      assert.equal(execFileSync('openssl', derive).toString('hex'), sharedSecret);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('give one secret to the server key and the Mac’s key of the captured key exchange (14.7)', () => {
    const { unlockKey, keyExchange } = captures;
    const other = fromBase64(keyExchange.claims.other_publickey) ?? assert.fail('not base64');
    assert.equal(toBase64(keyAgreement(p256PrivateKey(unlockKey)).agree(other)), unlockKey.sharedSecret);
  });

  it('are the same from both sides, for fresh keys', () => {
    const one = generateKeyAgreement();
    const other = generateKeyAgreement();
    assert.equal(one.publicKey.length, 65);
    assert.deepEqual(one.agree(other.publicKey), other.agree(one.publicKey));
    assert.notDeepEqual(one.publicKey, other.publicKey);
  });

  it('are refused with a point that is not on the curve, again and again', () => {
    const wrong = fromHex(keys.ephemeral.x963);
    wrong[1] = (wrong[1] ?? 0) ^ 1;
    const key = generateKeyAgreement();
    for (const attempt of [1, 2])
      assert.throws(() => key.agree(wrong), { name: 'KeyError', code: 'point_not_on_curve' }, `attempt ${attempt}`);
  });

  it('are refused with points in other forms', () => {
    const key = generateKeyAgreement();
    const point = keys.ephemeral.x963;
    for (const hex of ['', '00', point.slice(0, -2), `${point}00`, `03${point.slice(2, 66)}`, `06${point.slice(2)}`])
      assert.throws(() => key.agree(fromHex(hex)), { name: 'KeyError', code: 'malformed_key' });
  });

  it('are refused with coordinates that are not below the prime', () => {
    const key = generateKeyAgreement();
    const prime = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';
    for (const hex of [`04${prime}${prime}`, `04${'00'.repeat(64)}`, `04${'ff'.repeat(64)}`])
      assert.throws(() => key.agree(fromHex(hex)), { name: 'KeyError', code: 'point_not_on_curve' });
  });

  it('need a P-256 private key', () => {
    for (const key of [key384, rsa])
      assert.throws(() => keyAgreement(key), { name: 'KeyError', code: 'unsupported_key' });
  });

  it('throw nothing but KeyError for any bytes (property)', () => {
    const key = generateKeyAgreement();
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 70 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => new Uint8Array([4, ...bytes])),
    );
    fc.assert(
      fc.property(any, (bytes) => {
        assert.throws(() => key.agree(bytes), KeyError);
      }),
    );
  });
});

describe('Public keys', () => {
  for (const name of ['shortX', 'shortY'] as const) {
    it(`come from and go to X9.63 in full width: ${name}`, () => {
      const point = p256Point(p256PrivateKey(awkward[name]));
      assert.equal(point.length, 65);
      assert.deepEqual(p256Point(importP256(point)), point);
    });
  }

  it('know what they are', () => {
    assert.deepEqual(nodeCrypto.p256(p256Point(key256)).type, { kty: 'EC', crv: 'P-256' });
    assert.deepEqual(nodeCrypto.spki(spki(key384)).type, { kty: 'EC', crv: 'P-384' });
    assert.deepEqual(nodeCrypto.spki(spki(rsa)).type, { kty: 'RSA', bits: 2048 });
  });

  it('are refused in algorithms that nothing here uses', () => {
    for (const { publicKey } of [
      generateKeyPairSync('ed25519'),
      generateKeyPairSync('x25519'),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    ]) {
      const der = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
      assert.throws(() => nodeCrypto.spki(der), { name: 'KeyError', code: 'unsupported_key' });
      assert.throws(() => keyType(publicKey), { name: 'KeyError', code: 'unsupported_key' });
    }
  });

  it('throw nothing but KeyError for any bytes and for damaged ones (property)', () => {
    const der = spki(key256);
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), fc.uint8Array(), (at, flip, random) => {
        const damaged = der.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        for (const bytes of [damaged, random, der.subarray(0, at)]) {
          try {
            nodeCrypto.spki(bytes);
          } catch (error) {
            assert.ok(error instanceof KeyError);
          }
        }
      }),
    );
  });

  it('are still right when more of them were seen than are remembered', () => {
    const signer = keySigner(key256);
    const data = new TextEncoder().encode('data');
    const signature = signer.sign(data);
    const point = p256Point(key256);
    assert.ok(nodeCrypto.p256(point).verify('ES256', data, signature));
    for (let count = 0; count < 8300; count += 1) {
      const other = nodeCrypto.p256(p256Point(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey));
      if (count % 1000 === 0) assert.ok(!other.verify('ES256', data, signature));
    }
    assert.ok(nodeCrypto.p256(point).verify('ES256', data, signature));
  });
});

describe('Signers and verification keys', () => {
  it('take the algorithm from the key', () => {
    assert.equal(keySigner(key256).alg, 'ES256');
    assert.equal(keySigner(key384).alg, 'ES384');
    assert.equal(keySigner(rsa).alg, 'RS256');
    assert.equal(keySigner(rsa, 'RS512').alg, 'RS512');
  });

  it('refuse an algorithm that does not fit the key', () => {
    assert.throws(() => keySigner(key256, 'ES384'), { name: 'KeyError', code: 'unsupported_key' });
    assert.throws(() => keySigner(key256, 'RS256'), { name: 'KeyError', code: 'unsupported_key' });
    assert.throws(() => keySigner(rsa, 'ES256'), { name: 'KeyError', code: 'unsupported_key' });
  });

  it('verify signatures with short and high halves (RFC 7518 section 3.4)', () => {
    const { key, ...signatures } = awkward.signatures;
    const verification = nodeCrypto.p256(p256Point(p256PrivateKey(key)));
    for (const { data, p1363, der } of Object.values(signatures)) {
      const bytes = new TextEncoder().encode(data);
      assert.ok(verification.verify('ES256', bytes, fromHex(p1363)));
      assert.ok(!verification.verify('ES256', bytes, fromHex(der)));
      assert.ok(!verification.verify('ES256', new TextEncoder().encode(`${data}!`), fromHex(p1363)));
    }
  });

  it('always make signatures of full width (ES256 64 bytes, ES384 96 bytes)', () => {
    for (let count = 0; count < 300; count += 1) {
      const data = new Uint8Array([count]);
      assert.equal(keySigner(key256).sign(data).length, 64);
      assert.equal(keySigner(key384).sign(data).length, 96);
    }
  });

  it('answer false, and never throw, for any signature under any algorithm (property)', () => {
    const verifiers = [nodeCrypto.p256(p256Point(key256)), nodeCrypto.spki(spki(key384)), nodeCrypto.spki(spki(rsa))];
    const algs = Object.keys(algorithms) as JwsAlgorithm[];
    const signature = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(64, 96, 132, 256).chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...algs), signature, (alg, bytes) => {
        for (const verifier of verifiers) assert.equal(verifier.verify(alg, new Uint8Array(3), bytes), false);
      }),
    );
  });
});

describe('Constant-time comparison', () => {
  it('says equal for equal bytes only, different lengths included', () => {
    assert.ok(constantTimeEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2])));
    assert.ok(!constantTimeEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3])));
    assert.ok(!constantTimeEqual(new Uint8Array([1]), new Uint8Array([1, 2])));
    assert.ok(constantTimeEqual(new Uint8Array(), new Uint8Array()));
  });

  it('and private keys from JWK members are the keys they name', () => {
    const { x, y, d } = keys.deviceSigning;
    assert.ok(
      p256PrivateKey({ x, y, d }).equals(
        createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d }, format: 'jwk' }),
      ),
    );
  });
});
