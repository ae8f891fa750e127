import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import captures from '#test/vectors/platform-sso/captures-macos-14.json' with { type: 'json' };
import { p256Point } from '#runtime/crypto.ts';
import { fromBase64, toBase64, toBase64url } from '../../encoding/base64.ts';
import { encodePem } from '../../encoding/pem.ts';
import { refusal } from '../contract/sample-mac.ts';
import { MessageError } from '../message-error.ts';
import { parsePublicKey } from './public-key-forms.ts';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const point = p256Point(publicKey);
const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));

describe('Public keys as extensions send them (section 8.2)', () => {
  const forms = {
    'base64 of the X9.63 point': toBase64(point),
    'base64url of the X9.63 point': toBase64url(point),
    'PEM of a SubjectPublicKeyInfo': publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    'PEM with the line ends of Windows': encodePem('PUBLIC KEY', spki).replaceAll('\n', '\r\n'),
    'PEM around the bare point': encodePem('PUBLIC KEY', point),
    'base64 of a SubjectPublicKeyInfo': toBase64(spki),
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`are read as ${name}`, () => {
      assert.deepEqual(parsePublicKey(text, 'key'), point);
    });
  }

  it('are read from the registration of the captured Mac (14.7)', () => {
    const found = parsePublicKey(captures.deviceSigningKeySpki, 'device_signing_key');
    assert.deepEqual(found, fromBase64(captures.deviceSigningKeySpki)?.slice(26));
  });

  it('are read from the openssl program', () => {
    const options = [
      'genpkey',
      '-algorithm',
      'EC',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-pkeyopt',
      'ec_param_enc:named_curve',
    ];
    const pem = execFileSync('openssl', options);
    const found = execFileSync('openssl', ['pkey', '-pubout'], { input: pem, encoding: 'utf8' });
    assert.equal(parsePublicKey(found, 'key')[0], 4);
  });

  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'pem', type: 'spki' });
  const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'der', type: 'spki' });
  const otherAlgorithm = spki.slice();
  otherAlgorithm[12] = (otherAlgorithm[12] ?? 0) ^ 1;
  const refused = {
    nothing: '',
    'no base64': '!!!!',
    'a P-384 key': p384.toString(),
    'a secp256k1 key': k256.toString('base64'),
    'a SubjectPublicKeyInfo that says another algorithm': toBase64(otherAlgorithm),
    'a compressed point': toBase64(new Uint8Array([2, ...point.subarray(1, 33)])),
    'a point without its first byte': toBase64(point.subarray(1)),
    'bytes after the SubjectPublicKeyInfo': toBase64(new Uint8Array([...spki, 0])),
  };
  for (const [what, text] of Object.entries(refused)) {
    it(`are refused when they are ${what}`, () => {
      assert.throws(() => parsePublicKey(text, 'key'), refusal('malformed_claim'));
    });
  }

  it('throw nothing but MessageError for any text (property)', () => {
    const letters = '- ABEGINPUBLICKEY\nMFkw='.split('');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...letters) })), (text) => {
        assert.throws(() => parsePublicKey(text, 'key'), MessageError);
      }),
    );
  });
});
