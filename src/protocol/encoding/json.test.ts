import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import assertions from '#test/vectors/platform-sso/embedded-assertions.json' with { type: 'json' };
import apple from '#test/vectors/platform-sso/login-request-2022.json' with { type: 'json' };
import { fromBase64url, toBase64url } from './base64.ts';
import { type JsonValue, appleJson, isJsonObject, parseJsonObject } from './json.ts';
import { fromUtf8, utf8 } from './utf8.ts';

function decoded(part: string | undefined): string {
  const bytes = fromBase64url(part ?? '');
  return (bytes && fromUtf8(bytes)) ?? '';
}

describe('JSON as Apple’s Foundation writes it (section 3.2)', () => {
  const published = {
    'Apple’s login request of 2022 (14.2)': apple,
    'the captured login (14.7)': captures.login,
    'the captured key request (14.7)': captures.keyRequest,
    'the captured key exchange (14.7)': captures.keyExchange,
    'Apple’s smart card assertion (14.6)': assertions.smartCard,
    'Apple’s Secure Enclave assertion (14.6)': assertions.secureEnclaveKey,
  };
  for (const [name, message] of Object.entries(published)) {
    it(`is written byte for byte from the parsed header and claims of ${name}, members in their order`, () => {
      const [header, claims] = message.compact.split('.');
      for (const [part, expected] of [
        [header, message.header],
        [claims, message.claims],
      ] as const) {
        const value = parseJsonObject(decoded(part));
        assert.ok(value);
        assert.equal(toBase64url(utf8(appleJson(value))), part);
        assert.equal(toBase64url(utf8(appleJson(expected))), part);
      }
    });
  }

  it('starts an object with "ewogIC" in base64url', () => {
    assert.match(toBase64url(utf8(appleJson({ typ: 'JWT' }))), /^ewogIC/);
  });

  it('does not escape slashes, and indents by two spaces with " : "', () => {
    assert.equal(
      appleJson({ a: 'x/y', b: [1, { c: true }], d: {}, e: [] }),
      '{\n  "a" : "x/y",\n  "b" : [\n    1,\n    {\n      "c" : true\n    }\n  ],\n  "d" : {\n\n  },\n  "e" : [\n\n  ]\n}',
    );
  });

  it('is JSON: what is written parses to the same value (property)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const value = JSON.parse(JSON.stringify(object)) as JsonValue;
        assert.deepEqual(JSON.parse(appleJson(value)), value);
      }),
    );
  });
});

describe('Reading a JSON object', () => {
  for (const text of ['', '[]', 'null', '"x"', '1', '{', '{"a":1}x', '\u{feff}{}', '{"a":NaN}', "{'a':1}"]) {
    it(`gives undefined for ${JSON.stringify(text)}`, () => {
      assert.equal(parseJsonObject(text), undefined);
    });
  }

  it('treats "__proto__" as a member like any other', () => {
    const value = parseJsonObject('{"__proto__":{"admin":true}}');
    assert.ok(value);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(value['admin'], undefined);
    assert.deepEqual(Object.keys(value), ['__proto__']);
  });

  it('survives a depth of 100,000 arrays', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    assert.ok(parseJsonObject(deep));
  });

  it('gives an object or undefined for any text and never throws (property)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const value = parseJsonObject(text);
        assert.ok(value === undefined || isJsonObject(value));
      }),
    );
  });
});
