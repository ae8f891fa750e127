import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import rfc from '#test/vectors/rfc/rfc5849.json' with { type: 'json' };
import {
  encodeAuthorization,
  type HmacSha1,
  type Parameter,
  parseAuthorization,
  percentEncode,
  signature,
  signatureBaseString,
} from './oauth1.ts';

const hmac: HmacSha1 = (key, data) => createHmac('sha1', key).update(data).digest();

describe('OAuth 1.0a signatures (RFC 5849 section 3.4)', () => {
  for (const vector of [rfc.photos, rfc.form]) {
    const parts = { ...vector, parameters: vector.parameters as unknown as Parameter[] };
    it(`are those of ${vector.source}`, () => {
      assert.equal(signatureBaseString(parts), vector.baseString);
      assert.equal(signature(parts, vector, hmac), vector.signature);
    });
  }

  it('cover the path / where the URL has none, and the port unless it is the scheme’s own (section 3.4.1.2)', () => {
    const base = (url: string) => signatureBaseString({ method: 'get', url, parameters: [] }).split('&')[1];
    assert.equal(base('https://Example.org'), 'https%3A%2F%2Fexample.org%2F');
    assert.equal(base('https://example.org:443/session'), 'https%3A%2F%2Fexample.org%2Fsession');
    assert.equal(base('https://example.org:8443/session'), 'https%3A%2F%2Fexample.org%3A8443%2Fsession');
    assert.throws(() => base('/session'), RangeError);
  });

  it('encode everything but unreserved letters, in capitals (section 3.6)', () => {
    assert.equal(percentEncode("aZ0-._~!'()* +/é"), 'aZ0-._~%21%27%28%29%2A%20%2B%2F%C3%A9');
  });
});

describe('The OAuth 1.0a Authorization header (RFC 5849 section 3.5.1)', () => {
  it('is read as the RFC prints it, over several lines, without the realm', () => {
    const expected = [...rfc.photos.parameters, ['oauth_signature', rfc.photos.signature]];
    assert.deepEqual(parseAuthorization(rfc.photos.header), expected);
  });

  it('reads back after encoding, whatever the values (property)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => name.toLowerCase() !== 'realm');
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (parameters) => {
        assert.deepEqual(parseAuthorization(encodeAuthorization('ADM', parameters)), parameters);
      }),
    );
  });

  it('is refused for another scheme, a value without quotes and a broken escape', () => {
    for (const header of ['Bearer x', 'OAuth', 'OAuth a=b', 'OAuth a="%zz"', 'OAuth a="b",', 'OAuth ="b"'])
      assert.equal(parseAuthorization(header), undefined, header);
  });

  it('never throws (property)', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseAuthorization(`OAuth ${text}`)));
  });
});
