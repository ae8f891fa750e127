import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nodeCrypto } from '#runtime/crypto.ts';
import { toBase64url } from '../../encoding/base64.ts';
import { refusal } from '../contract/sample-mac.ts';
import { MessageError } from '../message-error.ts';
import {
  challengeOf,
  encodeRegistrationCallback,
  encodeWindowRequest,
  parseRegistrationCallback,
  parseWindowRequest,
} from './window.ts';

const codeChallenge = new Uint8Array(32).fill(5);
const request = { codeChallenge, state: 'a-state-of-sixteen-letters', serialNumber: 'C02X', loginHint: undefined };

describe('The registration window (our own, after RFC 7636 and RFC 8252)', () => {
  it('has the challenge of the RFC for its verifier (RFC 7636 appendix B)', () => {
    const challenge = challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', (bytes) => nodeCrypto.sha256(bytes));
    assert.equal(toBase64url(challenge), 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  it('reads back what it is opened with', () => {
    for (const loginHint of [undefined, 'ada+x@example.org']) {
      assert.deepEqual(parseWindowRequest(encodeWindowRequest({ ...request, loginHint })), { ...request, loginHint });
    }
  });

  it('is not opened without its parts, twice with one, or with others than they are', () => {
    const whole = encodeWindowRequest(request);
    for (const name of ['code_challenge', 'code_challenge_method', 'state', 'serial_number']) {
      const fields = new URLSearchParams(whole);
      fields.delete(name);
      assert.throws(() => parseWindowRequest(fields.toString()), refusal('window_request_malformed'), name);
      assert.throws(() => parseWindowRequest(`${whole}&${name}=x`), refusal('window_request_malformed'), name);
    }
    for (const wrong of [
      'code_challenge_method=plain',
      'state=short',
      'code_challenge=AAAA',
      'serial_number=%3Cb%3E',
    ]) {
      const [name = ''] = wrong.split('=');
      const fields = new URLSearchParams(whole);
      fields.delete(name);
      assert.throws(
        () => parseWindowRequest(`${fields.toString()}&${wrong}`),
        refusal('window_request_malformed'),
        wrong,
      );
    }
  });

  it('reads back how it ends', () => {
    for (const callback of [
      { kind: 'code', code: 'c&d', state: 's' },
      { kind: 'failed', error: 'access_denied', state: 's' },
    ] as const) {
      assert.deepEqual(parseRegistrationCallback(encodeRegistrationCallback(callback)), callback);
    }
    for (const url of ['other://callback?code=c&state=s', 'porchlight-registration://callback?code=c', '']) {
      assert.throws(() => parseRegistrationCallback(url), refusal('callback_malformed'), url);
    }
  });

  it('throws nothing but MessageError for any text (property)', () => {
    fc.assert(
      fc.property(fc.string(), (any) => {
        for (const parse of [
          () => parseWindowRequest(any),
          () => parseRegistrationCallback(`porchlight-registration://callback?${any}`),
        ]) {
          try {
            parse();
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
    );
  });
});
