import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masked } from './mask.ts';
import { readText } from './read-text.ts';

test('secrets of a text are not shown: tokens, keys, passwords, certificates', () => {
  const secrets = [
    ['Authorization: Bearer abcdef0123456789abcdef', 'abcdef0123456789'],
    ['"password" : "hunter2-and-more"', 'hunter2'],
    ['refresh_token=9f8e7d6c5b4a39281706', '9f8e7d6c5b4a'],
    ['assertion=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl', 'eyJzdWIi'],
    ['ewogICJ0eXAiIDogIkpXVCIKfQ.e30.AAAA', 'ewogICJ0eXAi'],
    ['https://ada:secret@id.example.org/x?access-token=abc123def456', 'secret'],
    ['https://ada:secret@id.example.org/x?access-token=abc123def456', 'abc123def456'],
    ['"_sepKeyData" : "q8vXz0d1LrY6s7mE5kT3nU2bC9wH4gJfP1aRtOiDyMs="', 'LrY6s7mE5kT3nU2bC9wH4gJfP1aRtOiDyMs'],
    ['"userUnlockHash" : "6C3B9A1D5E2F40718293A4B5C6D7E8F901234567"', '6C3B9A1D5E2F40718293A4B5C6D7'],
    ['RegistrationToken = pl_reg_0123456789abcdefABCDEF0123456789', '0123456789abcdefABCDEF'],
  ] as const;
  for (const [line, secret] of secrets) assert.ok(!masked(line).includes(secret), masked(line));
  for (const line of [
    '"loginType" : "POLoginTypeUserSecureEnclaveKey (2)"',
    '"includePreviousRefreshTokenInLoginRequest" : true',
    'Sending login request: 7D71F8B4-1DE7-4F89-8C3A-210D161F38AC to https://id.example.org/platform-sso/token',
    'method UserSecureEnclaveKey',
    '/.well-known/apple-app-site-association',
  ]) {
    assert.equal(masked(line), line);
  }
});

test('lines keep their numbers whatever ends them', () => {
  assert.deepEqual(
    readText('a\r\nb\rc\nd').lines.map(({ number, text }) => `${number}${text}`),
    ['1a', '2b', '3c', '4d'],
  );
});
