import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import awkward from '#test/vectors/platform-sso/awkward-keys.json' with { type: 'json' };
import keys from '#test/vectors/platform-sso/keys.json' with { type: 'json' };
import apple from '#test/vectors/platform-sso/login-response.json' with { type: 'json' };
import { keyAgreement, nodeCrypto, p256PrivateKey } from '#runtime/crypto.ts';
import { KeyError } from '../crypto.ts';
import { fromBase64url, toBase64url } from '../encoding/base64.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import { fromUtf8, utf8 } from '../encoding/utf8.ts';
import { JoseError } from './error.ts';
import { type JweOpening, openJwe, parseJwe, sealJwe } from './jwe.ts';
import { jwkFromPoint, pointFromJwk } from './jwk.ts';

function bytes(base64url: string): Uint8Array {
  return fromBase64url(base64url) ?? assert.fail('not base64url');
}

const device = keyAgreement(p256PrivateKey(keys.deviceEncryption));
const ephemeral = keyAgreement(p256PrivateKey(keys.ephemeral));
const partyUInfo = bytes(apple.apu);
const partyVInfo = bytes(apple.apv);

function open(compact: string, changes: Partial<JweOpening> = {}): string | undefined {
  const jwe = parseJwe(compact);
  const opening = { key: device, ephemeral: pointFromJwk(jwe.header['epk']), partyUInfo, partyVInfo, ...changes };
  return fromUtf8(openJwe(jwe, opening, nodeCrypto));
}

describe('Apple’s encrypted response (14.3)', () => {
  it('has the published shared secret from either side', () => {
    assert.equal(toBase64url(ephemeral.agree(device.publicKey)), apple.z);
    assert.equal(toBase64url(device.agree(ephemeral.publicKey)), apple.z);
  });

  it('decrypts to the published plaintext with the device encryption key', () => {
    assert.equal(open(apple.compact), fromUtf8(bytes(apple.plaintext)));
  });

  it('is made again byte for byte from the published header, key and IV', () => {
    const headerJson = fromUtf8(bytes(apple.protectedHeader)) ?? '';
    const z = ephemeral.agree(device.publicKey);
    const contents = { headerJson, plaintext: bytes(apple.plaintext), z, partyUInfo, partyVInfo, iv: bytes(apple.iv) };
    const ours = sealJwe(contents, nodeCrypto);
    assert.equal(ours, apple.compact);
    assert.equal(ours.split('.')[4], apple.tag);
  });

  it('does not decrypt with the other key, another apu or another apv', () => {
    for (const wrong of [
      { key: ephemeral, ephemeral: ephemeral.publicKey },
      { partyUInfo: partyVInfo },
      { partyVInfo: partyUInfo },
    ])
      assert.throws(() => open(apple.compact, wrong), { name: 'JoseError', code: 'decryption_failed' });
  });

  it('never decrypts after any one letter is changed', () => {
    for (let at = 0; at < apple.compact.length; at += 1) {
      for (const letter of ['A', 'B', '.', '=']) {
        if (letter === apple.compact.charAt(at)) continue;
        const changed = apple.compact.slice(0, at) + letter + apple.compact.slice(at + 1);
        assert.throws(
          () => open(changed),
          (error) => error instanceof JoseError || error instanceof KeyError,
        );
      }
    }
  });
});

describe('JWE against jose, both ways (RFC 7516, RFC 7518 section 4.6)', () => {
  const info = { partyUInfo: utf8('Alice'), partyVInfo: utf8('Bob') };
  const privateKey = p256PrivateKey(keys.deviceEncryption);

  it('what we seal, jose opens', async () => {
    const epk = jwkFromPoint(ephemeral.publicKey);
    const header = {
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      epk,
      apu: toBase64url(utf8('Alice')),
      apv: toBase64url(utf8('Bob')),
    };
    const z = ephemeral.agree(device.publicKey);
    const iv = new Uint8Array(12).fill(7);
    const ours = sealJwe({ headerJson: JSON.stringify(header), plaintext: utf8('hello'), z, ...info, iv }, nodeCrypto);
    const theirs = await jose.compactDecrypt(ours, privateKey);
    assert.equal(fromUtf8(theirs.plaintext), 'hello');
  });

  it('what jose seals, we open', async () => {
    const theirs = await new jose.CompactEncrypt(utf8('hello'))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .setKeyManagementParameters({ apu: info.partyUInfo, apv: info.partyVInfo })
      .encrypt(createPublicKey(privateKey));
    assert.equal(open(theirs, info), 'hello');
    assert.equal(parseJwe(theirs).header['apu'], toBase64url(info.partyUInfo));
  });

  it('holds with coordinates and a shared secret that start with a zero byte (section 16.3)', async () => {
    const { alice, bob, sharedSecret } = awkward.shortSharedSecret;
    for (const [sender, recipient] of [
      [alice, bob],
      [awkward.shortX, alice],
      [awkward.shortY, awkward.shortX],
      [awkward.shortPrivate, awkward.shortY],
    ] as const) {
      const from = keyAgreement(p256PrivateKey(sender));
      const to = keyAgreement(p256PrivateKey(recipient));
      const epk = jwkFromPoint(from.publicKey);
      const z = from.agree(to.publicKey);
      assert.equal(z.length, 32);
      if (sender === alice) assert.equal(toHex(z), sharedSecret);
      const headerJson = JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', epk });
      const empty = { partyUInfo: new Uint8Array(), partyVInfo: new Uint8Array() };
      const ours = sealJwe({ headerJson, plaintext: utf8('x'), z, ...empty, iv: new Uint8Array(12) }, nodeCrypto);
      const opened = await jose.compactDecrypt(ours, p256PrivateKey(recipient));
      assert.equal(fromUtf8(opened.plaintext), 'x');
      assert.equal(open(ours, { key: to, ...empty }), 'x');
    }
  });

  it('read back what was sealed, any plaintext and any party infos (property)', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const from = keyAgreement(privateKey);
    const z = from.agree(device.publicKey);
    const headerJson = JSON.stringify({ epk: jwkFromPoint(from.publicKey) });
    const blob = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(blob, blob, blob, fc.uint8Array({ minLength: 12, maxLength: 12 }), (plaintext, u, v, iv) => {
        const parties = { partyUInfo: u, partyVInfo: v };
        const compact = sealJwe({ headerJson, plaintext, z, ...parties, iv }, nodeCrypto);
        const opening = { key: device, ephemeral: from.publicKey, ...parties };
        assert.deepEqual([...openJwe(parseJwe(compact), opening, nodeCrypto)], [...plaintext]);
      }),
    );
  });
});

describe('JWE in compact serialization', () => {
  const [header = '', , iv = '', ciphertext = '', tag = ''] = apple.compact.split('.');

  it('refuses an encrypted key, which direct agreement cannot have (RFC 7516 section 5.2)', () => {
    assert.throws(() => open(`${header}.AAAA.${iv}.${ciphertext}.${tag}`), { code: 'decryption_failed' });
  });

  it('refuses an ephemeral key that is not on the curve (section 16.3)', () => {
    const wrong = fromHex(keys.ephemeral.x963);
    wrong[64] = (wrong[64] ?? 0) ^ 1;
    assert.throws(() => open(apple.compact, { ephemeral: wrong }), { name: 'KeyError', code: 'point_not_on_curve' });
    const zero = new Uint8Array(65);
    zero[0] = 4;
    assert.throws(() => open(apple.compact, { ephemeral: zero }), { name: 'KeyError', code: 'point_not_on_curve' });
  });

  const malformed: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['three parts', `${header}.${ciphertext}.${tag}`],
    ['six parts', `${apple.compact}.`],
    ['"[Signature]" as Apple’s samples print it', `${apple.compact}.[Signature]`],
    ['a short IV', `${header}..AAAA.${ciphertext}.${tag}`],
    ['a long IV', `${header}..${iv}AAAA.${ciphertext}.${tag}`],
    ['a short tag', `${header}..${iv}.${ciphertext}.AAAA`],
    ['no tag', `${header}..${iv}.${ciphertext}.`],
    ['padding', `${header}..${iv}.${ciphertext}.${tag}==`],
    ['a header that is no JSON', `AAAA..${iv}.${ciphertext}.${tag}`],
    ['a header that is not UTF-8', `_w..${iv}.${ciphertext}.${tag}`],
  ];
  for (const [what, text] of malformed) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseJwe(text), { name: 'JoseError', code: 'malformed_jwe' });
    });
  }

  for (const member of [{ crit: ['exp'] }, { zip: 'DEF' }]) {
    it(`refuses a header with ${JSON.stringify(member)}`, () => {
      const part = toBase64url(utf8(JSON.stringify(member)));
      const text = `${part}..${iv}.${ciphertext}.${tag}`;
      assert.throws(() => parseJwe(text), { name: 'JoseError', code: 'unsupported_critical_header' });
    });
  }

  it('throws nothing but JoseError, whatever the text (property)', () => {
    const json = fc.json().map((text) => toBase64url(utf8(text)));
    const part = fc.oneof(json, fc.constantFrom('', header, iv, ciphertext, tag));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          try {
            parseJwe(text);
          } catch (error) {
            assert.ok(error instanceof JoseError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
