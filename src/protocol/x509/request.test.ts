import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import { contextTag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { decodePem, encodePem } from '#protocol/encoding/pem.ts';
import { commonName, openssl, testKey, verifySignature } from './contract/test-authority.ts';
import { altNamesOfKind, encodeSubjectAltName } from './extensions/subject-alt-name.ts';
import { nameAttribute } from './name.ts';
import { buildCertificationRequest, parseCertificationRequest, verifyCertificationRequest } from './request.ts';

const challengePasswordOid = '1.2.840.113549.1.9.7';
const key = testKey('P-256');

function build() {
  return buildCertificationRequest(
    {
      subject: commonName('mac'),
      publicKey: key.publicKey,
      extensions: [encodeSubjectAltName([{ kind: 'dns', value: 'mac.example' }])],
      attributes: [[challengePasswordOid, der.printableString('secret')]],
    },
    key.signer,
  );
}

describe('Certification requests (RFC 2986)', () => {
  for (const kind of ['P-256', 'P-384', 'P-521', 2048] as const) {
    it(`with a ${kind} key that we build are verified by openssl req and by us`, () => {
      const { publicKey, signer } = testKey(kind);
      const raw = buildCertificationRequest({ subject: commonName('x'), publicKey }, signer);
      const args = ['req', '-in', 'a.csr', '-verify', '-noout', '-subject'];
      assert.match(openssl(args, { 'a.csr': encodePem('CERTIFICATE REQUEST', raw) }), /subject=CN ?= ?x/);
      const verified = verifyCertificationRequest(parseCertificationRequest(raw), verifySignature);
      assert.equal(toHex(verified.request.publicKey.spki), toHex(publicKey.spki));
    });
  }

  it('carry attributes and wanted extensions, which openssl shows too', () => {
    const raw = build();
    const request = parseCertificationRequest(raw);
    assert.deepEqual(altNamesOfKind(request, 'dns'), ['mac.example']);
    assert.deepEqual(request.attributes.get(challengePasswordOid), der.printableString('secret'));
    const text = openssl(['req', '-in', 'a.csr', '-noout', '-text'], {
      'a.csr': encodePem('CERTIFICATE REQUEST', raw),
    });
    assert.match(text, /challengePassword\s*:secret/);
    assert.match(text, /DNS:mac\.example/);
  });

  it('that openssl builds are read', () => {
    const text = openssl(
      [
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        '/dev/null',
        '-subj',
        '/CN=other',
        '-addext',
        'subjectAltName=email:a@b.example',
        '-config',
        'c',
      ],
      { c: '[req]\ndistinguished_name=dn\n[dn]\n' },
    );
    const request = parseCertificationRequest(decodePem('CERTIFICATE REQUEST', text));
    assert.ok(verifyCertificationRequest(request, verifySignature));
    assert.equal(nameAttribute(request.subject, 'commonName'), 'other');
    assert.deepEqual(altNamesOfKind(request, 'rfc822'), ['a@b.example']);
  });

  it('that another key signed, or in an unknown manner, are refused', () => {
    const { publicKey } = testKey('P-256');
    const stolen = buildCertificationRequest({ subject: commonName('x'), publicKey }, key.signer);
    assert.throws(() => verifyCertificationRequest(parseCertificationRequest(stolen), verifySignature), {
      code: 'x509_bad_signature',
    });
    const request = {
      ...parseCertificationRequest(build()),
      signatureAlgorithm: der.sequence(der.objectIdentifier('1.2.3')),
    };
    assert.throws(() => verifyCertificationRequest(request, verifySignature), { code: 'x509_unsupported_algorithm' });
  });

  it('of another version, or with an attribute twice or without value, are refused', () => {
    const wrap = (...fields: Uint8Array[]) =>
      der.sequence(
        der.sequence(...fields),
        der.sequence(der.objectIdentifier('1.2.3')),
        der.bitString(Uint8Array.of(1)),
      );
    const body = [commonName('x').raw, key.publicKey.spki];
    const attribute = der.sequence(der.objectIdentifier('1.2.3'), der.setOf(der.nullValue()));
    const attributes = (...list: Uint8Array[]) => der.element(contextTag(0), ...list);
    assert.ok(parseCertificationRequest(wrap(der.integer(0), ...body, attributes(attribute))));
    assert.ok(parseCertificationRequest(wrap(der.integer(0), ...body)));
    assert.ok(parseCertificationRequest(wrap(der.integer(2), ...body)), "Apple's SCEP client writes 2");
    const broken = [
      wrap(der.integer(3), ...body, attributes()),
      wrap(der.integer(0), ...body, attributes(attribute, attribute)),
      wrap(der.integer(0), ...body, attributes(der.sequence(der.objectIdentifier('1.2.3'), der.setOf()))),
    ];
    for (const raw of broken) assert.throws(() => parseCertificationRequest(raw), { code: 'x509_malformed_request' });
  });
});
