import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { factorMethods } from '#api/policy.ts';
import { strongestOf } from './strongest.ts';

const password = [['password']] as const;

describe('What confirms a person', () => {
  it('is the strongest that they have, or what stands in for it', () => {
    assert.deepEqual(strongestOf(password, ['password']), [['password']]);
    assert.deepEqual(strongestOf(password, ['password', 'code', 'number']), [
      ['password', 'number'],
      ['password', 'code'],
    ]);
    assert.deepEqual(
      strongestOf([['passkey'], ['password', 'code']], ['password', 'code', 'passkey', 'recovery-code']),
      [['passkey'], ['password', 'recovery-code', 'code']],
    );
    assert.deepEqual(strongestOf([['password'], ['temporary-pass']], ['password', 'temporary-pass']), [
      ['password'],
      ['temporary-pass'],
    ]);
  });

  it('is never less than the policy asks for', () => {
    assert.deepEqual(strongestOf([['password', 'number']], ['password', 'number', 'passkey']), [
      ['passkey', 'password', 'number'],
    ]);
  });

  it('always holds a combination of the policy whole, and offers one where the policy does (property)', () => {
    const methods = fc.uniqueArray(fc.constantFrom(...factorMethods), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(methods, { minLength: 1, maxLength: 4 }), methods, (asked, further) => {
        const has = [...new Set([...asked.flat(), ...further, 'password' as const])];
        const found = strongestOf(asked, has);
        assert.ok(found.length > 0);
        for (const set of found) {
          assert.ok(asked.some((wanted) => wanted.every((method) => set.includes(method))));
          assert.ok(set.every((method) => has.includes(method)));
        }
      }),
    );
  });
});
