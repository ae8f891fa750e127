import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import awkward from '#test/vectors/platform-sso/awkward-keys.json' with { type: 'json' };
import { fromHex, toHex } from '../encoding/bytes.ts';
import { derFromP1363, p1363FromDer } from './ecdsa-signature.ts';

const curves = [
  { curve: 'P-256', coordinate: 32, hash: 'sha256' },
  { curve: 'P-384', coordinate: 48, hash: 'sha384' },
  { curve: 'P-521', coordinate: 66, hash: 'sha512' },
] as const;

describe('ECDSA signatures as r || s and as DER (RFC 7518 section 3.4, RFC 3279 section 2.2.3)', () => {
  for (const name of ['shortR', 'shortS', 'highR'] as const) {
    it(`turn into one another at the awkward lengths: ${name}`, () => {
      const { der, p1363 } = awkward.signatures[name];
      assert.equal(toHex(derFromP1363(fromHex(p1363))), der);
      assert.equal(toHex(p1363FromDer(fromHex(der), 32) ?? new Uint8Array()), p1363);
    });
  }

  for (const { curve, coordinate, hash } of curves) {
    it(`are accepted by the openssl program after the turn to DER, and its own after the turn to r || s: ${curve}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'ecdsa-'));
      try {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
        const data = Buffer.from('what is signed');
        const at = (name: string) => join(folder, name);
        writeFileSync(at('data'), data);
        writeFileSync(at('key.pem'), privateKey.export({ format: 'pem', type: 'sec1' }));
        writeFileSync(at('public.pem'), publicKey.export({ format: 'pem', type: 'spki' }));
        const raw = sign(hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
        writeFileSync(at('signature'), derFromP1363(raw));
        const verdict = ['dgst', `-${hash}`, '-verify', at('public.pem'), '-signature', at('signature'), at('data')];
        assert.match(execFileSync('openssl', verdict, { encoding: 'utf8' }), /Verified OK/);
        const theirs = execFileSync('openssl', ['dgst', `-${hash}`, '-sign', at('key.pem'), at('data')]);
        const turned = p1363FromDer(theirs, coordinate);
        assert.equal(turned?.length, coordinate * 2);
        assert.ok(verify(hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, turned));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it(`read back through DER, whatever the two numbers (property): ${curve}`, () => {
      const length = coordinate * 2;
      fc.assert(
        fc.property(fc.uint8Array({ minLength: length, maxLength: length }), fc.nat(coordinate), (random, zeros) => {
          const signature = new Uint8Array(random).fill(0, 0, zeros);
          assert.deepEqual(p1363FromDer(derFromP1363(signature), coordinate), signature);
        }),
      );
    });
  }

  const refused: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['no SEQUENCE', '3106020101020101'],
    ['a length that is too long', '3007020101020101'],
    ['bytes after the signature', '300602010102010100'],
    ['bytes after s inside the SEQUENCE', '300702010102010100'],
    ['a missing s', '3003020101'],
    ['an r that runs over the end', '3006020701020101'],
    ['an empty r', '30050200020101'],
    ['another tag than INTEGER', '3006030101020101'],
    ['a negative r', '3006020181020101'],
    ['a needless zero before r', '300702020001020101'],
    ['a long form of a short length', '308106020101020101'],
    ['an indefinite length', '30800201010201010000'],
  ];
  for (const [what, hex] of refused) {
    it(`are refused as DER with ${what}`, () => {
      assert.equal(p1363FromDer(fromHex(hex), 32), undefined);
    });
  }

  it('are refused as DER when a number is wider than the curve', () => {
    const wide = derFromP1363(new Uint8Array(96).fill(0x11));
    assert.equal(p1363FromDer(wide, 32), undefined);
    assert.equal(p1363FromDer(wide, 48)?.length, 96);
  });

  it('have one DER form: bytes that are read are those that would be written (property)', () => {
    const example = fromHex(awkward.signatures.highR.der);
    fc.assert(
      fc.property(fc.nat(example.length - 1), fc.nat(255), (at, value) => {
        const der = example.slice();
        der[at] = value;
        const signature = p1363FromDer(der, 32);
        if (signature) assert.deepEqual(derFromP1363(signature), der);
      }),
      { numRuns: 2000 },
    );
  });
});
