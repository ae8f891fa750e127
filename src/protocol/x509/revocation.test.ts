import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { decodePem, encodePem } from '#protocol/encoding/pem.ts';
import { algorithmIdentifier, signStructure } from './algorithms.ts';
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
import { subjectKeyIdentifier } from './extensions/key-identifier.ts';
import { encodeKeyUsage } from './extensions/key-usage.ts';
import { clientExtensions } from './profiles.ts';
import { issueRevocationList, parseRevocationList, type RevocationListContent } from './revocation-list.ts';
import { checkRevocation, verifyRevocationList } from './revocation.ts';

const root = authority('Root');
const key = testKey('P-256');
const [good, stolen, held] = ['good', 'stolen', 'held'].map((subject) =>
  issue({ key, subject, issuer: root, extensions: clientExtensions }),
) as [ReturnType<typeof issue>, ReturnType<typeof issue>, ReturnType<typeof issue>];

function list(changes: Partial<RevocationListContent> = {}, issuer: TestAuthority = root): Uint8Array {
  const content: RevocationListContent = {
    issuer: issuer.certificate.subject,
    issuerKeyIdentifier: subjectKeyIdentifier(issuer.certificate) ?? new Uint8Array(),
    number: 7,
    thisUpdate: now - day,
    nextUpdate: now + day,
    revoked: [
      { serial: stolen.serial, at: now - 2 * day, reason: 'keyCompromise' },
      { serial: held.serial, at: now - 3 * day, reason: 'unspecified' },
    ],
    ...changes,
  };
  return issueRevocationList(content, issuer.key.signer);
}

function verified(raw: Uint8Array, issuer = root) {
  const verdict = verifyRevocationList(parseRevocationList(raw), issuer.certificate, verifySignature);
  assert.ok(verdict.kind === 'verified');
  return verdict.list;
}

/** A list with the given fields after the issuer, signed by the root. */
function oddList(version: Uint8Array, ...fields: Uint8Array[]): Uint8Array {
  const { subject } = root.certificate;
  return signStructure(der.sequence(version, algorithmIdentifier('ES256'), subject.raw, ...fields), root.key.signer);
}

describe('Revocation lists (RFC 5280 section 5)', () => {
  it('read back what was issued', () => {
    const parsed = parseRevocationList(list());
    assert.equal(parsed.thisUpdate, now - day);
    assert.equal(parsed.nextUpdate, now + day);
    assert.deepEqual(parsed.revoked.get(toHex(stolen.serial)), { at: now - 2 * day, reason: 'keyCompromise' });
    assert.deepEqual(parsed.revoked.get(toHex(held.serial)), { at: now - 3 * day, reason: 'unspecified' });
    assert.equal(parseRevocationList(list({ revoked: [] })).revoked.size, 0);
  });

  it('are verified and used by openssl', () => {
    const files = {
      'crl.pem': encodePem('X509 CRL', list()),
      'root.pem': pem(root.certificate),
      'good.pem': pem(good),
      'stolen.pem': pem(stolen),
    };
    const text = openssl(['crl', '-in', 'crl.pem', '-noout', '-text', '-CAfile', 'root.pem'], files);
    assert.match(text, /Key Compromise/);
    assert.match(text, /X509v3 CRL Number: \s+7/);
    const verify = [
      'verify',
      '-x509_strict',
      '-crl_check',
      '-attime',
      String(now / 1000),
      '-CAfile',
      'root.pem',
      '-CRLfile',
      'crl.pem',
    ];
    assert.match(openssl([...verify, 'good.pem'], files), /OK/);
    assert.throws(() => openssl([...verify, 'stolen.pem'], files), /certificate revoked/);
  });

  it('that openssl issues are read and verified', () => {
    const configuration =
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=1\n';
    const text = openssl(['ca', '-gencrl', '-config', 'c', '-cert', 'root.pem', '-keyfile', 'key.pem'], {
      c: configuration,
      'root.pem': pem(root.certificate),
      'key.pem': String(root.key.privateKey.export({ type: 'pkcs8', format: 'pem' })),
      'index.txt': `R\t300101000000Z\t260101000000Z,superseded\t${toHex(stolen.serial).toUpperCase()}\tunknown\t/CN=stolen\n`,
      number: '01',
    });
    const openSslList = verified(decodePem('X509 CRL', text));
    const status = checkRevocation(openSslList, stolen, openSslList.list.thisUpdate);
    assert.deepEqual(status, { kind: 'revoked', at: Date.UTC(2026, 0), reason: 'superseded' });
  });

  it('of another version or with two algorithms are refused', () => {
    assert.throws(() => parseRevocationList(oddList(der.integer(3), der.time(now))), {
      code: 'x509_malformed_revocation_list',
    });
    const parsed = parseRevocationList(list());
    const mixed = der.sequence(parsed.toBeSigned, algorithmIdentifier('ES384'), der.bitString(parsed.signature));
    assert.throws(() => parseRevocationList(mixed), { code: 'x509_algorithm_mismatch' });
  });
});

describe('Whether a list is usable (RFC 5280 section 6.3.3)', () => {
  const verdict = (raw: Uint8Array, issuer = root) =>
    verifyRevocationList(parseRevocationList(raw), issuer.certificate, verifySignature);
  const expectUnusable = (why: string, raw: Uint8Array, issuer?: TestAuthority) =>
    assert.deepEqual(verdict(raw, issuer), { kind: 'unusable', why });

  it('it is not when another issuer made it, or another key signed it', () => {
    expectUnusable('other_issuer', list({}, authority('Other')));
    expectUnusable('bad_signature', list({}, authority('Root')));
  });

  it('it is not when its issuer may not sign lists', () => {
    const extensions = [
      encodeBasicConstraints({ isAuthority: true, pathLength: undefined }),
      encodeKeyUsage(['keyCertSign']),
    ];
    const odd = { key, certificate: issue({ key, subject: 'Odd', extensions: () => extensions }) };
    expectUnusable('issuer_may_not_sign_lists', list({}, odd), odd);
  });

  it('it is not when a critical extension of the list or of an entry is unknown, such as those of delta and indirect lists', () => {
    const delta = der.context(0, der.sequence(encodeExtension('2.5.29.27', der.integer(1), true)));
    expectUnusable('unknown_critical_extension', oddList(der.integer(1), der.time(now), der.time(now + day), delta));
    const entry = der.sequence(
      der.integer(5),
      der.time(now),
      der.sequence(encodeExtension('2.5.29.29', der.sequence(), true)),
    );
    expectUnusable(
      'unknown_critical_extension',
      oddList(der.integer(1), der.time(now), der.time(now + day), der.sequence(entry)),
    );
  });

  it('it is not without nextUpdate, or when signed in an unknown manner', () => {
    expectUnusable('no_next_update', oddList(der.integer(1), der.time(now)));
    const odd = { ...parseRevocationList(list()), signatureAlgorithm: der.sequence(der.objectIdentifier('1.2.3')) };
    assert.deepEqual(verifyRevocationList(odd, root.certificate, verifySignature), {
      kind: 'unusable',
      why: 'unsupported_algorithm',
    });
  });
});

describe('What a list says about a certificate', () => {
  it('good, when it is not in a current list', () => {
    assert.deepEqual(checkRevocation(verified(list()), good, now), { kind: 'good' });
  });

  it('revoked, also when the list is stale', () => {
    const revoked = { kind: 'revoked', at: now - 2 * day, reason: 'keyCompromise' };
    assert.deepEqual(checkRevocation(verified(list()), stolen, now), revoked);
    assert.deepEqual(checkRevocation(verified(list()), stolen, now + 9 * day), revoked);
  });

  it('good again, when it was taken off hold', () => {
    const released = list({ revoked: [{ serial: held.serial, at: now - day, reason: 'removeFromCRL' }] });
    assert.deepEqual(checkRevocation(verified(released), held, now), { kind: 'good' });
  });

  it('stale, when it is not in a list that is past its nextUpdate', () => {
    assert.deepEqual(checkRevocation(verified(list()), good, now + day + 1), { kind: 'stale', since: now + day });
  });

  it('nothing, when the list is of tomorrow or of another issuer', () => {
    const tomorrow = list({ thisUpdate: now + day, nextUpdate: now + 2 * day });
    assert.deepEqual(checkRevocation(verified(tomorrow), good, now), { kind: 'unusable', why: 'not_yet_valid' });
    const other = authority('Other');
    const foreign = issue({ key, subject: 'foreign', issuer: other });
    assert.deepEqual(checkRevocation(verified(list()), foreign, now), { kind: 'unusable', why: 'other_issuer' });
  });
});
