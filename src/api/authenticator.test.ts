import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeProtectedHeader, compactVerify, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { offerAddress, parseOfferAddress, pushSubscription } from './authenticator.ts';
import {
  type AnswerContext,
  answerText,
  requestText,
  signingInputOf,
  type TextToSign,
} from './authenticator-signatures.ts';

const context: AnswerContext = {
  issuer: 'https://id.example.org',
  authenticatorId: 'phone-1',
  requestId: 'request-1',
  userId: 'ada',
  purpose: 'application',
  target: 'Notes',
  macSerialNumber: null,
  address: '192.0.2.7',
  begunAt: '2026-11-29T12:00:00.000Z',
  expiresAt: '2026-11-29T12:01:00.000Z',
  decision: 'approve',
  number: '42',
  unlock: 'pin',
  answeredAt: '2026-11-29T12:00:20.000Z',
};

async function signed(text: TextToSign, key: CryptoKey): Promise<string> {
  const input = signingInputOf(text);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, utf8(input));
  return `${input}.${toBase64url(new Uint8Array(signature))}`;
}

describe('What a phone signs (RFC 7515)', () => {
  it('is a compact JWS that jose verifies, with everything in it', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    assert.equal((await exportJWK(publicKey)).crv, 'P-256');
    const jws = await signed(answerText(context), privateKey);
    const { payload } = await compactVerify(jws, publicKey);
    assert.deepEqual(decodeProtectedHeader(jws), { alg: 'ES256', typ: 'phone-answer+jwt', kid: 'phone-1' });
    assert.deepEqual(JSON.parse(new TextDecoder().decode(payload)), {
      aud: 'https://id.example.org',
      request: 'request-1',
      sub: 'ada',
      purpose: 'application',
      target: 'Notes',
      mac: null,
      address: '192.0.2.7',
      begun: '2026-11-29T12:00:00.000Z',
      expires: '2026-11-29T12:01:00.000Z',
      decision: 'approve',
      number: '42',
      unlock: 'pin',
      answered: '2026-11-29T12:00:20.000Z',
    });
  });

  it('differs whenever any member of the context differs', () => {
    const usual = signingInputOf(answerText(context));
    for (const name of Object.keys(context)) {
      const other = { ...context, [name]: 'other' };
      assert.notEqual(signingInputOf(answerText(other)), usual, name);
    }
  });

  it('has another type for a request than for an answer (RFC 8725 section 3.11)', () => {
    const request = { method: 'GET', path: '/', bodyHash: '', at: 1500, nonce: 'n', counter: 1 };
    const { header, payload } = requestText({ issuer: context.issuer, authenticatorId: 'phone-1', ...request });
    assert.equal(header, '{"alg":"ES256","typ":"phone-request+jwt","kid":"phone-1"}');
    assert.equal(payload, '{"aud":"https://id.example.org","htm":"GET","htu":"/","bh":"","iat":1.5,"jti":"n","ctr":1}');
  });
});

describe('The address of an offer', () => {
  it('keeps the secret in the fragment, and is read back (property)', () => {
    const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toBase64url);
    fc.assert(
      fc.property(secrets, fc.constantFrom('https://id.example.org', 'https://localhost:8443'), (secret, issuer) => {
        const address = offerAddress(issuer, secret);
        assert.ok(!new URL(address).pathname.includes(secret));
        assert.deepEqual(parseOfferAddress(address), { issuer, secret });
      }),
    );
  });

  it('is nothing else (property)', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(parseOfferAddress(text), undefined)));
    const secret = 'A'.repeat(43);
    for (const text of [
      `http://id.example.org/authenticator/#enroll=${secret}`,
      `https://id.example.org@evil.example/authenticator/#enroll=${secret}`,
      `https://id.example.org/authenticator/?enroll=${secret}`,
      `https://id.example.org/authenticator/#enroll=${secret}&more`,
      'https://id.example.org/authenticator/#enroll=short',
      ` https://id.example.org/authenticator/#enroll=${secret}`,
    ]) {
      assert.equal(parseOfferAddress(text), undefined, text);
    }
  });
});

describe('A push subscription (Push API)', () => {
  it('is taken as browsers write it, and to https only', () => {
    const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) };
    const fits = (value: object) => pushSubscription.safeParse(value).success;
    assert.ok(fits({ endpoint: 'https://push.example/1', expirationTime: null, keys }));
    assert.ok(!fits({ endpoint: 'http://push.example/1', keys }));
    assert.ok(!fits({ endpoint: 'https://push.example/1', keys: { ...keys, auth: 'a' } }));
    assert.ok(!fits({ endpoint: 'https://push.example/1', keys, more: 1 }));
  });
});
