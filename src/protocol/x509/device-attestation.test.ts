import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toHex } from '#protocol/encoding/bytes.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { decodePem } from '#protocol/encoding/pem.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { OpenSsl } from '#test/support/openssl.ts';
import { AttestationError, type AttestationErrorCode } from './attestation.ts';
import { parseCertificate } from './certificate.ts';
import { authority, day, issue, now, testKey } from './contract/test-authority.ts';
import { attestedDevice, type DeviceAttestationQuestion, verifyDeviceAttestation } from './device-attestation.ts';
import { attestationExtensions, type AttestationStatement } from './profiles.ts';

const root = authority('Attestation Root', undefined, 1, testKey('P-384'));
const service = authority('Attestation Sub CA 1', root, 0, testKey('P-384'));
const key = testKey('P-384');
// Begins like DER, as a random value may.
const nonce = Uint8Array.from([0x04, 0x1e, ...new Uint8Array(30).fill(7)]);
const older = new Uint8Array(32).fill(9);
const serialNumber = 'C02PORCH0001';
const secure = {
  systemIntegrityProtection: der.integer(0),
  secureBoot: utf8('Full Security'),
  thirdPartyKernelExtensions: der.integer(0),
};

function leafWith(statement: Partial<AttestationStatement>, notAfter = now + day) {
  const extensions = (keys: Parameters<typeof attestationExtensions>[0]) =>
    attestationExtensions(keys, { freshness: nonce, serialNumber: utf8(serialNumber), ...statement });
  return issue({ key, subject: 'leaf', issuer: service, extensions, notAfter });
}

function question(
  statement: Partial<AttestationStatement> = {},
  changes: Partial<DeviceAttestationQuestion> = {},
): DeviceAttestationQuestion {
  const chain = [leafWith(statement).raw, service.certificate.raw];
  const nonces = [nonce, older];
  return { chain, roots: [root.certificate], now, verifySignature, nonces, serialNumber, ...changes };
}

function refuses(code: AttestationErrorCode, asked: DeviceAttestationQuestion): void {
  assert.throws(
    () => verifyDeviceAttestation(asked),
    (error) => error instanceof AttestationError && error.code === code,
  );
}

describe('Managed device attestation (Apple, DeviceInformation; section 7.3)', () => {
  it('is accepted for this Mac and any nonce that it was asked with, bare or as an OCTET STRING', () => {
    const fresh = verifyDeviceAttestation(question({ osVersion: utf8('26.1'), ...secure }));
    assert.deepEqual([toHex(fresh.nonce), fresh.root], [toHex(nonce), root.certificate]);
    assert.deepEqual(fresh.device, {
      serialNumber,
      udid: undefined,
      osVersion: '26.1',
      softwareUpdateDeviceId: undefined,
      sepOsVersion: undefined,
      llbVersion: undefined,
      systemIntegrityProtection: true,
      secureBoot: 'full',
      thirdPartyKernelExtensions: false,
    });
    assert.deepEqual(verifyDeviceAttestation(question({ freshness: older })).nonce, older);
    assert.deepEqual(verifyDeviceAttestation(question({ freshness: der.octetString(nonce) })).nonce, nonce);
  });

  it('is refused for another question, another Mac, another root, out of its time, and where it says nothing', () => {
    refuses('attestation_wrong_freshness', question({ freshness: new Uint8Array(32).fill(1) }));
    refuses('attestation_wrong_freshness', question({}, { nonces: [] }));
    refuses('attestation_missing_freshness', question({ freshness: undefined }));
    refuses('attestation_wrong_serial_number', question({ serialNumber: utf8('C02PORCH0002') }));
    refuses('attestation_missing_identifiers', question({ serialNumber: undefined }));
    const foreign = authority('Another Root', undefined, 1, testKey('P-384'));
    refuses('attestation_untrusted_root', question({}, { roots: [foreign.certificate] }));
    refuses('attestation_expired', question({}, { now: now + 2 * day }));
    refuses('attestation_malformed', question({}, { chain: [] }));
    refuses('attestation_malformed', question({}, { chain: [Uint8Array.of(0x30)] }));
  });

  it('counts what is not stated, or in another form, as the insecure value', () => {
    const states = (statement: Partial<AttestationStatement>) => {
      const { systemIntegrityProtection, secureBoot, thirdPartyKernelExtensions } = attestedDevice(leafWith(statement));
      return [systemIntegrityProtection, secureBoot, thirdPartyKernelExtensions];
    };
    assert.deepEqual(states({}), [false, 'not stated', true]);
    assert.deepEqual(states({ ...secure, systemIntegrityProtection: der.integer(1) }), [false, 'full', false]);
    assert.deepEqual(states({ ...secure, systemIntegrityProtection: Uint8Array.of(0) }), [false, 'full', false]);
    assert.deepEqual(states({ ...secure, secureBoot: utf8('Reduced Security') }), [true, 'reduced', false]);
    assert.deepEqual(states({ ...secure, secureBoot: utf8('full security') }), [true, 'not stated', false]);
    assert.deepEqual(states({ ...secure, thirdPartyKernelExtensions: der.integer(3) }), [true, 'full', true]);
  });

  it('is read from certificates that the openssl program made', () => {
    const openssl = new OpenSsl();
    try {
      const newKey = (name: string) => openssl.run('ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-out', name);
      const arc = '1.2.840.113635.100.8';
      const text = (value: string) => toHex(utf8(value));
      const lines = [
        `${arc}.9.1=DER:${text(serialNumber)}`,
        `${arc}.10.1=DER:${text('26.1')}`,
        `${arc}.11.1=DER:${toHex(nonce)}`,
        `${arc}.13.1=DER:020100`,
        `${arc}.13.2=DER:${text('Permissive Security')}`,
        `${arc}.13.3=DER:020101`,
      ];
      newKey('root.key');
      newKey('leaf.key');
      const subject = (name: string) => ['-subj', `/CN=${name}`];
      openssl.run('req', '-x509', '-key', 'root.key', ...subject('Root'), '-days', '9', '-out', 'root.pem');
      openssl.run('req', '-new', '-key', 'leaf.key', ...subject('Leaf'), '-out', 'leaf.csr');
      openssl.write('extensions', `${lines.join('\n')}\n`);
      const by = ['-CA', 'root.pem', '-CAkey', 'root.key', '-days', '9', '-extfile', 'extensions'];
      openssl.run('x509', '-req', '-in', 'leaf.csr', ...by, '-out', 'leaf.pem');
      const certificate = (name: string) => decodePem('CERTIFICATE', fromUtf8(openssl.read(name)) ?? '');
      const chain = [certificate('leaf.pem')];
      const roots = [parseCertificate(certificate('root.pem'))];
      const { device } = verifyDeviceAttestation(question({}, { chain, roots, now: 'ignore-dates' }));
      assert.deepEqual(
        [device.serialNumber, device.osVersion, device.systemIntegrityProtection, device.secureBoot],
        [serialNumber, '26.1', true, 'permissive'],
      );
      assert.equal(device.thirdPartyKernelExtensions, true);
    } finally {
      openssl.remove();
    }
  });

  it('throws nothing but its error, whatever the chain and the statements are', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(bytes, bytes, bytes, (freshness, security, junk) => {
        const chains = [
          [leafWith({ freshness, secureBoot: security, systemIntegrityProtection: security }).raw, junk],
          [junk],
        ];
        for (const chain of chains) {
          try {
            verifyDeviceAttestation(question({}, { chain }));
          } catch (error) {
            assert.ok(error instanceof AttestationError, String(error));
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
