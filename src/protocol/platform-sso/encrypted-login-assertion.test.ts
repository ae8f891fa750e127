import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import vectors from '#test/vectors/platform-sso/encrypted-assertion.json' with { type: 'json' };
import keys from '#test/vectors/platform-sso/keys.json' with { type: 'json' };
import { importP256, keyAgreement, nodeCrypto, p256PrivateKey } from '#runtime/crypto.ts';
import { toBase64, toBase64url } from '../encoding/base64.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import { type JsonObject, appleJson } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { appleKeyId, jwkFromPoint } from '../jose/jwk.ts';
import { sealJwe } from '../jose/jwe.ts';
import {
  type Changes,
  agreementKey,
  assertionClaims,
  assertionContext,
  changed,
  refusal,
  sample,
} from './contract/sample-mac.ts';
import {
  encodeEncryptedLoginAssertion,
  openEncryptedLoginAssertion,
  parseEncryptedLoginAssertion,
} from './encrypted-login-assertion.ts';
import { verifyAssertionClaims } from './login-assertion.ts';
import { typ } from './media-types.ts';
import { MessageError, type MessageErrorCode } from './message-error.ts';
import { encodeAssertionPartyVInfo, encodePartyUInfo } from './party-info.ts';

const privateKey = p256PrivateKey(keys.ephemeral);
const provider = keyAgreement(privateKey);
const claims = changed(assertionClaims, { password: 'correct horse' });

/** Encrypts claims as a Mac does, with the parts that a test wants otherwise. */
function sealed(
  options: { claims?: JsonObject; plaintext?: Uint8Array; header?: Changes; apv?: Uint8Array } = {},
): string {
  const ephemeral = agreementKey();
  const partyUInfo = encodePartyUInfo(ephemeral.publicKey);
  const partyVInfo = options.apv ?? encodeAssertionPartyVInfo('PREFIX', provider.publicKey, sample.requestNonce);
  const header: JsonObject = {
    typ: typ.encryptedLoginAssertion,
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    epk: { ...jwkFromPoint(ephemeral.publicKey) },
    apu: toBase64url(partyUInfo),
    apv: toBase64url(partyVInfo),
  };
  const headerJson = JSON.stringify(changed(header, options.header ?? {}));
  const plaintext = options.plaintext ?? utf8(JSON.stringify(options.claims ?? claims));
  const z = ephemeral.agree(provider.publicKey);
  return sealJwe({ headerJson, plaintext, z, partyUInfo, partyVInfo, iv: new Uint8Array(12) }, nodeCrypto);
}

function opened(compact: string) {
  return openEncryptedLoginAssertion(parseEncryptedLoginAssertion(compact), provider, nodeCrypto);
}

describe('Apple’s encrypted password (14.5)', () => {
  const assertion = parseEncryptedLoginAssertion(vectors.embedded);

  it('is read: recipient and server nonce in apv as on the page, its own ephemeral key in apu', () => {
    assert.equal(toBase64url(assertion.partyVInfo), vectors.page.header.apv);
    assert.deepEqual(assertion.partyUInfo, encodePartyUInfo(assertion.ephemeral));
    assert.notEqual(toBase64url(assertion.partyUInfo), vectors.page.header.apu);
    assert.equal(assertion.jwe.header['kid'], vectors.page.header.kid);
    assert.deepEqual(Object.keys(assertion.jwe.header), Object.keys(vectors.page.header));
  });

  it('holds as many bytes as the page’s claims in Apple’s JSON: the claims themselves, no JWS around them', () => {
    assert.equal(assertion.jwe.ciphertext.length, utf8(appleJson(vectors.page.claims)).length);
  });

  it('is not for another recipient: assertion_undecryptable', () => {
    assert.throws(
      () => openEncryptedLoginAssertion(assertion, provider, nodeCrypto),
      refusal('assertion_undecryptable'),
    );
  });

  it('has the header that we make from the same prefix, recipient and server nonce', () => {
    const ephemeral = agreementKey();
    const recipient = fromHex(vectors.recipient);
    const kid = appleKeyId(recipient, nodeCrypto);
    const ours = parseEncryptedLoginAssertion(
      encodeEncryptedLoginAssertion(
        vectors.page.claims,
        { recipient, ephemeral, iv: new Uint8Array(12), apvPrefix: vectors.apvPrefix, kid },
        nodeCrypto,
      ),
    );
    const { epk: theirEpk, apu: theirApu, ...theirs } = vectors.page.header;
    const { epk, apu, ...rest } = ours.jwe.header;
    assert.deepEqual(rest, theirs);
    assert.deepEqual(epk, jwkFromPoint(ephemeral.publicKey));
    assert.equal(typeof apu, typeof theirApu);
    assert.deepEqual(Object.keys(theirEpk).sort(), Object.keys(epk as object).sort());
    assert.equal(ours.jwe.ciphertext.length, assertion.jwe.ciphertext.length);
  });
});

describe('An encrypted password (section 5.6)', () => {
  const encryption = () => ({
    recipient: provider.publicKey,
    ephemeral: agreementKey(),
    iv: new Uint8Array(12),
    apvPrefix: 'PREFIX',
    kid: toBase64(new Uint8Array(32)),
  });

  it('reads back after encryption, any password and any prefix (property)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, fc.string(), text, (password, apvPrefix, request_nonce) => {
        const body = changed(claims, { password, request_nonce });
        const compact = encodeEncryptedLoginAssertion(body, { ...encryption(), apvPrefix }, nodeCrypto);
        const found = opened(compact);
        assert.equal(found.password, password);
        assert.equal(found.requestNonce, request_nonce);
      }),
      { numRuns: 50 },
    );
  });

  it('of ours is opened by jose, with the same claims', async () => {
    const compact = encodeEncryptedLoginAssertion(claims, encryption(), nodeCrypto);
    const { plaintext, protectedHeader } = await jose.compactDecrypt(compact, privateKey);
    assert.deepEqual(JSON.parse(fromUtf8(plaintext) ?? ''), claims);
    assert.equal(protectedHeader['typ'], typ.encryptedLoginAssertion);
  });

  it('of jose is opened by us: its apu names no key of Apple’s form, which the server does not need', async () => {
    const apv = encodeAssertionPartyVInfo('', provider.publicKey, sample.requestNonce);
    const compact = await new jose.CompactEncrypt(utf8(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', typ: typ.encryptedLoginAssertion })
      .setKeyManagementParameters({ apu: utf8('jose'), apv })
      .encrypt(createPublicKey(privateKey));
    const found = opened(compact);
    assert.equal(found.password, 'correct horse');
    verifyAssertionClaims(found, assertionContext);
  });

  it('is held against the outer request like a signed assertion', () => {
    verifyAssertionClaims(opened(sealed()), assertionContext);
    for (const [changes, code] of [
      [{ sub: 'eve' }, 'assertion_subject_mismatch'],
      [{ aud: sample.tokenEndpoint }, 'assertion_audience_mismatch'],
      [{ nonce: 'other' }, 'assertion_nonce_mismatch'],
      [{ scope: 'openid' }, 'assertion_scope_mismatch'],
      [{ exp: sample.now - 300 }, 'assertion_expired'],
      [{ iat: sample.now + 300 }, 'assertion_from_future'],
    ] as const) {
      const found = opened(sealed({ claims: changed(claims, changes) }));
      assert.throws(() => verifyAssertionClaims(found, assertionContext), refusal(code));
    }
  });

  const recipient = provider.publicKey;
  const other = fromHex(keys.deviceSigning.x963);
  const offCurve = recipient.slice();
  offCurve[64] = (offCurve[64] ?? 0) ^ 1;
  const wrong: readonly (readonly [string, Parameters<typeof sealed>[0], MessageErrorCode])[] = [
    [
      'an apv for another recipient',
      { apv: encodeAssertionPartyVInfo('P', other, sample.requestNonce) },
      'party_info_wrong_key',
    ],
    [
      'an apv with another server nonce',
      { apv: encodeAssertionPartyVInfo('P', recipient, 'stale') },
      'party_info_wrong_nonce',
    ],
    [
      'an apv with the client’s nonce',
      { apv: encodeAssertionPartyVInfo('P', recipient, sample.nonce) },
      'party_info_wrong_nonce',
    ],
    ['an apv of one field', { apv: new Uint8Array([0, 0, 0, 0]) }, 'party_info_wrong_key'],
    ['an empty apv', { apv: new Uint8Array() }, 'party_info_wrong_key'],
    ['an apv whose lengths do not fit', { apv: new Uint8Array([0, 0, 0, 9]) }, 'party_info_malformed'],
    ['an apv of 100,000 empty fields', { apv: new Uint8Array(400_000) }, 'party_info_malformed'],
    ['an apv other than the one encrypted with', { header: { apv: 'AAAA' } }, 'assertion_undecryptable'],
    ['an apu other than the one encrypted with', { header: { apu: 'AAAA' } }, 'assertion_undecryptable'],
    ['no apu', { header: { apu: undefined } }, 'party_info_malformed'],
    ['no apv', { header: { apv: undefined } }, 'party_info_malformed'],
    ['an apv with padding', { header: { apv: 'AA==' } }, 'party_info_malformed'],
    ['another ephemeral key', { header: { epk: { ...jwkFromPoint(other) } } }, 'assertion_undecryptable'],
    ['an ephemeral key off the curve', { header: { epk: { ...jwkFromPoint(offCurve) } } }, 'point_not_on_curve'],
    ['no ephemeral key', { header: { epk: undefined } }, 'assertion_malformed'],
    ['another key agreement', { header: { alg: 'dir' } }, 'unsupported_algorithm'],
    ['HPKE', { header: { alg: 'HPKE-P256-SHA256-A256GCM', enc: 'dir' } }, 'unsupported_algorithm'],
    ['another content encryption', { header: { enc: 'A128GCM' } }, 'unsupported_algorithm'],
    ['the typ of a response', { header: { typ: typ.loginResponse } }, 'unexpected_typ'],
    ['no typ', { header: { typ: undefined } }, 'unexpected_typ'],
    ['crit', { header: { crit: ['exp'] } }, 'assertion_malformed'],
    ['compression', { header: { zip: 'DEF' } }, 'assertion_malformed'],
    ['a nested JWS', { plaintext: utf8('a.b.c') }, 'assertion_undecryptable'],
    ['bytes that are not UTF-8', { plaintext: new Uint8Array([0xff]) }, 'assertion_undecryptable'],
    ['no password', { claims: changed(claims, { password: undefined }) }, 'missing_claim'],
    ['no server nonce', { claims: changed(claims, { request_nonce: undefined }) }, 'missing_claim'],
    ['a password that is no text', { claims: changed(claims, { password: 1 }) }, 'malformed_claim'],
  ];
  for (const [what, options, code] of wrong) {
    it(`is refused with ${what}: ${code}`, () => {
      assert.throws(() => opened(sealed(options)), refusal(code));
    });
  }

  it('is refused with a key encrypted beside it', () => {
    assert.throws(() => opened(sealed().replace('..', '.AAAA.')), refusal('assertion_undecryptable'));
  });

  it('throws nothing but MessageError for any header (property)', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('ECDH-ES', 'A256GCM', 'AAAA'));
    const header = fc.dictionary(fc.constantFrom('alg', 'enc', 'epk', 'apu', 'apv', 'typ', 'crit'), value);
    fc.assert(
      fc.property(header, (changes) => {
        try {
          opened(sealed({ header: JSON.parse(JSON.stringify(changes)) }));
        } catch (error) {
          assert.ok(error instanceof MessageError);
        }
      }),
    );
  });

  it('uses keys that both sides spell alike', () => {
    assert.equal(toHex(provider.publicKey), keys.ephemeral.x963);
    assert.ok(importP256(provider.publicKey).equals(createPublicKey(privateKey)));
  });
});
