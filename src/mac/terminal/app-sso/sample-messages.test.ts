import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactVerify, importJWK } from 'jose';
import { parseForm } from '#protocol/encoding/form.ts';
import { parseTokenRequest } from '#protocol/platform-sso/token-request.ts';
import { parsePlatformSsoRequest } from '#protocol/platform-sso/request.ts';
import { systemRandom } from '#runtime/random.ts';
import { sampleTime } from '../testing/sample-mac.ts';
import { sampleMessages } from './sample-messages.ts';

const text = sampleMessages({
  configuration: undefined,
  loginUserName: 'ada@example.org',
  time: sampleTime,
  random: systemRandom,
});
const bodies = [...text.matchAll(/^Body:\n(.+)$/gm)].map(([, body = '']) => body);

test('app-sso platform -m prints five messages, each with header, claims and body (13.3)', () => {
  assert.deepEqual(
    [...text.matchAll(/^(.+):\nHeader:$/gm)].map(([, title]) => title),
    [
      'Login Request (Password)',
      'Login Request (UserSecureEnclaveKey)',
      'Refresh Request',
      'Key Request',
      'Key Exchange Request',
    ],
  );
  assert.equal(bodies.length, 5);
});

test('the sample messages verify with the printed throw-away key, by another JOSE library (13.1)', async () => {
  const printed = /^Device Signing and Encryption Key:\n ({[^}]+})/m.exec(text)?.[1] ?? '';
  const { d: _, ...publicJwk } = JSON.parse(printed) as Record<string, string>;
  const key = await importJWK(publicJwk, 'ES256');
  for (const body of bodies) {
    const { jws } = parseTokenRequest(parseForm(body));
    const { protectedHeader } = await compactVerify(jws, key);
    assert.equal(protectedHeader.kid, publicJwk['kid']);
  }
});

test('a server reads each sample message as what it is (5, 7)', () => {
  const kinds = bodies.map((body) => parsePlatformSsoRequest(parseTokenRequest(parseForm(body))).kind);
  assert.deepEqual(kinds, ['login', 'login', 'refresh', 'key_request', 'key_exchange']);
});

test('key requests among the samples carry no aud, logins carry it (7.2)', () => {
  const claims = [...text.matchAll(/^Claims:\n ({.+?^})/gms)].map(([, json = '']) => JSON.parse(json) as object);
  assert.deepEqual(
    claims.map((members) => 'aud' in members),
    [true, true, true, false, false],
  );
});
