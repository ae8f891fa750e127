import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  optionalBytes,
  optionalDate,
  optionalText,
  optionalTexts,
  requiredDate,
  requiredText,
  words,
} from './claims.ts';
import { refusal } from './contract/sample-mac.ts';
import { MessageError } from './message-error.ts';

describe('Claims', () => {
  it('hold times as JSON integers (SDK 14) or as strings (the messages of 2022), fractions included (section 3.2)', () => {
    assert.equal(requiredDate({ iat: 1_685_737_067 }, 'iat'), 1_685_737_067);
    assert.equal(requiredDate({ iat: '1656005132' }, 'iat'), 1_656_005_132);
    assert.equal(requiredDate({ iat: '1646867283.216107' }, 'iat'), 1_646_867_283.216107);
    assert.equal(requiredDate({ iat: 0 }, 'iat'), 0);
    assert.equal(optionalDate({}, 'exp'), undefined);
  });

  for (const value of ['', ' 1', '1 ', '-1', '1e3', '0x10', '1.', '١', '1'.repeat(13), -1, true, null, [], {}]) {
    it(`are refused with the time ${JSON.stringify(value)}`, () => {
      assert.throws(() => requiredDate({ iat: value }, 'iat'), refusal('malformed_claim'));
    });
  }

  it('may leave a text out or null, but not empty and not of another type', () => {
    assert.equal(optionalText({}, 'sub'), undefined);
    assert.equal(optionalText({ sub: null }, 'sub'), undefined);
    assert.throws(() => requiredText({}, 'sub'), refusal('missing_claim'));
    assert.throws(() => requiredText({ sub: null }, 'sub'), refusal('missing_claim'));
    for (const value of ['', 1, true, [], ['a'], {}])
      assert.throws(() => optionalText({ sub: value }, 'sub'), refusal('malformed_claim'));
    assert.throws(() => requiredDate({}, 'iat'), refusal('missing_claim'));
  });

  it('hold lists of texts only', () => {
    assert.deepEqual(optionalTexts({ amr: ['pwd'] }, 'amr'), ['pwd']);
    assert.equal(optionalTexts({}, 'amr'), undefined);
    for (const value of ['pwd', [1], [null], {}, null])
      assert.throws(() => optionalTexts({ amr: value }, 'amr'), refusal('malformed_claim'));
  });

  it('hold bytes in any flavour of base64', () => {
    for (const text of ['+/8=', '+/8', '-_8', '-_8='])
      assert.deepEqual(optionalBytes({ key: text }, 'key'), new Uint8Array([0xfb, 0xff]));
    assert.equal(optionalBytes({}, 'key'), undefined);
    assert.throws(() => optionalBytes({ key: '+_8' }, 'key'), refusal('malformed_claim'));
  });

  it('split a scope at spaces, however many', () => {
    assert.deepEqual(words('openid  offline_access '), ['openid', 'offline_access']);
    assert.deepEqual(words(undefined), []);
  });

  it('never name a value in a refusal, and throw nothing but MessageError (property)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const claims = { password: value } as Parameters<typeof requiredText>[0];
        for (const read of [requiredText, optionalText, requiredDate, optionalDate, optionalTexts, optionalBytes]) {
          try {
            read(claims, 'password');
          } catch (error) {
            assert.ok(error instanceof MessageError);
            if (typeof value === 'string' && value.length > 12) assert.ok(!error.message.includes(value));
          }
        }
      }),
    );
  });
});
