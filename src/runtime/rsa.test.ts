import assert from 'node:assert/strict';
import { constants, createPublicKey, generateKeyPairSync, publicEncrypt, randomBytes, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { KeyError } from '#protocol/crypto.ts';
import { fromHex, toHex } from '#protocol/encoding/bytes.ts';
import { blockCiphers } from './block-ciphers.ts';
import { KeyMemory } from './key-memory.ts';
import { generateRsaKey, messageSigner, rsaDecrypter, rsaEncrypter } from './rsa.ts';
import { verifySignature } from './verify-signature.ts';

const key = await generateRsaKey();
const publicKey = createPublicKey(key);
const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');
const data = new TextEncoder().encode('data');

describe('RSA key transport (RFC 8017 section 7.2)', () => {
  const decrypter = rsaDecrypter(key);

  it('gives back the content key', () => {
    const contentKey = randomBytes(24);
    assert.equal(toHex(decrypter.decryptKey(rsaEncrypter.encryptKey(spki, contentKey), 24)), toHex(contentKey));
  });

  it('answers every ciphertext with a key of the asked length, the same each time, and never throws (RFC 3218)', () => {
    const padded = (bytes: Uint8Array) =>
      new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, bytes));
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const strange = new Uint8Array(
      publicEncrypt({ key: stranger, padding: constants.RSA_PKCS1_PADDING }, randomBytes(16)),
    );
    const wrongs = [
      padded(new Uint8Array(15)),
      strange,
      new Uint8Array(),
      new Uint8Array(256),
      new Uint8Array(300).fill(9),
    ];
    for (const wrong of wrongs) {
      const first = decrypter.decryptKey(wrong, 16);
      assert.equal(first.length, 16);
      assert.equal(toHex(decrypter.decryptKey(wrong, 16)), toHex(first));
    }
    assert.equal(new Set(wrongs.map((wrong) => toHex(decrypter.decryptKey(wrong, 16)))).size, wrongs.length);
  });

  it('takes RSA keys only', () => {
    const wrong = { code: 'unsupported_key' };
    assert.throws(() => rsaDecrypter(curve.privateKey), wrong);
    const point = new Uint8Array(curve.publicKey.export({ format: 'der', type: 'spki' }));
    assert.throws(() => rsaEncrypter.encryptKey(point, data), wrong);
    assert.throws(() => rsaEncrypter.encryptKey(data, data), { code: 'malformed_key' });
    assert.throws(() => messageSigner(edwards.privateKey), KeyError);
  });
});

describe('Signatures of messages', () => {
  it('are those of Node.js with each digest, by RSA and ECDSA', () => {
    for (const pair of [{ privateKey: key, publicKey }, curve])
      for (const digest of ['sha1', 'sha256', 'sha384', 'sha512'] as const) {
        const signer = messageSigner(pair.privateKey);
        const signature = signer.sign(digest, data);
        assert.ok(verify(digest, data, pair.publicKey, signature));
        const own = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
        const question = { algorithm: { scheme: signer.scheme, hash: digest }, publicKey: own, data, signature };
        assert.ok(verifySignature(question));
        assert.ok(!verifySignature({ ...question, data: spki }));
        const otherScheme = signer.scheme === 'rsa' ? 'ecdsa' : 'rsa';
        assert.ok(!verifySignature({ ...question, algorithm: { scheme: otherScheme, hash: digest } }));
      }
  });

  it('of RSA with 1024 bits are verified, as Apple has them, and of fewer not', () => {
    for (const [modulusLength, accepted] of [
      [1024, true],
      [768, false],
    ] as const) {
      const small = generateKeyPairSync('rsa', { modulusLength });
      const signature = messageSigner(small.privateKey).sign('sha1', data);
      const own = new Uint8Array(small.publicKey.export({ format: 'der', type: 'spki' }));
      const algorithm = { scheme: 'rsa', hash: 'sha1' } as const;
      assert.equal(verifySignature({ algorithm, publicKey: own, data, signature }), accepted);
    }
  });

  it('by a key that cannot be read are wrong', () => {
    const algorithm = { scheme: 'rsa', hash: 'sha1' } as const;
    assert.ok(!verifySignature({ algorithm, publicKey: data, data, signature: data }));
  });
});

describe('Block ciphers', () => {
  it('give the first block of the AES examples in NIST SP 800-38A, F.2.1, F.2.3, F.2.5', () => {
    const iv = fromHex('000102030405060708090a0b0c0d0e0f');
    const plain = fromHex('6bc1bee22e409f96e93d7e117393172a');
    const examples = [
      ['aes-128-cbc', '2b7e151628aed2a6abf7158809cf4f3c', '7649abac8119b246cee98e9b12e9197d'],
      ['aes-192-cbc', '8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b', '4f021db243bc633d7178183a9fa071e8'],
      [
        'aes-256-cbc',
        '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4',
        'f58c4c04d6e5f1ba779eabfb5f7bfbd6',
      ],
    ] as const;
    for (const [cipher, secret, expected] of examples) {
      const encrypted = blockCiphers.encrypt(cipher, fromHex(secret), iv, plain);
      assert.equal(toHex(encrypted.subarray(0, 16)), expected);
      assert.deepEqual(
        Buffer.from(blockCiphers.decrypt(cipher, fromHex(secret), iv, encrypted) ?? []),
        Buffer.from(plain),
      );
    }
  });

  it('do single DES (FIPS 46-3; the example of the first block in FIPS 81, table C1)', () => {
    const encrypted = blockCiphers.encrypt(
      'des-cbc',
      fromHex('0123456789abcdef'),
      fromHex('1234567890abcdef'),
      new TextEncoder().encode('Now is the time for all '),
    );
    assert.equal(toHex(encrypted.subarray(0, 24)), 'e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6');
  });

  it('give nothing for broken padding or no whole blocks', () => {
    const secret = new Uint8Array(16);
    assert.equal(blockCiphers.decrypt('aes-128-cbc', secret, secret, new Uint8Array(15)), undefined);
    assert.equal(blockCiphers.decrypt('aes-128-cbc', secret, secret, new Uint8Array(16)), undefined);
  });
});

describe('The memory of keys', () => {
  it('makes a key once, and forgets the older half when it is full', () => {
    const memory = new KeyMemory<number>();
    let made = 0;
    const get = (number: number) => memory.get(Uint8Array.of(number >> 8, number & 255), () => (made += 1));
    for (let number = 0; number < 8192; number += 1) get(number);
    get(0);
    assert.equal(made, 8192);
    get(8192);
    get(8191);
    assert.equal(made, 8193);
    get(0);
    assert.equal(made, 8194);
  });

  it('does not keep what is longer than any key in use', () => {
    const memory = new KeyMemory<object>();
    for (const [length, isKept] of [
      [1062, true],
      [1101, false],
    ] as const) {
      const bytes = new Uint8Array(length);
      assert.equal(memory.get(bytes, () => ({})) === memory.get(bytes, () => ({})), isKept);
    }
  });
});
