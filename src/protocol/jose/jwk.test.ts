import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import awkward from '#test/vectors/platform-sso/awkward-keys.json' with { type: 'json' };
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import assertions from '#test/vectors/platform-sso/embedded-assertions.json' with { type: 'json' };
import encrypted from '#test/vectors/platform-sso/encrypted-assertion.json' with { type: 'json' };
import keys from '#test/vectors/platform-sso/keys.json' with { type: 'json' };
import web from '#test/vectors/platform-sso/web-login-macos-27.json' with { type: 'json' };
import { nodeCrypto, p256Point, p256PrivateKey } from '#runtime/crypto.ts';
import { X509Certificate } from 'node:crypto';
import { fromBase64, fromBase64url, toBase64url } from '../encoding/base64.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import { parsePublicKey } from '../platform-sso/registration/public-key-forms.ts';
import { JoseError } from './error.ts';
import { appleKeyId, isUncompressedP256, jwkFromPoint, pointFromJwk } from './jwk.ts';

describe('Apple’s key ids (section 3.1)', () => {
  for (const [name, key] of Object.entries(keys)) {
    it(`are base64 of SHA-256 over the X9.63 point: the ${name} key of 14.1, from JWK and from its private half`, () => {
      const point = pointFromJwk({ kty: 'EC', crv: 'P-256', x: key.x, y: key.y });
      assert.equal(toHex(point), key.x963);
      assert.equal(appleKeyId(point, nodeCrypto), key.kid);
      assert.deepEqual(p256Point(p256PrivateKey(key)), point);
    });
  }

  it('are so for the key of the captured Mac (14.7)', () => {
    const point = parsePublicKey(captures.deviceSigningKeySpki, 'device_signing_key');
    assert.equal(appleKeyId(point, nodeCrypto), captures.deviceSigningKeyId);
    for (const message of [captures.login, captures.keyRequest, captures.keyExchange])
      assert.equal(message.header.kid, captures.deviceSigningKeyId);
  });

  it('are so for the recipient of the encrypted assertion, not for its ephemeral key (14.5)', () => {
    assert.equal(appleKeyId(fromHex(encrypted.recipient), nodeCrypto), encrypted.page.header.kid);
    assert.notEqual(appleKeyId(pointFromJwk(encrypted.page.header.epk), nodeCrypto), encrypted.page.header.kid);
  });

  it('are so for the smart card (14.6) and the device of macOS 27, whose keys their certificates hold', () => {
    for (const { kid, x5c } of [
      { kid: assertions.smartCard.header.kid, x5c: assertions.smartCard.header.x5c },
      { kid: web.header.kid, x5c: web.header.x5c[0] ?? '' },
    ]) {
      const certificate = new X509Certificate(fromBase64(x5c) ?? assert.fail('not base64'));
      assert.equal(appleKeyId(p256Point(certificate.publicKey), nodeCrypto), kid);
    }
  });

  it('are so for the key that made the Secure Enclave sample (14.6)', () => {
    const { recoveredPublicKey, header } = assertions.secureEnclaveKey;
    assert.equal(appleKeyId(fromHex(recoveredPublicKey), nodeCrypto), header.kid);
  });
});

describe('P-256 JWKs (RFC 7518 section 6.2)', () => {
  for (const name of ['shortX', 'shortY'] as const) {
    it(`keep 32 bytes for a coordinate that starts with a zero byte: ${name} (section 16.3)`, () => {
      const key = awkward[name];
      const point = p256Point(p256PrivateKey(key));
      assert.equal(point[name === 'shortX' ? 1 : 33], 0);
      assert.deepEqual(jwkFromPoint(point), { kty: 'EC', crv: 'P-256', x: key.x, y: key.y });
      assert.equal(key.x.length, 43);
      assert.deepEqual(pointFromJwk(jwkFromPoint(point)), point);
    });
  }

  it('read back from any point’s bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (random) => {
        const point = new Uint8Array([0x04, ...random]);
        assert.deepEqual(pointFromJwk(jwkFromPoint(point)), point);
      }),
    );
  });

  const { x, y } = keys.ephemeral;
  const shortened = toBase64url((fromBase64url(awkward.shortX.x) ?? new Uint8Array()).subarray(1));
  const refused: readonly (readonly [string, unknown])[] = [
    ['no object', 'key'],
    ['null', null],
    ['an array', [{ kty: 'EC' }]],
    ['another key type', { kty: 'RSA', crv: 'P-256', x, y }],
    ['another curve', { kty: 'EC', crv: 'P-384', x, y }],
    ['no y', { kty: 'EC', crv: 'P-256', x }],
    ['a number for x', { kty: 'EC', crv: 'P-256', x: 1, y }],
    ['padding', { kty: 'EC', crv: 'P-256', x: `${x}=`, y }],
    ['a coordinate without its leading zero byte', { kty: 'EC', crv: 'P-256', x: shortened, y: awkward.shortX.y }],
    ['a coordinate with a zero byte more', { kty: 'EC', crv: 'P-256', x: `AA${x}`, y }],
  ];
  for (const [what, jwk] of refused) {
    it(`are refused with ${what}`, () => {
      assert.throws(() => pointFromJwk(jwk), { name: 'JoseError', code: 'malformed_jwk' });
    });
  }

  it('throw nothing but JoseError, whatever the JSON (property)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          pointFromJwk(value);
        } catch (error) {
          assert.ok(error instanceof JoseError);
        }
      }),
    );
  });

  it('tell an uncompressed point by its length and first byte', () => {
    assert.ok(isUncompressedP256(fromHex(keys.ephemeral.x963)));
    assert.ok(!isUncompressedP256(fromHex(`02${keys.ephemeral.x963.slice(2, 66)}`)));
    assert.ok(!isUncompressedP256(fromHex(`05${keys.ephemeral.x963.slice(2)}`)));
    assert.ok(!isUncompressedP256(fromHex(`${keys.ephemeral.x963}00`)));
  });
});
