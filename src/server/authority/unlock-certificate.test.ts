import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { subjectKeyIdentifier } from '#protocol/x509/extensions/key-identifier.ts';
import { nameAttribute } from '#protocol/x509/name.ts';
import { p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { issueUnlockCertificate } from './unlock-certificate.ts';

const ports = { clock: { now: () => Date.UTC(2026, 10, 1) }, random: systemRandom };

describe('The certificate of an unlock key (Platform SSO key request)', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { certificate, keyIdentifier, notAfter } = issueUnlockCertificate('ada@example.com', privateKey, ports);

  it('names the user and carries the key, its SHA-1 as identifier, and the two uses', () => {
    const parsed = parseCertificate(certificate);
    assert.equal(nameAttribute(parsed.subject, 'commonName'), 'ada@example.com');
    assert.ok(parsed.publicKey.kind === 'ec');
    assert.equal(toHex(parsed.publicKey.point), toHex(p256Point(privateKey)));
    const hash = createHash('sha1').update(p256Point(privateKey)).digest('hex');
    assert.equal(toHex(keyIdentifier), hash);
    assert.equal(toHex(subjectKeyIdentifier(parsed) ?? new Uint8Array()), hash);
    assert.equal(parsed.notAfter, notAfter);
    const text = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-text'], {
      input: certificate,
      encoding: 'utf8',
    });
    assert.match(text, /Key Usage: critical\s+Digital Signature, Key Agreement\n/);
  });

  it('is signed by its own key', () => {
    const judge = new X509Certificate(certificate);
    assert.ok(judge.verify(judge.publicKey));
  });

  it('cuts a user name at the 64 characters that a common name may have', () => {
    const long = issueUnlockCertificate('ü'.repeat(80), privateKey, ports);
    assert.equal(nameAttribute(parseCertificate(long.certificate).subject, 'commonName'), 'ü'.repeat(64));
  });

  it('is not made for keys that cannot sign certificates', () => {
    const { privateKey } = generateKeyPairSync('x25519');
    assert.throws(() => issueUnlockCertificate('ada', privateKey, ports), { code: 'unsupported_key' });
  });
});
