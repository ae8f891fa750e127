import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import {
  appleEnterpriseAttestationRoot,
  appleEnterpriseAttestationRootFingerprint,
  appleEnterpriseAttestationRootPem,
} from './apple-roots.ts';
import {
  AttestationError,
  type AttestationErrorCode,
  type AttestationQuestion,
  attestedFacts,
  verifyAttestation,
} from './attestation.ts';
import { ChainError, verifyCertificateChain } from './chain.ts';
import { authority, day, issue, now, openssl, testKey, verifySignature } from './contract/test-authority.ts';
import { encodeExtension } from './extension.ts';
import { basicConstraints } from './extensions/basic-constraints.ts';
import { keyUsage } from './extensions/key-usage.ts';
import { formatName } from './name.ts';
import { appleOid } from './object-identifiers.ts';
import { attestationExtensions, type AttestationStatement } from './profiles.ts';

const root = authority('Attestation Root', undefined, 1, testKey('P-384'));
const service = authority('Attestation Sub CA 1', root, 0, testKey('P-384'));
const key = testKey('P-256');
const point = key.publicKey.kind === 'ec' ? key.publicKey.point : new Uint8Array();
const clientDataHash = nodeCrypto.sha256(utf8('a37b1f6c-8a6c-4f5a-9e2d-0d6a3f6f5a11'));
const device = { serialNumber: utf8('C02PORCH0001'), udid: utf8('00008112-001A2B3C4D5E6F70') };

function attest(statement: Partial<AttestationStatement> = {}, leafKey = key, issuer = service): Uint8Array[] {
  const extensions = (keys: Parameters<typeof attestationExtensions>[0]) =>
    attestationExtensions(keys, { freshness: clientDataHash, ...device, ...statement });
  return [issue({ key: leafKey, subject: 'leaf', issuer, extensions }).raw, issuer.certificate.raw];
}

function question(chain: readonly Uint8Array[], changes: Partial<AttestationQuestion> = {}): AttestationQuestion {
  return { chain, roots: [root.certificate], now, verifySignature, key: point, clientDataHash, ...changes };
}

function refuses(code: AttestationErrorCode, asked: AttestationQuestion): void {
  assert.throws(
    () => verifyAttestation(asked),
    (error) => error instanceof AttestationError && error.code === code,
    `must be refused with ${code}`,
  );
}

describe('Attestation of a Platform SSO key', () => {
  it('is accepted with the right key, freshness and device, and says who vouched', () => {
    const verified = verifyAttestation(
      question(attest({ osVersion: utf8('26.1') }), {
        serialNumber: 'C02PORCH0001',
        udid: '00008112-001a2b3c4d5e6f70',
        requireIdentifiers: true,
      }),
    );
    assert.equal(verified.root, root.certificate);
    assert.equal(verified.chain.path.length, 3);
    assert.deepEqual(verified.facts, {
      serialNumber: 'C02PORCH0001',
      udid: '00008112-001A2B3C4D5E6F70',
      osVersion: '26.1',
      softwareUpdateDeviceId: undefined,
    });
  });

  it('is accepted without identifiers when none are asked for', () => {
    const chain = attest({ serialNumber: undefined, udid: undefined });
    assert.equal(verifyAttestation(question(chain)).facts.serialNumber, undefined);
  });

  it('is accepted with the freshness as an OCTET STRING inside the extension', () => {
    assert.ok(verifyAttestation(question(attest({ freshness: der.octetString(clientDataHash) }))));
  });

  it('never parses the freshness: a value that looks like DER is compared as it is', () => {
    const tricky = Uint8Array.from(clientDataHash, (octet, index) => (index === 0 ? 4 : index === 1 ? 30 : octet));
    assert.ok(verifyAttestation(question(attest({ freshness: tricky }), { clientDataHash: tricky })));
    refuses('attestation_wrong_freshness', question(attest({ freshness: tricky })));
  });

  it('is refused under a root that is not configured, also when that root comes along', () => {
    const ownRoot = authority('Attestation Forgery Root');
    const forger = authority('Attestation Sub CA 1', ownRoot);
    refuses('attestation_untrusted_root', question([...attest({}, key, forger), ownRoot.certificate.raw]));
    refuses('attestation_untrusted_root', question(attest(), { roots: [appleEnterpriseAttestationRoot] }));
  });

  it('is refused under a root that only has the name of the configured one', () => {
    const ownRoot = authority('Attestation Root');
    refuses('attestation_bad_chain', question(attest({}, key, authority('Attestation Sub CA 1', ownRoot))));
  });

  it('is refused for another key', () => {
    refuses('attestation_wrong_key', question(attest({}, testKey('P-256'))));
    refuses('attestation_wrong_key', question(attest({}, testKey(2048))));
  });

  it('is refused when it was made for another nonce, or for none', () => {
    refuses('attestation_wrong_freshness', question(attest({ freshness: nodeCrypto.sha256(utf8('old')) })));
    refuses(
      'attestation_wrong_freshness',
      question(attest({ freshness: new Uint8Array() }), { clientDataHash: new Uint8Array() }),
    );
    refuses('attestation_missing_freshness', question(attest({ freshness: undefined })));
  });

  it('is refused when identifiers are wanted and missing', () => {
    const silent = attest({ serialNumber: undefined, udid: undefined });
    refuses('attestation_missing_identifiers', question(silent, { requireIdentifiers: true }));
    refuses('attestation_missing_identifiers', question(silent, { serialNumber: 'C02PORCH0001' }));
    refuses('attestation_missing_identifiers', question(silent, { udid: '00008112-001A2B3C4D5E6F70' }));
    refuses('attestation_missing_identifiers', question(attest({ udid: undefined }), { requireIdentifiers: true }));
    refuses(
      'attestation_missing_identifiers',
      question(attest({ serialNumber: Uint8Array.of(0xff) }), { requireIdentifiers: true }),
    );
  });

  it('is refused for another device', () => {
    refuses('attestation_wrong_serial_number', question(attest(), { serialNumber: 'C02PORCH0002' }));
    refuses('attestation_wrong_udid', question(attest(), { udid: '00008112-0000000000000000' }));
  });

  it('is refused outside its dates, unless dates do not count', () => {
    refuses('attestation_expired', question(attest(), { now: now + 400 * day }));
    refuses('attestation_expired', question(attest(), { now: now - 2 * day }));
    assert.ok(verifyAttestation(question(attest(), { now: 'ignore-dates' })));
  });

  it('is refused when it is empty, too long, or does not parse', () => {
    const [leaf = new Uint8Array(), sub = new Uint8Array()] = attest();
    refuses('attestation_malformed', question([]));
    refuses('attestation_malformed', question([leaf, sub, sub, sub, sub, sub]));
    refuses('attestation_malformed', question([leaf, sub.subarray(1)]));
    refuses('attestation_malformed', question([utf8('nonsense')]));
    const broken = issue({
      key,
      subject: 'leaf',
      issuer: service,
      extensions: () => [encodeExtension('2.5.29.19', Uint8Array.of(1))],
    });
    const below = issue({ key, subject: 'deeper', issuer: { key, certificate: broken } });
    refuses('attestation_malformed', question([below.raw, broken.raw, sub]));
  });

  it('keeps the reason from the chain as cause', () => {
    try {
      verifyAttestation(question(attest(), { now: now + 400 * day }));
      assert.fail('must be refused');
    } catch (error) {
      assert.ok(error instanceof AttestationError && error.cause instanceof ChainError);
      assert.equal(error.cause.code, 'chain_expired');
    }
  });

  it('states its facts as bare bytes, as openssl shows them', () => {
    const [leaf = new Uint8Array()] = attest();
    const structure = openssl(['asn1parse', '-inform', 'DER', '-in', 'leaf.der'], { 'leaf.der': leaf });
    assert.match(
      structure,
      new RegExp(`${appleOid.freshness}\\n[^\\n]*\\[HEX DUMP\\]:${toHex(clientDataHash).toUpperCase()}`),
    );
    assert.match(structure, new RegExp(`${appleOid.serialNumber}\\n[^\\n]*OCTET STRING\\s+:C02PORCH0001`));
  });
});

describe('Apple Enterprise Attestation Root CA', () => {
  it('has the published fingerprint, also for openssl', () => {
    const fingerprint = toHex(nodeCrypto.sha256(appleEnterpriseAttestationRoot.raw));
    assert.equal(fingerprint, appleEnterpriseAttestationRootFingerprint);
    const printed = openssl(['x509', '-in', 'a.pem', '-noout', '-fingerprint', '-sha256'], {
      'a.pem': appleEnterpriseAttestationRootPem,
    });
    assert.equal(printed.trim().split('=')[1]?.replaceAll(':', '').toLowerCase(), fingerprint);
  });

  it('is read as what it is: P-384, an authority, 2022 to 2047, signed by itself', () => {
    const apple = appleEnterpriseAttestationRoot;
    assert.equal(formatName(apple.subject), 'C=US,O=Apple Inc.,CN=Apple Enterprise Attestation Root CA');
    assert.ok(apple.publicKey.kind === 'ec' && apple.publicKey.curve === 'P-384');
    assert.equal(new Date(apple.notBefore).toISOString(), '2022-02-16T19:01:24.000Z');
    assert.equal(new Date(apple.notAfter).toISOString(), '2047-02-20T00:00:00.000Z');
    assert.equal(basicConstraints(apple)?.isAuthority, true);
    assert.deepEqual([...(keyUsage(apple) ?? [])], ['keyCertSign', 'cRLSign']);
    assert.equal(
      verifyCertificateChain({ leaf: apple, intermediates: [], roots: [apple], now, verifySignature }).root,
      apple,
    );
    assert.equal(attestedFacts(apple).serialNumber, undefined);
  });
});
