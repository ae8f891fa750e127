import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as jose from 'jose';
import rfc from '#test/vectors/rfc/rfc7515-a3.json' with { type: 'json' };
import { keySigner, nodeCrypto, p256Point, p256PrivateKey } from '#runtime/crypto.ts';
import type { JwsAlgorithm } from '../crypto.ts';
import { toBase64url } from '../encoding/base64.ts';
import { utf8 } from '../encoding/utf8.ts';
import { algorithms, fits, isJwsAlgorithm } from './algorithms.ts';
import { JoseError } from './error.ts';
import { hasValidSignature, parseJws, signJws } from './jws.ts';

function ec(namedCurve: string) {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}
function rsa(modulusLength: number) {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey;
}

const rsa2048 = rsa(2048);
// What smart cards have, by section 5.5: the key decides the algorithm.
const keys = {
  ES256: ec('P-256'),
  ES384: ec('P-384'),
  ES512: ec('P-521'),
  RS256: rsa2048,
  RS384: rsa(3072),
  RS512: rsa2048,
} satisfies Record<JwsAlgorithm, unknown>;
const names = Object.keys(algorithms) as JwsAlgorithm[];

function verificationKey(name: JwsAlgorithm) {
  return nodeCrypto.spki(new Uint8Array(createPublicKey(keys[name]).export({ format: 'der', type: 'spki' })));
}

function compact(header: unknown, payload: string, signature = 'c2ln'): string {
  return `${toBase64url(utf8(JSON.stringify(header)))}.${toBase64url(utf8(payload))}.${signature}`;
}

describe('JWS against jose, both ways (section 5.5: algorithms of smart cards)', () => {
  for (const alg of names) {
    it(`${alg}: jose verifies what we sign`, async () => {
      const jws = signJws(JSON.stringify({ alg, kid: 'a' }), '{"sub":"ada"}', keySigner(keys[alg], alg));
      const verified = await jose.compactVerify(jws, createPublicKey(keys[alg]));
      assert.equal(new TextDecoder().decode(verified.payload), '{"sub":"ada"}');
      assert.equal(verified.protectedHeader.alg, alg);
    });

    it(`${alg}: we verify what jose signs, and nothing with another key`, async () => {
      const jws = await new jose.CompactSign(utf8('{"sub":"ada"}')).setProtectedHeader({ alg }).sign(keys[alg]);
      const parsed = parseJws(jws);
      assert.equal(parsed.alg, alg);
      assert.deepEqual(parsed.claims, { sub: 'ada' });
      assert.ok(hasValidSignature(parsed, verificationKey(alg)));
      for (const other of names)
        assert.equal(hasValidSignature(parsed, verificationKey(other)), keys[other] === keys[alg], other);
    });
  }
});

describe('JWS in compact serialization (RFC 7515)', () => {
  it('reads and verifies appendix A.3, and makes its signing input again', () => {
    const key = nodeCrypto.p256(p256Point(p256PrivateKey(rfc.key)));
    const parsed = parseJws(rfc.compact);
    assert.deepEqual(parsed.claims, rfc.claims);
    assert.ok(hasValidSignature(parsed, key));
    const claimsText = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}';
    const ours = signJws('{"alg":"ES256"}', claimsText, keySigner(p256PrivateKey(rfc.key)));
    assert.equal(ours.slice(0, ours.lastIndexOf('.')), rfc.compact.slice(0, rfc.compact.lastIndexOf('.')));
    assert.ok(hasValidSignature(parseJws(ours), key));
  });

  it('binds a curve to its hash: an algorithm never fits another key (RFC 7518 section 3.4)', () => {
    assert.ok(fits('ES256', { kty: 'EC', crv: 'P-256' }));
    assert.ok(!fits('ES256', { kty: 'EC', crv: 'P-384' }));
    assert.ok(!fits('ES384', { kty: 'EC', crv: 'P-256' }));
    assert.ok(!fits('RS256', { kty: 'EC', crv: 'P-256' }));
    assert.ok(!fits('ES256', { kty: 'RSA', bits: 2048 }));
    assert.ok(fits('RS512', { kty: 'RSA', bits: 2048 }));
  });

  it('does not use RSA below 2048 bits (RFC 7518 section 3.3)', async () => {
    const small = rsa(1024);
    assert.ok(!fits('RS256', { kty: 'RSA', bits: 1024 }));
    assert.throws(() => keySigner(small), { name: 'KeyError', code: 'unsupported_key' });
    const spki = new Uint8Array(createPublicKey(small).export({ format: 'der', type: 'spki' }));
    const { sign } = await import('node:crypto');
    const input = compact({ alg: 'RS256' }, '{}').split('.').slice(0, 2).join('.');
    const jws = parseJws(`${input}.${toBase64url(sign('sha256', utf8(input), small))}`);
    assert.equal(hasValidSignature(jws, nodeCrypto.spki(spki)), false);
  });

  for (const alg of ['none', 'HS256', 'HS512', 'PS256', 'EdDSA', 'ES256K', 'es256', 'constructor', '', 1, null]) {
    it(`refuses the algorithm ${JSON.stringify(alg)}`, () => {
      assert.ok(!isJwsAlgorithm(alg));
      assert.throws(() => parseJws(compact({ alg }, '{}')), { name: 'JoseError', code: 'unsupported_algorithm' });
    });
  }

  it('refuses a header without "alg"', () => {
    assert.throws(() => parseJws(compact({}, '{}')), { code: 'unsupported_algorithm' });
  });

  it('refuses the unsecured form "header.payload." of alg none', () => {
    assert.throws(() => parseJws(compact({ alg: 'none' }, '{}', '')), { code: 'malformed_jws' });
  });

  for (const crit of [['exp'], [], 'b64', null]) {
    it(`refuses "crit": ${JSON.stringify(crit)}, before it looks at the algorithm (RFC 7515 section 4.1.11)`, () => {
      assert.throws(() => parseJws(compact({ alg: 'none', crit }, '{}')), { code: 'unsupported_critical_header' });
    });
  }

  const header = toBase64url(utf8('{"alg":"ES256"}'));
  const malformed: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['one part', header],
    ['two parts', `${header}.e30`],
    ['four parts', `${header}.e30.c2ln.c2ln`],
    ['five parts, a JWE', `${header}....`],
    ['an empty header', '.e30.c2ln'],
    ['an empty payload', `${header}..c2ln`],
    ['no signature', `${header}.e30.`],
    ['padding', `${header}=.e30.c2ln`],
    ['standard base64', `${header}.e30.+/==`],
    ['a second spelling of the signature', `${header}.e30.c2lnc3`],
    ['a header that is no JSON', `${toBase64url(utf8('{'))}.e30.c2ln`],
    ['a header that is an array', `${toBase64url(utf8('[]'))}.e30.c2ln`],
    ['a payload that is no object', `${header}.${toBase64url(utf8('"x"'))}.c2ln`],
    ['a payload that is not UTF-8', `${header}.${toBase64url(new Uint8Array([0xff]))}.c2ln`],
    ['a line feed at the end', `${header}.e30.c2ln\n`],
  ];
  for (const [what, text] of malformed) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseJws(text), { name: 'JoseError', code: 'malformed_jws' });
    });
  }

  it('never verifies after any one letter is changed to any other', () => {
    const jws = signJws('{"alg":"ES256","kid":"a"}', '{"sub":"ada","n":1}', keySigner(keys.ES256));
    const key = verificationKey('ES256');
    assert.ok(hasValidSignature(parseJws(jws), key));
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+'.split('');
    for (let at = 0; at < jws.length; at += 1) {
      for (const letter of letters) {
        if (letter !== jws.charAt(at)) assert.ok(!verifies(jws.slice(0, at) + letter + jws.slice(at + 1), key));
      }
    }
  });

  it('refuses signatures of a wrong length, of zeros, and in DER', async () => {
    const { sign } = await import('node:crypto');
    const signed = signJws('{"alg":"ES256"}', '{}', keySigner(keys.ES256));
    const input = signed.slice(0, signed.lastIndexOf('.'));
    const key = verificationKey('ES256');
    for (const signature of [
      new Uint8Array(64),
      new Uint8Array(1),
      new Uint8Array(65),
      sign('sha256', utf8(input), keys.ES256),
    ])
      assert.equal(verifies(`${input}.${toBase64url(signature)}`, key), false);
  });

  it('throws nothing but JoseError, whatever the text (property)', () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((text) => toBase64url(utf8(text))),
      fc.constant(header),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          try {
            parseJws(text);
          } catch (error) {
            assert.ok(error instanceof JoseError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function verifies(text: string, key: ReturnType<typeof verificationKey>): boolean {
  try {
    return hasValidSignature(parseJws(text), key);
  } catch (error) {
    assert.ok(error instanceof JoseError);
    return false;
  }
}
