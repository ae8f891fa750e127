import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supportsMethod } from './grant-types.ts';

test('keys and cards need jwtBearer, a password any grant that can carry one (5.4)', () => {
  for (const method of ['UserSecureEnclaveKey', 'SmartCard'] as const) {
    assert.equal(supportsMethod(['password', 'saml1_1', 'saml2_0', 'tokenExchange'], method), false);
    assert.equal(supportsMethod(['password', 'jwtBearer'], method), true);
  }
  for (const grant of ['password', 'jwtBearer', 'saml1_1', 'saml2_0'])
    assert.equal(supportsMethod([grant], 'Password'), true);
  assert.equal(supportsMethod(['tokenExchange'], 'Password'), false);
  assert.equal(supportsMethod([], 'Password'), false);
});

test('an extension that declares nothing is not held to it (5.4)', () => {
  assert.equal(supportsMethod(undefined, 'SmartCard'), true);
});
