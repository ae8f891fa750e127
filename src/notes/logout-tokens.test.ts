import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as jose from 'jose';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import { LogoutTokens } from './logout-tokens.ts';

const issuer = 'https://id.example.org';
const clock = { time: Date.UTC(2026, 10, 29, 12), now: () => clock.time };
const event = 'http://schemas.openid.net/event/backchannel-logout';
const keys = await jose.generateKeyPair('ES256');
const others = await jose.generateKeyPair('ES256');
const jwks = JSON.stringify({ keys: [{ ...(await jose.exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' }] });
const fetch: HttpsFetch = async () => ({
  status: 200,
  headers: {},
  text: () => jwks,
  bytes: () => new Uint8Array(),
  rootFingerprint: undefined,
});
const reader = () => new LogoutTokens({ issuer, clientId: 'notes', jwksUri: `${issuer}/jwks`, fetch, clock });
let tokens = 0;

/** What jose makes of a right one, with changes. */
function made(
  claims: Readonly<Record<string, unknown>> = {},
  header: Partial<jose.JWTHeaderParameters> = {},
  key = keys.privateKey,
) {
  const now = Math.floor(clock.time / 1000);
  tokens += 1;
  const right = { iss: issuer, aud: 'notes', iat: now, exp: now + 120, jti: `t${tokens}`, sub: 'ada', sid: 's' };
  const payload = Object.entries({ ...right, events: { [event]: {} }, ...claims }).filter(
    ([, value]) => value !== null,
  );
  return new jose.SignJWT(Object.fromEntries(payload))
    .setProtectedHeader({ alg: 'ES256', typ: 'logout+jwt', kid: 'k1', ...header })
    .sign(key);
}

test('A logout token that jose made is believed, once (Back-Channel Logout 1.0 section 2.6)', async () => {
  const tokensOf = reader();
  const token = await made();
  assert.deepEqual(await tokensOf.read(token), { subject: 'ada', sid: 's' });
  assert.equal(await tokensOf.read(token), undefined, 'a second time it is a replay');
  assert.deepEqual(await tokensOf.read(await made({ aud: ['other', 'notes'], sid: null })), {
    subject: 'ada',
    sid: undefined,
  });
});

const wrong: Readonly<Record<string, () => Promise<string>>> = {
  'of another issuer': () => made({ iss: 'https://elsewhere.example' }),
  'for another application': () => made({ aud: 'wiki' }),
  'with a nonce, as an id_token has': () => made({ nonce: 'n' }),
  'without the event': () => made({ events: {} }),
  'without events': () => made({ events: null }),
  'without an id': () => made({ jti: null }),
  'of nobody': () => made({ sub: null, sid: null }),
  'that has expired': () => made({ exp: Math.floor(clock.time / 1000) - 61 }),
  'without an end': () => made({ exp: null }),
  'that is old': () => made({ iat: Math.floor(clock.time / 1000) - 400 }),
  'from the future': () => made({ iat: Math.floor(clock.time / 1000) + 100 }),
  'of another type': () => made({}, { typ: 'JWT' }),
  'of a key that is not published': () => made({}, { kid: 'k2' }),
  'signed by somebody else': () => made({}, {}, others.privateKey),
  'that is no token': () => Promise.resolve('x.y.z'),
};

for (const [title, make] of Object.entries(wrong)) {
  test(`a logout token ${title} is not believed`, async () => {
    assert.equal(await reader().read(await make()), undefined);
  });
}
