import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import samples from '#test/vectors/platform-sso/document-samples.json' with { type: 'json' };
import { FormError, parseForm } from '../encoding/form.ts';
import { refusal } from './contract/sample-mac.ts';
import { MessageError } from './message-error.ts';
import { encodeTokenRequest, parseTokenRequest } from './token-request.ts';

const grant = 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer';

describe('The form around a signed request (sections 2 and 5.1)', () => {
  it('is Apple’s: version, grant type with literal colons, the JWT last', () => {
    const jws = captures.login.compact;
    assert.equal(encodeTokenRequest({ version: '1.0', jws, parameter: 'assertion' }), samples.forms.login + jws);
    assert.equal(encodeTokenRequest({ version: '2.0', jws, parameter: 'assertion' }), samples.forms.keyRequest + jws);
  });

  it('puts custom values between grant type and JWT', () => {
    const form = encodeTokenRequest({ version: '1.0', jws: 'a.b.c', parameter: 'assertion' }, [['x', 'a+b c']]);
    assert.equal(form, `platform_sso_version=1.0&${grant}&x=a+b%20c&assertion=a.b.c`);
  });

  it('carries the JWT as "request" from an extension of SDK 13, as "assertion" from SDK 14 (section 0.2)', () => {
    for (const parameter of ['request', 'assertion']) {
      const parsed = parseTokenRequest(parseForm(`platform_sso_version=1.0&${grant}&${parameter}=a.b.c`));
      assert.deepEqual(parsed, { version: '1.0', jws: 'a.b.c', parameter });
    }
  });

  it('prefers "assertion" where both are sent', () => {
    const parsed = parseTokenRequest(parseForm(`platform_sso_version=1.0&${grant}&request=x&assertion=y`));
    assert.equal(parsed.jws, 'y');
  });

  it('says version 1, as the documentation’s table, or 1.0, as every Mac (section 15, slip 2)', () => {
    for (const [written, read] of [
      ['1', '1.0'],
      ['1.0', '1.0'],
      ['2', '2.0'],
      ['2.0', '2.0'],
    ]) {
      const parsed = parseTokenRequest(parseForm(`platform_sso_version=${written}&${grant}&assertion=a.b.c`));
      assert.equal(parsed.version, read);
    }
  });

  it('may have its colons percent-encoded', () => {
    const encoded = grant.replaceAll(':', '%3A');
    assert.equal(parseTokenRequest(parseForm(`platform_sso_version=1.0&${encoded}&assertion=a`)).jws, 'a');
  });

  const refused: readonly (readonly [string, string, MessageError['code']])[] = [
    ['no version', `${grant}&assertion=a`, 'unsupported_version'],
    [
      'Apple’s misprint "platform_sso_version2.0"',
      `platform_sso_version2.0&${grant}&assertion=a`,
      'unsupported_version',
    ],
    ['another version', `platform_sso_version=3.0&${grant}&assertion=a`, 'unsupported_version'],
    [
      'the name of an object’s method as version',
      `platform_sso_version=toString&${grant}&assertion=a`,
      'unsupported_version',
    ],
    ['no grant type', 'platform_sso_version=1.0&assertion=a', 'unsupported_grant_type'],
    ['another grant type', 'platform_sso_version=1.0&grant_type=password&assertion=a', 'unsupported_grant_type'],
    ['no JWT', `platform_sso_version=1.0&${grant}`, 'missing_parameter'],
    ['an empty JWT', `platform_sso_version=1.0&${grant}&assertion=`, 'missing_parameter'],
  ];
  for (const [what, form, code] of refused) {
    it(`is refused with ${what}: ${code}`, () => {
      assert.throws(() => parseTokenRequest(parseForm(form)), refusal(code));
    });
  }

  it('is refused when a field stands twice (section 16.3)', () => {
    const form = `platform_sso_version=1.0&${grant}&assertion=a&assertion=b`;
    assert.throws(() => parseForm(form), { name: 'FormError', code: 'duplicate_field' });
  });

  it('reads back after encoding, custom values included (property)', () => {
    const reserved = new Set(['platform_sso_version', 'grant_type', 'assertion', 'request', '']);
    const name = fc.string({ unit: 'grapheme' }).filter((text) => !reserved.has(text));
    const custom = fc.uniqueArray(fc.tuple(name, fc.string({ unit: 'grapheme' })), { selector: ([key]) => key });
    const request = fc.record(
      {
        version: fc.constantFrom('1.0' as const, '2.0' as const),
        jws: fc.stringMatching(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
        parameter: fc.constantFrom('assertion', 'request'),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(request, custom, (value, values) => {
        const fields = parseForm(encodeTokenRequest(value, values));
        assert.deepEqual(parseTokenRequest(fields), value);
        for (const [key, text] of values) assert.equal(fields.get(key), text);
      }),
    );
  });

  it('throws nothing but MessageError and FormError, whatever the body (property)', () => {
    const piece = fc.constantFrom(
      'platform_sso_version=1.0',
      grant,
      'assertion',
      '=',
      '&',
      '%',
      '%41',
      'request=x',
      '+',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('&')),
        ),
        (body) => {
          try {
            parseTokenRequest(parseForm(body));
          } catch (error) {
            assert.ok(error instanceof MessageError || error instanceof FormError);
          }
        },
      ),
    );
  });
});
