import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import encrypted from '#test/vectors/platform-sso/encrypted-assertion.json' with { type: 'json' };
import { FormError, parseForm } from '../encoding/form.ts';
import type { JsonObject } from '../encoding/json.ts';
import { JoseError } from '../jose/error.ts';
import {
  agreementKey,
  changed,
  keyExchangeClaims,
  keyRequestClaims,
  loginClaims,
  parsedFromForm,
  refreshClaims,
  refusal,
  signed,
} from './contract/sample-mac.ts';
import { parseEncryptedLoginAssertion } from './encrypted-login-assertion.ts';
import { parseLoginAssertion } from './login-assertion.ts';
import { oldTyp, typ } from './media-types.ts';
import { MessageError } from './message-error.ts';
import { parsePlatformSsoRequest } from './request.ts';
import { parseSignedRequest } from './signed-request.ts';
import { encodeTokenRequest, parseTokenRequest } from './token-request.ts';
import { toBase64 } from '../encoding/base64.ts';

const exchangeClaims = changed(keyExchangeClaims, { other_publickey: toBase64(agreementKey().publicKey) });
const kinds = {
  login: [loginClaims, typ.loginRequest, '1.0'],
  refresh: [refreshClaims, typ.refreshRequest, '1.0'],
  key_request: [keyRequestClaims, typ.keyRequest, '2.0'],
  key_exchange: [exchangeClaims, typ.keyRequest, '2.0'],
} as const;

describe('Which request a form holds (section 15, last paragraph)', () => {
  for (const [kind, [claims, itsTyp, version]] of Object.entries(kinds)) {
    it(`is a ${kind} by the form’s version and the claim, with its own typ or with JWT in its place`, () => {
      assert.equal(parsedFromForm(signed(claims, itsTyp), version).kind, kind);
      assert.equal(parsedFromForm(signed(claims, oldTyp), version).kind, kind);
    });

    it(`is not a ${kind} when the other kinds’ typ is on it: unexpected_typ`, () => {
      for (const other of Object.values(typ)) {
        if (other === itsTyp) continue;
        assert.throws(() => parsedFromForm(signed(claims, other), version), refusal('unexpected_typ'));
      }
    });
  }

  it('is of the captured kinds for the captured messages (14.7)', () => {
    assert.equal(parsedFromForm(captures.login.compact, '1.0').kind, 'login');
    assert.equal(parsedFromForm(captures.keyRequest.compact, '2.0').kind, 'key_request');
    assert.equal(parsedFromForm(captures.keyExchange.compact, '2.0').kind, 'key_exchange');
  });

  it('is none in a form of version 2.0 without a known request_type', () => {
    for (const type of [undefined, 'login', 'toString', 'KEY_REQUEST']) {
      const jws = signed(changed(keyRequestClaims, { request_type: type }), typ.keyRequest);
      assert.throws(() => parsedFromForm(jws, '2.0'), refusal('unsupported_request_type'));
    }
    assert.throws(
      () => parsedFromForm(signed(loginClaims, typ.loginRequest), '2.0'),
      refusal('unsupported_request_type'),
    );
  });

  it('is no key request in a form of version 1.0: nothing is taken for another kind', () => {
    assert.throws(() => parsedFromForm(signed(keyRequestClaims, typ.keyRequest), '1.0'), refusal('unexpected_typ'));
    assert.throws(() => parsedFromForm(signed(keyRequestClaims, oldTyp), '1.0'), refusal('missing_claim'));
  });

  it('reads back every kind after encoding, whatever custom claims it carries (property)', () => {
    const standard = new Set(Object.values(kinds).flatMap(([claims]) => Object.keys(claims)));
    const reserved = new Set([...standard, 'claims', 'amr', 'assertion', 'previous_refresh_token', '__proto__']);
    const name = fc.string({ unit: 'grapheme' }).filter((text) => !reserved.has(text));
    const custom = fc.dictionary(name, fc.jsonValue(), { noNullPrototype: true, maxKeys: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(kinds)), custom, ([claims, itsTyp, version], extra) => {
        const whole = JSON.parse(JSON.stringify({ ...extra, ...claims })) as JsonObject;
        const jws = signed(whole, itsTyp);
        const form = encodeTokenRequest({ version, jws, parameter: 'assertion' });
        assert.deepEqual(parsePlatformSsoRequest(parseTokenRequest(parseForm(form))).jws.claims, whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe('Random input to every parser of the token endpoint', () => {
  const anyValue = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('password', 'refresh_token', 'key_request', 'user_unlock', oldTyp, 'a.b.c', 'a.b.c.d.e'),
    fc.constantFrom(encrypted.embedded, loginClaims['jwe_crypto'] ?? null, captures.login.compact),
  );

  it('throws nothing but MessageError when any claims are of any JSON (property)', () => {
    const every = [...new Set(Object.values(kinds).flatMap(([claims]) => Object.keys(claims)))];
    const names = fc.constantFrom(...every, 'assertion', 'amr', 'claims', 'exp');
    const changes = fc.dictionary(names, anyValue, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(kinds)), changes, ([claims, itsTyp, version], random) => {
        const jws = signed(JSON.parse(JSON.stringify({ ...claims, ...random })) as JsonObject, itsTyp);
        attempt(() => parsedFromForm(jws, version));
      }),
      { numRuns: 200 },
    );
  });

  it('throws nothing but MessageError when any header members are of any JSON (property)', () => {
    const names = fc.constantFrom('typ', 'alg', 'kid', 'x5c', 'crit', 'b64', 'jwk');
    fc.assert(
      fc.property(fc.dictionary(names, anyValue, { noNullPrototype: true }), (random) => {
        const header = JSON.parse(JSON.stringify(random)) as JsonObject;
        attempt(() => parsedFromForm(signed(loginClaims, header), '1.0'));
        attempt(() => parseLoginAssertion(signed(loginClaims, header)));
      }),
      { numRuns: 200 },
    );
  });

  it('throws nothing but typed errors for any text at all (property)', () => {
    const letters = 'ABewogICJ.-_=&%+{}":'.split('');
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...letters), maxLength: 60 }));
    const cut = fc.nat(captures.login.compact.length).map((at) => captures.login.compact.slice(0, at));
    fc.assert(
      fc.property(fc.oneof(text, cut), (any) => {
        attempt(() => parseSignedRequest(any));
        attempt(() => parseLoginAssertion(any));
        attempt(() => parseEncryptedLoginAssertion(any));
        attempt(() => parsePlatformSsoRequest(parseTokenRequest(parseForm(any))));
        attempt(() => parsePlatformSsoRequest({ version: '2.0', parameter: 'assertion', jws: any }));
      }),
      { numRuns: 500 },
    );
  });
});

function attempt(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    const typed = error instanceof MessageError || error instanceof JoseError || error instanceof FormError;
    assert.ok(typed, String(error));
  }
}
