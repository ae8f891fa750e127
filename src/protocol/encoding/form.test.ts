import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FormError, appleForm, parseForm } from './form.ts';

describe('Forms as macOS sends them (section 2)', () => {
  it('leave + / : ? and the grant type’s colons literal and write a space as %20', () => {
    const form = appleForm([
      ['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      ['custom', 'a+b/c:d?e f&g'],
    ]);
    assert.equal(form, 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&custom=a+b/c:d?e%20f%26g');
  });

  it('carry the JWT last and unencoded', () => {
    assert.equal(appleForm([['a', 'b']], ['assertion', 'ewogIC.x-_.y==']), 'a=b&assertion=ewogIC.x-_.y==');
  });

  it('keep a literal + as +, / as /, : as : (unlike a browser’s form decoder)', () => {
    const fields = parseForm('kid=a+b/c:d&x=%2B%2F%3A');
    assert.equal(fields.get('kid'), 'a+b/c:d');
    assert.equal(fields.get('x'), '+/:');
  });

  it('may hold = inside a value, encoded or not', () => {
    assert.equal(parseForm('nonce=abc==').get('nonce'), 'abc==');
    assert.equal(parseForm('nonce=abc%3D%3D').get('nonce'), 'abc==');
  });

  it('may hold empty values, names without =, and stray ampersands', () => {
    assert.deepEqual(
      [...parseForm('&a=&b&&c=1&')],
      [
        ['a', ''],
        ['b', ''],
        ['c', '1'],
      ],
    );
    assert.equal(parseForm('').size, 0);
  });

  it('keep a name such as __proto__ harmless', () => {
    assert.equal(parseForm('__proto__=x').get('__proto__'), 'x');
  });

  it('are refused when a field stands twice, also when one of the two is encoded', () => {
    for (const body of ['assertion=a&assertion=b', 'assertion=a&%61ssertion=b'])
      assert.throws(() => parseForm(body), { name: 'FormError', code: 'duplicate_field' });
  });

  for (const body of ['a=%', 'a=%4', 'a=%zz', '%=a', 'a=%ff', 'a=%c3%28'])
    it(`are refused for the broken escape in ${body}`, () => {
      assert.throws(() => parseForm(body), { name: 'FormError', code: 'malformed_form' });
    });

  it('read back what was written (property)', () => {
    const word = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(word, word), { selector: ([name]) => name, maxLength: 6 }), (fields) => {
        const written = fields.filter(([name, value]) => name !== '' || value !== '');
        assert.deepEqual([...parseForm(appleForm(written))], written);
      }),
    );
  });

  it('throw nothing but FormError, whatever the text (property)', () => {
    const letters = '%&=+abf0189c3 é'.split('');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...letters) })), (body) => {
        try {
          parseForm(body);
        } catch (error) {
          assert.ok(error instanceof FormError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
