import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import second from '#test/vectors/platform-sso/concat-kdf.json' with { type: 'json' };
import first from '#test/vectors/platform-sso/login-response.json' with { type: 'json' };
import rfc from '#test/vectors/rfc/rfc7518-c.json' with { type: 'json' };
import { keyAgreement, nodeCrypto, p256Point, p256PrivateKey } from '#runtime/crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import { encodePartyUInfo } from '../platform-sso/party-info.ts';
import { concatKdf, concatKdfInput } from './concat-kdf.ts';
import { pointFromJwk } from './jwk.ts';

function bytes(base64url: string): Uint8Array {
  return fromBase64url(base64url) ?? assert.fail('not base64url');
}

describe('Concat KDF (section 3.5, RFC 7518 section 4.6.2)', () => {
  it('has Apple’s input and Apple’s key for the login response (14.3)', () => {
    const info = { algorithmId: first.algorithmId, partyUInfo: bytes(first.apu), partyVInfo: bytes(first.apv) };
    assert.equal(toHex(concatKdfInput(bytes(first.z), info)), first.concatKdfInput);
    assert.equal(toBase64url(concatKdf(bytes(first.z), info, nodeCrypto)), first.cek);
  });

  it('has Apple’s input and Apple’s key for the second example (14.4)', () => {
    const epk = pointFromJwk({ kty: 'EC', crv: 'P-256', ...second.epk });
    const info = { algorithmId: 'A256GCM', partyUInfo: encodePartyUInfo(epk), partyVInfo: bytes(second.apv) };
    const z = fromHex(second.z);
    assert.equal(toHex(concatKdfInput(z, info)).toUpperCase(), second.concatKdfInput);
    assert.equal(toHex(concatKdf(z, info, nodeCrypto)).toUpperCase(), second.cek);
  });

  it('has the shared secret and the input of RFC 7518 appendix C, but for the length of the key wanted', () => {
    const alice = keyAgreement(p256PrivateKey(rfc.alice));
    const z = alice.agree(p256Point(p256PrivateKey(rfc.bob)));
    assert.equal(toHex(z), rfc.z);
    const info = { algorithmId: rfc.enc, partyUInfo: bytes(rfc.apu), partyVInfo: bytes(rfc.apv) };
    const input = concatKdfInput(z, info);
    // The appendix derives 128 bits (00000080), this product always 256 (00000100).
    assert.equal(toHex(input.subarray(0, -4)), rfc.concatKdfInput.slice(0, -8));
    assert.equal(toHex(input.subarray(-4)), '00000100');
    const theirs = nodeCrypto.sha256(input.subarray(0, -4), fromHex(rfc.concatKdfInput.slice(-8)));
    assert.equal(toBase64url(theirs.subarray(0, 16)), rfc.derivedKey);
  });

  it('tells party infos apart whose bytes join to the same text', () => {
    const z = new Uint8Array(32);
    const key = (u: number, v: number) =>
      toHex(
        concatKdf(
          z,
          { algorithmId: 'A256GCM', partyUInfo: new Uint8Array(u), partyVInfo: new Uint8Array(v) },
          nodeCrypto,
        ),
      );
    assert.notEqual(key(3, 5), key(5, 3));
  });
});
