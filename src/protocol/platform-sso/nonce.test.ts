import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import samples from '#test/vectors/platform-sso/document-samples.json' with { type: 'json' };
import { parseForm } from '../encoding/form.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { encodeNonceRequest, encodeNonceResponse, isNonceRequest, parseNonceResponse } from './nonce.ts';

describe('The nonce request and its response (section 4)', () => {
  it('is Apple’s form body of 24 bytes, and recognised', () => {
    assert.equal(encodeNonceRequest(), samples.forms.nonce);
    assert.equal(encodeNonceRequest().length, 24);
    assert.ok(isNonceRequest(parseForm(encodeNonceRequest())));
  });

  it('carries what the login configuration adds', () => {
    const form = encodeNonceRequest([['tenant', 'a b+c']]);
    assert.equal(form, 'grant_type=srv_challenge&tenant=a%20b+c');
    assert.equal(parseForm(form).get('tenant'), 'a b+c');
    assert.ok(isNonceRequest(parseForm(form)));
  });

  it('is not any other form', () => {
    assert.ok(!isNonceRequest(parseForm('grant_type=password')));
    assert.ok(!isNonceRequest(parseForm('')));
    assert.ok(!isNonceRequest(parseForm('platform_sso_version=1.0')));
  });

  it('is answered under "Nonce" with a capital N, as in Apple’s sample', () => {
    assert.equal(parseNonceResponse(samples.nonceResponse), samples.nonceResponse.Nonce);
    assert.equal(encodeNonceResponse('abc'), '{"Nonce":"abc"}');
    assert.equal(parseNonceResponse({ nonce: 'abc' }), undefined);
  });

  it('is read at a key path, and at "Nonce" when nothing is there', () => {
    assert.equal(parseNonceResponse({ data: { challenge: 'abc' } }, 'data.challenge'), 'abc');
    assert.equal(parseNonceResponse({ Nonce: 'abc' }, 'data.challenge'), 'abc');
    assert.equal(parseNonceResponse({ data: { challenge: 1 } }, 'data.challenge'), undefined);
    assert.equal(parseNonceResponse({}, '__proto__.constructor.name'), undefined);
  });

  it('is no nonce when it is empty or of another type', () => {
    for (const value of ['', 1, true, null, [], {}]) assert.equal(parseNonceResponse({ Nonce: value }), undefined);
  });

  it('reads back after encoding, any text (property)', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (nonce) => {
        const body = parseJsonObject(encodeNonceResponse(nonce));
        assert.ok(body);
        assert.equal(parseNonceResponse(body), nonce);
      }),
    );
  });

  it('gives a text or undefined for any JSON and any key path (property)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (body, keyPath) => {
        const nonce = parseNonceResponse(JSON.parse(JSON.stringify(body)), keyPath);
        assert.ok(nonce === undefined || typeof nonce === 'string');
      }),
    );
  });
});
