import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import { type AttestationErrorCode, type AttestationQuestion, verifyAttestation } from '#protocol/x509/attestation.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { formatName } from '#protocol/x509/name.ts';
import { nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { type AttestationFault, createAttestationAuthority } from './attestation-authority.ts';

const now = Date.UTC(2026, 10, 1);
const ports = { clock: { now: () => now }, random: systemRandom };
const service = createAttestationAuthority(ports);
const request = {
  key: p256Point(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
  clientDataHash: nodeCrypto.sha256(utf8('nonce')),
  serialNumber: 'C02PORCH0001',
  udid: '00008112-001A2B3C4D5E6F70',
};

const verifySignature: VerifySignature = ({ algorithm, publicKey, data, signature }) =>
  verify(
    algorithm.hash,
    data,
    createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }),
    signature,
  );

function question(chain: readonly Uint8Array[], root = service.rootCertificate): AttestationQuestion {
  const { serialNumber, udid, key, clientDataHash } = request;
  return { chain, roots: [root], now, verifySignature, key, clientDataHash, serialNumber, udid };
}

describe('The simulated attestation service', () => {
  it('attests a key so that the server accepts it under the simulated root', () => {
    const chain = service.attest({ ...request, osVersion: '26.1' });
    assert.equal(chain.length, 2);
    const verified = verifyAttestation(question(chain));
    assert.equal(verified.root, service.rootCertificate);
    assert.equal(verified.facts.osVersion, '26.1');
  });

  it('names itself so that nobody takes it for Apple', () => {
    const names = service.attest(request).map((raw) => formatName(parseCertificate(raw).subject));
    assert.match(formatName(service.rootCertificate.subject), /^CN=Porchlight Simulated Attestation Root CA,/);
    for (const name of names) assert.match(name, /Porchlight Simulated/);
  });

  it('leaves the identifiers out when the profile does not allow them', () => {
    const chain = service.attest({ ...request, includeIdentifiers: false });
    assert.throws(() => verifyAttestation(question(chain)), { code: 'attestation_missing_identifiers' });
  });

  it('keeps its root over a restart, through JSON', () => {
    const state: unknown = JSON.parse(JSON.stringify(service.exportState()));
    const again = createAttestationAuthority(ports, state as ReturnType<typeof service.exportState>);
    assert.equal(toHex(again.rootCertificate.raw), toHex(service.rootCertificate.raw));
    assert.equal(again.rootPem, service.rootPem);
    assert.ok(verifyAttestation(question(again.attest(request))));
  });

  it('refuses a key that is no P-256 point', () => {
    assert.throws(() => service.attest({ ...request, key: request.key.subarray(1) }), { code: 'x509_malformed_key' });
  });

  const faults: Record<AttestationFault, AttestationErrorCode> = {
    'wrong-freshness': 'attestation_wrong_freshness',
    'missing-freshness': 'attestation_missing_freshness',
    'wrong-key': 'attestation_wrong_key',
    'other-serial-number': 'attestation_wrong_serial_number',
    'other-udid': 'attestation_wrong_udid',
    'self-made-root': 'attestation_untrusted_root',
    'expired-leaf': 'attestation_expired',
  };
  for (const [fault, code] of Object.entries(faults) as [AttestationFault, AttestationErrorCode][]) {
    it(`told to misbehave with ${fault} is refused with ${code}`, () => {
      assert.throws(() => verifyAttestation(question(service.attest({ ...request, fault }))), { code });
    });
  }
});
