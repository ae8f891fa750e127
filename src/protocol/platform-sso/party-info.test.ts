import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import second from '#test/vectors/platform-sso/concat-kdf.json' with { type: 'json' };
import encrypted from '#test/vectors/platform-sso/encrypted-assertion.json' with { type: 'json' };
import keys from '#test/vectors/platform-sso/keys.json' with { type: 'json' };
import request from '#test/vectors/platform-sso/login-request-2022.json' with { type: 'json' };
import response from '#test/vectors/platform-sso/login-response.json' with { type: 'json' };
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { concat, fromHex, toHex, uint32 } from '../encoding/bytes.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { pointFromJwk } from '../jose/jwk.ts';
import { refusal } from './contract/sample-mac.ts';
import { MessageError } from './message-error.ts';
import {
  encodeAssertionPartyVInfo,
  encodePartyUInfo,
  encodeRequestPartyVInfo,
  parseRequestPartyVInfo,
  splitFields,
} from './party-info.ts';

function bytes(base64url: string): Uint8Array {
  return fromBase64url(base64url) ?? assert.fail('not base64url');
}

describe('Party infos (section 3.4)', () => {
  it('of Apple’s request: 118 bytes, encoded to the published text and read back (14.3)', () => {
    const partyVInfo = { deviceEncryptionKey: fromHex(keys.deviceEncryption.x963), nonce: request.claims.nonce };
    const encoded = encodeRequestPartyVInfo(partyVInfo);
    assert.equal(encoded.length, 118);
    assert.equal(toBase64url(encoded), response.apv);
    assert.equal(request.claims.jwe_crypto.apv, response.apv);
    assert.deepEqual(parseRequestPartyVInfo(bytes(response.apv)), partyVInfo);
  });

  it('of Apple’s response: 78 bytes, encoded to the published text (14.3)', () => {
    const encoded = encodePartyUInfo(fromHex(keys.ephemeral.x963));
    assert.equal(encoded.length, 78);
    assert.equal(toBase64url(encoded), response.apu);
  });

  it('of Apple’s second example: encoded to the published text (14.4)', () => {
    const deviceEncryptionKey = pointFromJwk({ kty: 'EC', crv: 'P-256', ...second.deviceEncryptionKey });
    assert.equal(toBase64url(encodeRequestPartyVInfo({ deviceEncryptionKey, nonce: second.nonce })), second.apv);
  });

  it('of Apple’s encrypted assertion: prefix, recipient, server nonce, and the ephemeral key in apu (14.5)', () => {
    const { header, claims } = encrypted.page;
    const recipient = fromHex(encrypted.recipient);
    const encoded = encodeAssertionPartyVInfo(encrypted.apvPrefix, recipient, claims.request_nonce);
    assert.equal(toBase64url(encoded), header.apv);
    assert.equal(toBase64url(encodePartyUInfo(pointFromJwk(header.epk))), header.apu);
    const [prefix, key, nonce] = splitFields(bytes(header.apv));
    assert.equal(fromUtf8(prefix ?? new Uint8Array()), 'APPLEEMBEDDED');
    assert.equal(toHex(key ?? new Uint8Array()), encrypted.recipient);
    assert.equal(fromUtf8(nonce ?? new Uint8Array()), claims.request_nonce);
    assert.notEqual(claims.request_nonce, claims.nonce);
  });

  it('of the captured requests: one device key, each with its own nonce (14.7)', () => {
    const infos = [captures.login, captures.keyRequest, captures.keyExchange].map(({ claims }) => {
      const info = parseRequestPartyVInfo(bytes(claims.jwe_crypto.apv));
      assert.equal(info.nonce, claims.nonce);
      assert.equal(toBase64url(encodeRequestPartyVInfo(info)), claims.jwe_crypto.apv);
      return toHex(info.deviceEncryptionKey);
    });
    assert.equal(new Set(infos).size, 1);
  });

  it('have the label Apple in a request and APPLE from whoever encrypts (section 15, slip 17)', () => {
    const label = (encoded: Uint8Array) => fromUtf8(splitFields(encoded)[0] ?? new Uint8Array());
    assert.equal(label(encodeRequestPartyVInfo({ deviceEncryptionKey: new Uint8Array(65), nonce: 'N' })), 'Apple');
    assert.equal(label(encodePartyUInfo(new Uint8Array(65))), 'APPLE');
  });

  it('may have an empty prefix', () => {
    const encoded = encodeAssertionPartyVInfo('', new Uint8Array([4]), 'n');
    assert.deepEqual(splitFields(encoded), [new Uint8Array(), new Uint8Array([4]), utf8('n')]);
  });

  it('are read whatever the label says: no document binds it', () => {
    const info = parseRequestPartyVInfo(fields(utf8('other'), new Uint8Array([4]), utf8('n')));
    assert.deepEqual(info, { deviceEncryptionKey: new Uint8Array([4]), nonce: 'n' });
  });

  it('read back after encoding, any key and any nonce (property)', () => {
    const nonce = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), nonce, (random, text) => {
        const info = { deviceEncryptionKey: new Uint8Array(random), nonce: text };
        assert.deepEqual(parseRequestPartyVInfo(encodeRequestPartyVInfo(info)), info);
      }),
    );
  });

  const good = encodeRequestPartyVInfo({ deviceEncryptionKey: new Uint8Array(65), nonce: 'N' });
  const malformed: readonly (readonly [string, Uint8Array])[] = [
    ['empty', new Uint8Array()],
    ['two fields', fields(utf8('Apple'), new Uint8Array(65))],
    ['four fields', fields(utf8('Apple'), new Uint8Array(65), utf8('N'), utf8('x'))],
    ['an empty nonce', fields(utf8('Apple'), new Uint8Array(65), utf8(''))],
    ['a nonce that is not UTF-8', fields(utf8('Apple'), new Uint8Array(65), new Uint8Array([0xff]))],
    ['nine empty fields', new Uint8Array(36)],
    ['a length over the end', concat(uint32(6), utf8('Apple'))],
    ['a length of 4 GiB', concat(uint32(0xffff_ffff), utf8('Apple'))],
    ['a length that wraps around in 32 bits', concat(uint32(0xffff_fffc), utf8('Apple'))],
    ['a length that is cut', good.subarray(0, 3)],
    ['bytes after the last field', concat(good, new Uint8Array([0]))],
    ['a megabyte of empty fields', new Uint8Array(1 << 20)],
  ];
  for (const [what, blob] of malformed) {
    it(`are refused when they are absurd: ${what} (section 16.3)`, () => {
      assert.throws(() => parseRequestPartyVInfo(blob), refusal('party_info_malformed'));
    });
  }

  it('throw nothing but MessageError, whatever the bytes (property)', () => {
    const lengths = fc.array(fc.tuple(fc.nat(9), fc.uint8Array({ maxLength: 9 })), { maxLength: 10 });
    const likely = lengths.map((list) => concat(...list.flatMap(([length, value]) => [uint32(length), value])));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), likely), (blob) => {
        try {
          const found = splitFields(blob);
          assert.deepEqual([...fields(...found)], [...blob]);
          parseRequestPartyVInfo(blob);
        } catch (error) {
          assert.ok(error instanceof MessageError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function fields(...values: readonly Uint8Array[]): Uint8Array {
  return concat(...values.flatMap((value) => [uint32(value.length), value]));
}
