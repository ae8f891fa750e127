import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../encoding/json.ts';
import { changed, refusal } from '../contract/sample-mac.ts';
import { MessageError } from '../message-error.ts';
import {
  encodeRegistrationAccessToken,
  encodeRegistrationSignIn,
  parseRegistrationAccessToken,
  parseRegistrationSignIn,
} from './sign-in.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1 });

describe('The sign-in of the registration window (our own exchange)', () => {
  it('reads back after encoding, question and answer (property)', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), (username, secret, expiresIn) => {
        const signIn = { code: username, codeVerifier: secret };
        assert.deepEqual(parseRegistrationSignIn(encodeRegistrationSignIn(signIn)), signIn);
        const token = { accessToken: secret, expiresIn, username };
        assert.deepEqual(parseRegistrationAccessToken(encodeRegistrationAccessToken(token)), token);
      }),
    );
  });

  it('answers as OAuth does (RFC 6749 section 5.1)', () => {
    const body = encodeRegistrationAccessToken({ accessToken: 'a', expiresIn: 300, username: 'ada' });
    assert.deepEqual(body, { token_type: 'Bearer', access_token: 'a', expires_in: 300, username: 'ada' });
  });

  it('is refused without any of its members', () => {
    const signIn = encodeRegistrationSignIn({ code: 'c', codeVerifier: 'v' });
    for (const name of Object.keys(signIn))
      assert.throws(() => parseRegistrationSignIn(changed(signIn, { [name]: undefined })), refusal('missing_claim'));
    const token = encodeRegistrationAccessToken({ accessToken: 'a', expiresIn: 300, username: 'ada' });
    for (const name of ['access_token', 'expires_in', 'username'])
      assert.throws(
        () => parseRegistrationAccessToken(changed(token, { [name]: undefined })),
        refusal('missing_claim'),
      );
  });

  it('throws nothing but MessageError for any JSON (property)', () => {
    const names = fc.constantFrom('username', 'code', 'code_verifier', 'access_token', 'expires_in');
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (any) => {
        const json = JSON.parse(JSON.stringify(any)) as JsonObject;
        for (const parse of [parseRegistrationSignIn, parseRegistrationAccessToken]) {
          try {
            parse(json);
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
    );
  });
});
