import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as der from '#protocol/encoding/der-writer.ts';
import { decodePem } from '#protocol/encoding/pem.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import { type ChainErrorCode, type ChainQuestion, verifyCertificateChain } from './chain.ts';
import {
  authority,
  day,
  issue,
  now,
  openssl,
  pem,
  testKey,
  type TestAuthority,
  verifySignature,
} from './contract/test-authority.ts';
import { encodeExtension } from './extension.ts';
import { encodeBasicConstraints } from './extensions/basic-constraints.ts';
import { encodeExtendedKeyUsage } from './extensions/extended-key-usage.ts';
import { encodeKeyUsage } from './extensions/key-usage.ts';
import { purposeOid } from './object-identifiers.ts';
import { clientExtensions, type ProfileKeys, smartCardExtensions, tlsServerExtensions } from './profiles.ts';

const root = authority('Root');
const middle = authority('Middle', root);
const key = testKey('P-256');

function leafUnder(issuer: TestAuthority, extensions: (keys: ProfileKeys) => readonly Uint8Array[] = clientExtensions) {
  return issue({ key, subject: 'leaf', issuer, extensions });
}

function question(leaf: Certificate, changes: Partial<ChainQuestion> = {}): ChainQuestion {
  return { leaf, intermediates: [middle.certificate], roots: [root.certificate], now, verifySignature, ...changes };
}

function refuses(code: ChainErrorCode, asked: ChainQuestion): void {
  assert.throws(() => verifyCertificateChain(asked), { name: 'ChainError', code });
}

/** An issuer whose own certificate has these extensions instead of an authority's. */
function oddAuthority(
  extensions: readonly Uint8Array[],
  issuer?: TestAuthority,
  oddKey = testKey('P-256'),
): TestAuthority {
  return {
    key: oddKey,
    certificate: issue({ key: oddKey, subject: 'Odd', extensions: () => extensions, ...(issuer && { issuer }) }),
  };
}

/** A self-signed authority that openssl made with a key and a digest of former times. */
function oldAuthority(options: readonly string[]): Certificate {
  const configuration = '[req]\ndistinguished_name=dn\nx509_extensions=v3\n[dn]\n[v3]\nbasicConstraints=CA:TRUE\n';
  const text = openssl(
    ['req', '-x509', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=Old', '-config', 'c', '-newkey', ...options],
    {
      c: configuration,
    },
  );
  return parseCertificate(decodePem('CERTIFICATE', text));
}

describe('A certificate chain (RFC 5280 section 6.1)', () => {
  it('is accepted from leaf to configured root, and says which root and which path', () => {
    const leaf = leafUnder(middle);
    const verified = verifyCertificateChain(question(leaf));
    assert.equal(verified.root, root.certificate);
    assert.deepEqual(verified.path, [leaf, middle.certificate, root.certificate]);
    assert.equal(verified.leaf, leaf);
  });

  it('is accepted with intermediates in any order and strangers among them', () => {
    const lower = authority('Lower', middle);
    const stranger = authority('Stranger');
    const intermediates = [stranger.certificate, lower.certificate, middle.certificate, root.certificate];
    assert.equal(verifyCertificateChain(question(leafUnder(lower), { intermediates })).path.length, 4);
  });

  it('is accepted by way of the right one of two issuers of the same name', () => {
    const impostor = authority('Middle', root);
    const intermediates = [impostor.certificate, middle.certificate];
    assert.equal(verifyCertificateChain(question(leafUnder(middle), { intermediates })).path[1], middle.certificate);
  });

  it('gets the same verdict from openssl verify', () => {
    const files = {
      'root.pem': pem(root.certificate),
      'middle.pem': pem(middle.certificate),
      'leaf.pem': pem(leafUnder(middle)),
    };
    const args = [
      'verify',
      '-x509_strict',
      '-attime',
      String(now / 1000),
      '-CAfile',
      'root.pem',
      '-untrusted',
      'middle.pem',
      'leaf.pem',
    ];
    assert.match(openssl(args, files), /OK/);
    assert.throws(() => openssl(args, { ...files, 'root.pem': pem(authority('Root').certificate) }));
  });

  it('never ends in a self-signed root that came with the chain', () => {
    const foreign = authority('Foreign');
    refuses('chain_untrusted_root', question(leafUnder(foreign), { intermediates: [foreign.certificate] }));
    refuses('chain_untrusted_root', question(foreign.certificate, { intermediates: [foreign.certificate] }));
  });

  it('is refused when an intermediate is missing, or no root is configured', () => {
    refuses('chain_untrusted_root', question(leafUnder(middle), { intermediates: [] }));
    refuses('chain_untrusted_root', question(leafUnder(middle), { roots: [] }));
  });

  it('is refused when a root of the same name did not sign it', () => {
    const impostor = authority('Root');
    refuses('chain_bad_signature', question(leafUnder(impostor)));
    refuses('chain_bad_signature', question(leafUnder(authority('Middle', impostor))));
  });

  it('is refused when what was signed was changed', () => {
    const leaf = leafUnder(root);
    const changed = {
      ...leaf,
      toBeSigned: Uint8Array.from(leaf.toBeSigned, (octet, index) => (index === 20 ? octet ^ 1 : octet)),
    };
    refuses('chain_bad_signature', question(changed));
  });

  it('compares names on their bytes: another string type is another name', () => {
    const printable = der.sequence(
      der.setOf(der.sequence(der.objectIdentifier('2.5.4.3'), der.printableString('Root'))),
    );
    const leaf = leafUnder(root);
    const renamed = { ...leaf, issuer: { raw: printable, relativeNames: [] } };
    refuses('chain_untrusted_root', question(renamed));
  });

  it('is refused before and after the dates of any of its certificates, to the second', () => {
    const leaf = leafUnder(middle);
    assert.ok(verifyCertificateChain(question(leaf, { now: leaf.notBefore })));
    assert.ok(verifyCertificateChain(question(leaf, { now: leaf.notAfter + 999 })));
    refuses('chain_not_yet_valid', question(leaf, { now: leaf.notBefore - 1 }));
    refuses('chain_expired', question(leaf, { now: leaf.notAfter + 1000 }));
    const old = {
      key: middle.key,
      certificate: issue({
        key: middle.key,
        subject: 'Old',
        issuer: root,
        notAfter: now - 1000,
        extensions: () => [encodeBasicConstraints({ isAuthority: true, pathLength: undefined })],
      }),
    };
    refuses('chain_expired', question(leafUnder(old), { intermediates: [old.certificate] }));
    assert.ok(
      verifyCertificateChain(question(leafUnder(old), { intermediates: [old.certificate], now: 'ignore-dates' })),
    );
    const late = {
      key: root.key,
      certificate: issue({
        key: root.key,
        subject: 'Late',
        notBefore: now + day,
        extensions: () => [encodeBasicConstraints({ isAuthority: true, pathLength: undefined })],
      }),
    };
    refuses('chain_not_yet_valid', question(leafUnder(late), { roots: [late.certificate] }));
  });

  it('is refused when an issuer is no authority (section 4.2.1.9)', () => {
    const odd = oddAuthority([encodeBasicConstraints({ isAuthority: false, pathLength: undefined })], root);
    const silent = oddAuthority([], root);
    refuses('chain_not_an_authority', question(leafUnder(odd), { intermediates: [odd.certificate] }));
    refuses('chain_not_an_authority', question(leafUnder(silent), { intermediates: [silent.certificate] }));
    refuses('chain_not_an_authority', question(leafUnder(silent), { roots: [silent.certificate] }));
  });

  it('is refused when more authorities follow than the path length allows, self-issued ones not counted', () => {
    const tight = authority('Tight', undefined, 0);
    const below = authority('Below', tight);
    const roots = [tight.certificate];
    refuses('chain_path_length', question(leafUnder(below), { roots, intermediates: [below.certificate] }));
    assert.ok(verifyCertificateChain(question(leafUnder(tight), { roots })));
    const rolled = authority('Tight', tight);
    assert.ok(verifyCertificateChain(question(leafUnder(rolled), { roots, intermediates: [rolled.certificate] })));
  });

  it('is refused when an issuer may not sign certificates (section 4.2.1.3)', () => {
    const odd = oddAuthority(
      [encodeBasicConstraints({ isAuthority: true, pathLength: undefined }), encodeKeyUsage(['cRLSign'])],
      root,
    );
    refuses('chain_key_usage', question(leafUnder(odd), { intermediates: [odd.certificate] }));
  });

  it('is refused when a critical extension is unknown, in the leaf or above', () => {
    const unknown = encodeExtension('1.2.3.4', der.nullValue(), true);
    refuses('chain_unknown_critical_extension', question(leafUnder(middle, () => [unknown])));
    const odd = oddAuthority([encodeBasicConstraints({ isAuthority: true, pathLength: undefined }), unknown], root);
    refuses('chain_unknown_critical_extension', question(leafUnder(odd), { intermediates: [odd.certificate] }));
    const constrained = encodeExtension('2.5.29.30', der.sequence(), true);
    refuses('chain_unknown_critical_extension', question(leafUnder(middle, () => [constrained])));
    assert.ok(verifyCertificateChain(question(leafUnder(middle, () => [encodeExtension('1.2.3.4', der.nullValue())]))));
  });

  it('is refused for a purpose that the leaf or an issuer does not have (section 4.2.1.12)', () => {
    const server = leafUnder(middle, (keys) => tlsServerExtensions(keys, [{ kind: 'dns', value: 'a.example' }]));
    assert.ok(verifyCertificateChain(question(server, { purpose: 'server-authentication' })));
    refuses('chain_purpose', question(server, { purpose: 'client-authentication' }));
    const card = leafUnder(middle, (keys) => smartCardExtensions(keys, { userPrincipalName: 'a@b' }));
    assert.ok(verifyCertificateChain(question(card, { purpose: 'smart-card-logon' })));
    refuses('chain_purpose', question(card, { purpose: 'server-authentication' }));
    const odd = oddAuthority(
      [
        encodeBasicConstraints({ isAuthority: true, pathLength: undefined }),
        encodeExtendedKeyUsage([purposeOid.emailProtection]),
      ],
      root,
    );
    refuses(
      'chain_purpose',
      question(leafUnder(odd), { intermediates: [odd.certificate], purpose: 'client-authentication' }),
    );
    const anything = leafUnder(middle, () => [encodeExtendedKeyUsage([purposeOid.any])]);
    assert.ok(verifyCertificateChain(question(anything, { purpose: 'client-authentication' })));
    assert.ok(
      verifyCertificateChain(
        question(
          leafUnder(middle, () => []),
          { purpose: 'client-authentication' },
        ),
      ),
    );
  });

  it('is refused for a purpose when the leaf may not sign', () => {
    const leaf = leafUnder(middle, (keys) => clientExtensions(keys, ['keyAgreement']));
    refuses('chain_key_usage', question(leaf, { purpose: 'client-authentication' }));
    assert.ok(verifyCertificateChain(question(leaf)));
  });

  it('is refused for RSA below 2048 bits and signatures over SHA-1, unless these are allowed', () => {
    for (const options of [
      ['rsa:1024', '-sha256'],
      ['rsa:2048', '-sha1'],
    ]) {
      const old = oldAuthority(options);
      const asked = question(old, { roots: [old], now: old.notBefore });
      refuses('chain_weak_algorithm', asked);
      assert.ok(verifyCertificateChain({ ...asked, allowWeakAlgorithms: true }));
    }
  });

  it('is refused for a signature algorithm that we do not verify', () => {
    const leaf = leafUnder(root);
    const odd = { ...leaf, signatureAlgorithm: der.sequence(der.objectIdentifier('1.3.101.112')) };
    refuses('chain_unsupported_algorithm', question(odd));
  });

  it('is refused when it is longer than six certificates below the root', () => {
    const authorities = [root];
    for (let level = 0; level < 6; level += 1) authorities.push(authority(`Level ${level}`, authorities[level]));
    const intermediates = authorities.slice(1).map(({ certificate }) => certificate);
    refuses('chain_too_long', question(leafUnder(authorities[6] ?? root), { intermediates }));
    assert.ok(verifyCertificateChain(question(leafUnder(authorities[5] ?? root), { intermediates })));
  });

  it('is refused when a maze of issuers of the same name would cost too many signatures', () => {
    const intermediates = Array.from({ length: 40 }, () => authority('Middle', root).certificate);
    refuses('chain_too_complex', question(leafUnder(authority('Middle', root)), { intermediates }));
  });

  it('gives x509_malformed_extension for an extension that does not parse', () => {
    const odd = oddAuthority([encodeExtension('2.5.29.19', Uint8Array.of(1))], root);
    assert.throws(() => verifyCertificateChain(question(leafUnder(odd), { intermediates: [odd.certificate] })), {
      code: 'x509_malformed_extension',
    });
  });
});
