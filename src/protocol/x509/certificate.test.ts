import assert from 'node:assert/strict';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Certificate as PkijsCertificate } from 'pkijs';
import { toHex } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { decodePem } from '#protocol/encoding/pem.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { signatureAlgorithm } from './algorithms.ts';
import { parseCertificate, parseCertificatesPem } from './certificate.ts';
import {
  authority,
  commonName,
  day,
  issue,
  now,
  openssl,
  pem,
  testKey,
  verifySignature,
} from './contract/test-authority.ts';
import { encodeExtension } from './extension.ts';
import { basicConstraints, encodeBasicConstraints } from './extensions/basic-constraints.ts';
import { crlDistributionPoints } from './extensions/crl-distribution-points.ts';
import { extendedKeyUsage } from './extensions/extended-key-usage.ts';
import { authorityKeyIdentifier, subjectKeyIdentifier } from './extensions/key-identifier.ts';
import { keyUsage } from './extensions/key-usage.ts';
import { encodeSubjectAltName, subjectAltNames } from './extensions/subject-alt-name.ts';
import { issueCertificate, serialFromRandom } from './issue.ts';
import { nameAttribute } from './name.ts';
import { smartCardExtensions, tlsServerExtensions, unlockKeyExtensions } from './profiles.ts';
import { X509Error } from './x509-error.ts';

const root = authority('Test Root');

describe('Certificates that we issue (RFC 5280 section 4.1)', () => {
  for (const kind of ['P-256', 'P-384', 'P-521', 2048, 3072] as const) {
    it(`verify with openssl -x509_strict under an authority with a ${kind} key`, () => {
      const top = authority('Strict Root', undefined, 0, testKey(kind));
      const names = [
        { kind: 'dns', value: 'localhost' },
        { kind: 'ip', value: '127.0.0.1' },
        { kind: 'ip', value: '::1' },
      ] as const;
      const leaf = issue({
        key: testKey('P-256'),
        subject: 'localhost',
        issuer: top,
        extensions: (keys) => tlsServerExtensions(keys, names),
      });
      const said = openssl(
        [
          'verify',
          '-x509_strict',
          '-attime',
          String(now / 1000),
          '-purpose',
          'sslserver',
          '-verify_hostname',
          'localhost',
          '-CAfile',
          'root.pem',
          'leaf.pem',
        ],
        { 'root.pem': pem(top.certificate), 'leaf.pem': pem(leaf) },
      );
      assert.match(said, /leaf\.pem: OK/);
      const algorithm = signatureAlgorithm(leaf.signatureAlgorithm);
      assert.ok(algorithm);
      const spki = top.certificate.publicKey.spki;
      assert.ok(verifySignature({ algorithm, publicKey: spki, data: leaf.toBeSigned, signature: leaf.signature }));
      assert.ok(new NodeCertificate(leaf.raw).verify(new NodeCertificate(top.certificate.raw).publicKey));
    });
  }

  it('read the same in openssl x509 -text: names, purposes, key uses, alternative names', () => {
    const leaf = issue({
      key: testKey('P-384'),
      subject: 'ada',
      issuer: root,
      extensions: (keys) =>
        smartCardExtensions(keys, {
          userPrincipalName: 'ada@corp.example',
          mailAddress: 'ada@example.com',
          revocationListAddress: 'http://ca.example/list.crl',
        }),
    });
    const text = openssl(['x509', '-in', 'leaf.pem', '-noout', '-text', '-nameopt', 'RFC2253'], {
      'leaf.pem': pem(leaf),
    });
    assert.match(text, /Version: 3/);
    assert.match(text, /Issuer: CN=Test Root\n/);
    assert.match(text, /Subject: CN=ada\n/);
    assert.match(text, /Not Before: Oct 31 12:00:00 2026 GMT/);
    assert.match(text, /X509v3 Key Usage: critical\s+Digital Signature\n/);
    assert.match(text, /X509v3 Extended Key Usage: \s+TLS Web Client Authentication, Microsoft Smartcard Login\n/);
    assert.match(
      text,
      /othername: (?:UPN|1\.3\.6\.1\.4\.1\.311\.20\.2\.3)::?ada@corp\.example, email:ada@example\.com/,
    );
    assert.match(text, /URI:http:\/\/ca\.example\/list\.crl/);
    assert.match(text, /NIST CURVE: P-384/);
  });

  it('read and verify the same in pkijs', async () => {
    const names = [
      { kind: 'dns', value: 'a.example' },
      { kind: 'ip', value: '2001:db8::1' },
    ] as const;
    const leaf = issue({
      key: testKey(2048),
      subject: 'a.example',
      issuer: root,
      extensions: (keys) => tlsServerExtensions(keys, names),
    });
    const judge = PkijsCertificate.fromBER(leaf.raw);
    assert.equal(judge.notAfter.value.getTime(), leaf.notAfter);
    assert.equal(toHex(judge.serialNumber.valueBlock.valueHexView), toHex(leaf.serial));
    assert.deepEqual(
      judge.extensions?.map((extension) => extension.extnID),
      [...leaf.extensions.keys()],
    );
    assert.equal(await judge.verify(PkijsCertificate.fromBER(root.certificate.raw)), true);
    assert.deepEqual(new Uint8Array(judge.toSchema(false).toBER()), leaf.raw);
  });

  it('carry the SHA-1 of the point as key identifier of an unlock key (Platform SSO key request)', () => {
    const key = testKey('P-256');
    const leaf = issue({ key, subject: 'ada', issuer: root, extensions: unlockKeyExtensions });
    assert.ok(key.publicKey.kind === 'ec');
    assert.equal(toHex(subjectKeyIdentifier(leaf) ?? new Uint8Array()), toHex(nodeCrypto.sha1(key.publicKey.point)));
    assert.deepEqual(authorityKeyIdentifier(leaf), subjectKeyIdentifier(root.certificate));
    assert.deepEqual([...(keyUsage(leaf) ?? [])], ['digitalSignature', 'keyAgreement']);
    assert.deepEqual(basicConstraints(leaf), { isAuthority: false, pathLength: undefined });
    assert.equal(extendedKeyUsage(leaf), undefined);
  });

  it('are refused with a serial that is zero or too long, or dates the wrong way round', () => {
    const key = testKey('P-256');
    const name = commonName('x');
    const content = {
      serial: Uint8Array.of(1),
      issuer: name,
      subject: name,
      notBefore: now,
      notAfter: now,
      publicKey: key.publicKey,
      extensions: [],
    };
    assert.equal(parseCertificate(issueCertificate(content, key.signer)).extensions.size, 0);
    for (const serial of [new Uint8Array(3), new Uint8Array(20).fill(0xff), new Uint8Array(21).fill(1)]) {
      assert.throws(() => issueCertificate({ ...content, serial }, key.signer), { code: 'x509_bad_serial' });
    }
    assert.throws(() => issueCertificate({ ...content, notAfter: now - 1 }, key.signer), { code: 'x509_bad_validity' });
    assert.throws(() => serialFromRandom(new Uint8Array(8)), { code: 'x509_bad_serial' });
  });
});

describe('Certificates that others issue', () => {
  it('made by openssl are read with every extension', () => {
    const text = openssl(
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        '/dev/null',
        '-days',
        '30',
        '-sha384',
        '-subj',
        '/C=DE/O=Exämple \\/ Co/OU=A+OU=B/CN=Root',
        '-utf8',
        '-set_serial',
        '0x00ff00',
        '-addext',
        'subjectAltName=email:a@b.example,DNS:*.b.example,IP:10.0.0.1,IP:fe80::1:0:0:2,URI:https://b.example/x,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:ada@corp.example,dirName:dir,RID:1.2.3.4',
        '-addext',
        'crlDistributionPoints=URI:http://one.example/a.crl,URI:http://two.example/b.crl',
        '-addext',
        'extendedKeyUsage=serverAuth,1.2.3.4.5',
        '-addext',
        'keyUsage=critical,decipherOnly,keyCertSign',
        '-addext',
        '1.2.840.113635.100.8.9.1=DER:43303241',
        '-config',
        'openssl.cnf',
      ],
      { 'openssl.cnf': '[req]\ndistinguished_name=dn\n[dn]\n[dir]\nCN=inner\n' },
    );
    const certificate = parseCertificate(decodePem('CERTIFICATE', text));
    assert.equal(certificate.version, 3);
    assert.equal(toHex(certificate.serial), '00ff00');
    assert.equal(nameAttribute(certificate.subject, 'countryName'), 'DE');
    assert.equal(nameAttribute(certificate.subject, 'organizationName'), 'Exämple / Co');
    assert.deepEqual(certificate.issuer.raw, certificate.subject.raw);
    assert.equal(certificate.notAfter - certificate.notBefore, 30 * day);
    assert.ok(certificate.publicKey.kind === 'rsa');
    assert.equal(certificate.publicKey.modulusBits, 2048);
    assert.partialDeepStrictEqual(signatureAlgorithm(certificate.signatureAlgorithm), {
      scheme: 'rsa',
      hash: 'sha384',
    });
    const names = subjectAltNames(certificate);
    assert.deepEqual(
      names.flatMap((name) => ('value' in name ? [`${name.kind} ${name.value}`] : [])),
      [
        'rfc822 a@b.example',
        'dns *.b.example',
        'ip 10.0.0.1',
        'ip fe80::1:0:0:2',
        'uri https://b.example/x',
        'userPrincipalName ada@corp.example',
      ],
    );
    const directory = names.find((name) => name.kind === 'directory');
    assert.ok(directory && nameAttribute(directory.name, 'commonName') === 'inner');
    assert.equal(names.filter((name) => name.kind === 'other').length, 1);
    assert.deepEqual(crlDistributionPoints(certificate), ['http://one.example/a.crl', 'http://two.example/b.crl']);
    assert.deepEqual([...(extendedKeyUsage(certificate) ?? [])], ['1.3.6.1.5.5.7.3.1', '1.2.3.4.5']);
    assert.deepEqual([...(keyUsage(certificate) ?? [])], ['keyCertSign', 'decipherOnly']);
    assert.equal(certificate.extensions.get('2.5.29.15')?.critical, true);
    assert.equal(toHex(certificate.extensions.get('1.2.840.113635.100.8.9.1')?.value ?? new Uint8Array()), '43303241');
  });

  it('of version 1 have no extensions, and keys of other kinds are named', () => {
    const text = openssl(
      ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=x', '-config', 'c'],
      {
        c: '[req]\ndistinguished_name=dn\n[dn]\n',
      },
    );
    const certificate = parseCertificatesPem(text)[0];
    assert.ok(certificate?.publicKey.kind === 'other');
    assert.equal(certificate.publicKey.algorithm, '1.3.101.112');
    assert.equal(signatureAlgorithm(certificate.signatureAlgorithm), undefined);
  });
});

describe('Broken certificates', () => {
  const good = issue({ key: testKey('P-256'), subject: 'x', issuer: root, extensions: unlockKeyExtensions });
  const key = testKey('P-256');
  const withExtensions = (...extensions: Uint8Array[]) => issue({ key, subject: 'x', extensions: () => extensions });

  it('with an extension that stands twice are refused', () => {
    const constraints = encodeBasicConstraints({ isAuthority: false, pathLength: undefined });
    assert.throws(() => withExtensions(constraints, constraints), { code: 'x509_duplicate_extension' });
  });

  it('with two different signature algorithms are refused', () => {
    const algorithm = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.3'));
    const mixed = der.sequence(good.toBeSigned, algorithm, der.bitString(good.signature));
    assert.throws(() => parseCertificate(mixed), { code: 'x509_algorithm_mismatch' });
  });

  it('of an unknown version, or with extensions before version 3, are refused', () => {
    for (const version of [1, 3]) {
      const toBeSigned = good.toBeSigned.slice();
      const at = toHex(toBeSigned).indexOf('a003020102') / 2 + 4;
      toBeSigned[at] = version;
      assert.throws(
        () => parseCertificate(der.sequence(toBeSigned, good.signatureAlgorithm, der.bitString(good.signature))),
        {
          code: 'x509_unsupported_version',
        },
      );
    }
  });

  it('with a compressed point or a point of another length are refused', () => {
    const spki = good.publicKey.spki.slice();
    spki[spki.length - 65] = 2;
    const raw = good.raw.slice();
    raw.set(spki, toHex(raw).indexOf(toHex(good.publicKey.spki)) / 2);
    assert.throws(() => parseCertificate(raw), { code: 'x509_malformed_key' });
  });

  it('give x509_malformed_extension when an extension that is asked for does not parse', () => {
    const broken = withExtensions(
      ...['2.5.29.14', '2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.31', '2.5.29.35', '2.5.29.37'].map((oid) =>
        encodeExtension(oid, Uint8Array.of(0x13, 0x37)),
      ),
    );
    for (const read of [
      subjectKeyIdentifier,
      keyUsage,
      subjectAltNames,
      basicConstraints,
      crlDistributionPoints,
      authorityKeyIdentifier,
      extendedKeyUsage,
    ]) {
      assert.throws(() => read(broken), { code: 'x509_malformed_extension' });
    }
    const negative = withExtensions(encodeBasicConstraints({ isAuthority: true, pathLength: -1 }));
    assert.throws(() => basicConstraints(negative), { code: 'x509_malformed_extension' });
    assert.throws(() => encodeSubjectAltName([{ kind: 'ip', value: '1.2.3' }]), { code: 'der_bad_value' });
  });

  it('never make the parser throw anything but DerError or X509Error (property)', () => {
    const changes = fc.array(fc.tuple(fc.nat(good.raw.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(changes, (list) => {
        const raw = good.raw.slice();
        for (const [at, octet] of list) raw[at] = octet;
        try {
          subjectAltNames(parseCertificate(raw));
        } catch (error) {
          assert.ok(error instanceof DerError || error instanceof X509Error, String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });
});
