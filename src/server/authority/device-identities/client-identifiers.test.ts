import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkClientIdentifier, clientIdentifierLife, mintClientIdentifier } from './client-identifiers.ts';
import { otherMac, someMac } from './contract/identity-bench.ts';

const key = new Uint8Array(32).fill(1);
const now = 1_764_072_000_000;

test('a client identifier names its Mac until its end', () => {
  const identifier = mintClientIdentifier(someMac, key, now);
  assert.deepEqual(checkClientIdentifier(identifier, key, now), { kind: 'valid', subject: someMac });
  assert.deepEqual(checkClientIdentifier(identifier, key, now + clientIdentifierLife + 1000), {
    kind: 'refused',
    code: 'client_identifier_expired',
  });
});

test('that of a renewal says so, and is good for 30 days', () => {
  const subject = { ...someMac, isRenewal: true };
  const identifier = mintClientIdentifier(subject, key, now);
  const late = now + 30 * 86_400_000 - 1000;
  assert.deepEqual(checkClientIdentifier(identifier, key, late), { kind: 'valid', subject });
  assert.equal(checkClientIdentifier(identifier, key, late + 2000).kind, 'refused');
});

test('a Mac without a UDID has an identifier too', () => {
  const subject = { ...someMac, udid: undefined };
  assert.deepEqual(checkClientIdentifier(mintClientIdentifier(subject, key, now), key, now), {
    kind: 'valid',
    subject,
  });
});

test('an identifier of another key, with another Mac’s claims or with something behind it is wrong', () => {
  const wrong = { kind: 'refused', code: 'client_identifier_wrong' };
  const identifier = mintClientIdentifier(someMac, key, now);
  const [, tag] = identifier.split('.');
  const [claims] = mintClientIdentifier(otherMac, key, now).split('.');
  assert.deepEqual(checkClientIdentifier(identifier, new Uint8Array(32), now), wrong);
  assert.deepEqual(checkClientIdentifier(`${claims}.${tag}`, key, now), wrong);
  assert.deepEqual(checkClientIdentifier(`${identifier}.x`, key, now), wrong);
  assert.deepEqual(checkClientIdentifier(`${identifier}=`, key, now), wrong);
});

test('no text but a minted one is an identifier', () => {
  fc.assert(fc.property(fc.string(), (text) => checkClientIdentifier(text, key, now).kind === 'refused'));
});
