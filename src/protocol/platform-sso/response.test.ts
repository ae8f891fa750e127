import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import awkward from '#test/vectors/platform-sso/awkward-keys.json' with { type: 'json' };
import keys from '#test/vectors/platform-sso/keys.json' with { type: 'json' };
import apple from '#test/vectors/platform-sso/login-response.json' with { type: 'json' };
import { importP256, keyAgreement, nodeCrypto, p256Point, p256PrivateKey } from '#runtime/crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { fromHex } from '../encoding/bytes.ts';
import { type JsonObject, appleJson } from '../encoding/json.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { jwkFromPoint } from '../jose/jwk.ts';
import { parseJwe, sealJwe } from '../jose/jwe.ts';
import { type Changes, agreementKey, changed, refusal, sample } from './contract/sample-mac.ts';
import { typ } from './media-types.ts';
import { MessageError, type MessageErrorCode } from './message-error.ts';
import { encodePartyUInfo, encodeRequestPartyVInfo } from './party-info.ts';
import { openResponse, sealResponse } from './response.ts';

const deviceKey = p256PrivateKey(keys.deviceEncryption);
const device = keyAgreement(deviceKey);
const apv = encodeRequestPartyVInfo({ deviceEncryptionKey: device.publicKey, nonce: sample.nonce });
const iv = new Uint8Array(12).fill(3);
const body = { token_type: 'Bearer', id_token: 'a.b.c' };

function seal(options: { ephemeral?: typeof device; body?: JsonObject; typ?: string } = {}): string {
  return sealResponse(
    options.body ?? body,
    {
      typ: options.typ ?? typ.loginResponse,
      deviceEncryptionKey: device.publicKey,
      apv,
      ephemeral: options.ephemeral ?? agreementKey(),
      iv,
    },
    nodeCrypto,
  );
}

function open(compact: string, key = device): JsonObject {
  return openResponse(compact, { key, apv }, nodeCrypto);
}

describe('Apple’s encrypted response (14.3)', () => {
  const opening = { key: device, apv: fromBase64url(apple.apv) ?? assert.fail('not base64url') };

  it('is opened as a Mac opens it, to the published body', () => {
    const opened = openResponse(apple.compact, opening, nodeCrypto);
    assert.equal(appleJson(opened), fromUtf8(fromBase64url(apple.plaintext) ?? new Uint8Array()));
    assert.equal(opened['expires_in'], 28_800);
    assert.equal(opened['expires_on'], '1656033932');
  });

  it('is opened with white space around it', () => {
    assert.ok(openResponse(`\n${apple.compact}\r\n`, opening, nodeCrypto)['id_token']);
  });

  it('has the members that ours has, but for the optional apv', () => {
    const ours = seal({ ephemeral: keyAgreement(p256PrivateKey(keys.ephemeral)), typ: 'JWT' });
    const { apv: added, ...header } = parseJwe(ours).header;
    const theirs = parseJwe(apple.compact).header;
    assert.deepEqual(header, theirs);
    assert.equal(added, toBase64url(apv));
  });

  it('does not open with the apv of another request, as replayed responses have', () => {
    assert.throws(
      () => openResponse(apple.compact, { key: device, apv: apv.subarray(1) }, nodeCrypto),
      refusal('response_undecryptable'),
    );
    const other = encodeRequestPartyVInfo({ deviceEncryptionKey: device.publicKey, nonce: 'other' });
    assert.throws(
      () => openResponse(apple.compact, { key: device, apv: other }, nodeCrypto),
      refusal('response_undecryptable'),
    );
  });
});

describe('A response (section 6.1)', () => {
  it('of ours is opened by jose, with apu and apv from its header', async () => {
    const { plaintext, protectedHeader } = await jose.compactDecrypt(seal(), deviceKey);
    assert.deepEqual(JSON.parse(fromUtf8(plaintext) ?? ''), body);
    assert.equal(protectedHeader['kid'], keys.deviceEncryption.kid);
    assert.equal(protectedHeader['typ'], 'platformsso-login-response+jwt');
    assert.equal(protectedHeader.alg, 'ECDH-ES');
    assert.equal(protectedHeader.enc, 'A256GCM');
  });

  it('of another maker is opened with apu and apv as Apple lays them out', () => {
    const ephemeral = agreementKey();
    const partyUInfo = encodePartyUInfo(ephemeral.publicKey);
    const header = {
      enc: 'A256GCM',
      epk: { ...jwkFromPoint(ephemeral.publicKey) },
      apu: toBase64url(partyUInfo),
      alg: 'ECDH-ES',
    };
    const z = ephemeral.agree(device.publicKey);
    const contents = {
      headerJson: appleJson(header),
      plaintext: utf8(appleJson(body)),
      z,
      partyUInfo,
      partyVInfo: apv,
      iv,
    };
    assert.deepEqual(open(sealJwe(contents, nodeCrypto)), body);
  });

  it('of jose is opened for its encryption but refused for its apu, which cannot name jose’s ephemeral key', async () => {
    const theirs = await new jose.CompactEncrypt(utf8('{}'))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .setKeyManagementParameters({ apu: encodePartyUInfo(agreementKey().publicKey), apv })
      .encrypt(importP256(device.publicKey));
    assert.throws(() => open(theirs), refusal('response_party_info_mismatch'));
  });

  for (const name of ['shortX', 'shortY', 'shortPrivate'] as const) {
    it(`is right with an ephemeral key whose coordinate starts with a zero byte: ${name} (section 16.3)`, async () => {
      const ephemeral = keyAgreement(p256PrivateKey(awkward[name]));
      const compact = seal({ ephemeral });
      assert.deepEqual(open(compact), body);
      const { epk } = parseJwe(compact).header as { epk: { x: string; y: string } };
      assert.deepEqual([epk.x.length, epk.y.length], [43, 43]);
      assert.ok(await jose.compactDecrypt(compact, deviceKey));
    });
  }

  it('is right when the shared secret starts with a zero byte (section 16.3)', async () => {
    const { alice, bob } = awkward.shortSharedSecret;
    const key = keyAgreement(p256PrivateKey(bob));
    const encryption = {
      typ: typ.keyResponse,
      deviceEncryptionKey: key.publicKey,
      apv,
      ephemeral: keyAgreement(p256PrivateKey(alice)),
      iv,
    };
    const compact = sealResponse(body, encryption, nodeCrypto);
    assert.deepEqual(open(compact, key), body);
    assert.ok(await jose.compactDecrypt(compact, p256PrivateKey(bob)));
  });

  it('reads back after encryption, any body (property)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (any) => {
        const value = JSON.parse(JSON.stringify(any)) as JsonObject;
        assert.deepEqual(open(seal({ body: value })), value);
      }),
      { numRuns: 50 },
    );
  });
});

/** A response with its header changed before encryption, so that nothing but the header is wrong. */
function forged(changes: Changes, plaintext = utf8('{}')): string {
  const ephemeral = agreementKey();
  const partyUInfo = encodePartyUInfo(ephemeral.publicKey);
  const epk = { ...jwkFromPoint(ephemeral.publicKey) };
  const header = changed({ alg: 'ECDH-ES', enc: 'A256GCM', epk, apu: toBase64url(partyUInfo) }, changes);
  const z = ephemeral.agree(device.publicKey);
  return sealJwe({ headerJson: JSON.stringify(header), plaintext, z, partyUInfo, partyVInfo: apv, iv }, nodeCrypto);
}

describe('What a Mac refuses in a response (sections 3.4, 16.3)', () => {
  it('nothing in the one that is made like the refused ones', () => {
    assert.deepEqual(open(forged({})), {});
  });

  it('not another apv in the header: its own request’s counts', () => {
    assert.deepEqual(open(forged({ apv: toBase64url(utf8('another')) })), {});
  });

  it('not another kid, typ or label in apu: nobody compares them', () => {
    assert.deepEqual(open(forged({ kid: 'another', typ: typ.keyResponse })), {});
    const ephemeral = agreementKey();
    const partyUInfo = encodePartyUInfo(ephemeral.publicKey);
    partyUInfo.set(utf8('apple'), 4);
    const header = {
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      epk: { ...jwkFromPoint(ephemeral.publicKey) },
      apu: toBase64url(partyUInfo),
    };
    const z = ephemeral.agree(device.publicKey);
    const contents = { headerJson: JSON.stringify(header), plaintext: utf8('{}'), z, partyUInfo, partyVInfo: apv, iv };
    assert.deepEqual(open(sealJwe(contents, nodeCrypto)), {});
  });

  const offCurve = fromHex(keys.ephemeral.x963);
  offCurve[64] = (offCurve[64] ?? 0) ^ 1;
  const offCurveHeader = { epk: { ...jwkFromPoint(offCurve) }, apu: toBase64url(encodePartyUInfo(offCurve)) };
  const otherPoint = p256Point(p256PrivateKey(keys.deviceSigning));
  const shortX = toBase64url((fromBase64url(awkward.shortX.x) ?? new Uint8Array()).subarray(1));
  const refused: readonly (readonly [string, Changes, MessageErrorCode])[] = [
    ['no apu', { apu: undefined }, 'response_party_info_missing'],
    ['an apu that is no text', { apu: 1 }, 'response_party_info_missing'],
    ['an apu that is not base64', { apu: '*' }, 'response_party_info_missing'],
    ['an empty apu', { apu: '' }, 'response_party_info_mismatch'],
    ['an apu of one field', { apu: toBase64url(new Uint8Array(4)) }, 'response_party_info_mismatch'],
    ['an apu with another key', { apu: toBase64url(encodePartyUInfo(otherPoint)) }, 'response_party_info_mismatch'],
    ['an apu whose lengths do not fit', { apu: 'AAAACQ' }, 'party_info_malformed'],
    ['no epk', { epk: undefined }, 'response_malformed'],
    [
      'an epk with a short coordinate',
      { epk: { kty: 'EC', crv: 'P-256', x: shortX, y: awkward.shortX.y } },
      'response_malformed',
    ],
    ['an epk on another curve', { epk: { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' } }, 'response_malformed'],
    ['an epk that is not on the curve', offCurveHeader, 'point_not_on_curve'],
    ['another key agreement', { alg: 'ECDH-ES+A256KW' }, 'unsupported_algorithm'],
    [
      'HPKE, which has no epk',
      { alg: 'HPKE-P256-SHA256-A256GCM', enc: 'dir', epk: undefined },
      'unsupported_algorithm',
    ],
    ['another content encryption', { enc: 'A128GCM' }, 'unsupported_algorithm'],
    ['compression', { zip: 'DEF' }, 'response_malformed'],
    ['crit', { crit: ['apu'] }, 'response_malformed'],
  ];
  for (const [what, changes, code] of refused) {
    it(`${what}: ${code}`, () => {
      assert.throws(() => open(forged(changes)), refusal(code));
    });
  }

  it('another device’s response: response_undecryptable', () => {
    assert.throws(() => open(seal(), agreementKey()), refusal('response_undecryptable'));
  });

  it('a plaintext that is no JSON object: response_malformed', () => {
    for (const text of ['', '[]', '"x"', 'a.b.c'])
      assert.throws(() => open(forged({}, utf8(text))), refusal('response_malformed'));
    assert.throws(() => open(forged({}, new Uint8Array([0xff]))), refusal('response_malformed'));
  });

  it('a body that is no JWE, such as an error page: response_malformed', () => {
    for (const text of ['', '{"error":"invalid_grant"}', '<html></html>', 'a.b.c'])
      assert.throws(() => open(text), refusal('response_malformed'));
  });

  it('any letter changed', () => {
    const compact = seal();
    for (let at = 0; at < compact.length; at += 1) {
      const letter = compact.charAt(at) === 'A' ? 'B' : 'A';
      assert.throws(() => open(compact.slice(0, at) + letter + compact.slice(at + 1)), MessageError);
    }
  });

  it('with nothing but MessageError, whatever the header and the text (property)', () => {
    const header = fc.dictionary(fc.constantFrom('alg', 'enc', 'epk', 'apu', 'apv', 'zip'), fc.jsonValue());
    fc.assert(
      fc.property(header, fc.string(), (changes, text) => {
        for (const compact of [forged(JSON.parse(JSON.stringify(changes)) as Changes), text]) {
          try {
            open(compact);
          } catch (error) {
            assert.ok(error instanceof MessageError);
          }
        }
      }),
    );
  });
});
