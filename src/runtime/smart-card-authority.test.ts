import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import { verifyCertificateChain } from '#protocol/x509/chain.ts';
import { crlDistributionPoints } from '#protocol/x509/extensions/crl-distribution-points.ts';
import { parseRevocationList } from '#protocol/x509/revocation-list.ts';
import { checkRevocation, verifyRevocationList } from '#protocol/x509/revocation.ts';
import { smartCardMappingValues } from '#protocol/x509/smart-card-mapping.ts';
import { systemRandom } from './random.ts';
import { createSmartCardAuthority, type SmartCardAuthority } from './smart-card-authority.ts';
import { verifySignature } from './verify-signature.ts';

const now = Date.UTC(2026, 10, 1);
const ports = { clock: { now: () => now }, random: systemRandom };
const authority = createSmartCardAuthority(ports);

function spki(publicKey: KeyObject): Uint8Array {
  return publicKey.export({ format: 'der', type: 'spki' });
}

const ecKey = spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
const ada = {
  publicKey: ecKey,
  commonName: 'Ada',
  userPrincipalName: 'ada@corp.example',
  mailAddress: 'ada@example.com',
};

function currentList(issuer: SmartCardAuthority) {
  const verdict = verifyRevocationList(
    parseRevocationList(issuer.revocationList()),
    issuer.rootCertificate,
    verifySignature,
  );
  assert.ok(verdict.kind === 'verified');
  return verdict.list;
}

describe('The demonstration smart card authority', () => {
  const keys: readonly [string, Uint8Array][] = [
    ...['P-256', 'P-384', 'P-521'].map((namedCurve): [string, Uint8Array] => [
      namedCurve,
      spki(generateKeyPairSync('ec', { namedCurve }).publicKey),
    ]),
    ...[2048, 3072, 4096].map((modulusLength): [string, Uint8Array] => [
      `RSA ${modulusLength}`,
      spki(generateKeyPairSync('rsa', { modulusLength }).publicKey),
    ]),
  ];
  for (const [name, publicKey] of keys) {
    it(`certifies a ${name} key for smart card log-on`, () => {
      const card = authority.issue({ ...ada, publicKey });
      const roots = [authority.rootCertificate];
      const chain = verifyCertificateChain({
        leaf: card,
        intermediates: [],
        roots,
        now,
        verifySignature,
        purpose: 'smart-card-logon',
      });
      assert.equal(chain.root, authority.rootCertificate);
      assert.equal(toHex(card.publicKey.spki), toHex(publicKey));
    });
  }

  it('states user principal name, mail address and where its list stands', () => {
    const card = authority.issue({ ...ada, revocationListAddress: 'https://localhost/cards.crl' });
    const values = smartCardMappingValues(card);
    assert.deepEqual(values.userPrincipalNames, ['ada@corp.example']);
    assert.deepEqual(values.mailAddresses, ['ada@example.com']);
    assert.deepEqual(crlDistributionPoints(card), ['https://localhost/cards.crl']);
  });

  it('refuses keys that cards do not have', () => {
    const ed25519 = spki(generateKeyPairSync('ed25519').publicKey);
    const small = spki(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey);
    for (const publicKey of [ed25519, small]) {
      assert.throws(() => authority.issue({ ...ada, publicKey }), { code: 'x509_unsupported_algorithm' });
    }
  });

  it('publishes what it revoked, once, and nothing of other authorities', () => {
    const [lost, kept] = [authority.issue(ada), authority.issue(ada)];
    assert.equal(authority.revoke(lost, 'keyCompromise'), true);
    assert.equal(authority.revoke(lost, 'superseded'), true);
    assert.equal(authority.revoke(createSmartCardAuthority(ports).issue(ada)), false);
    const list = currentList(authority);
    assert.deepEqual(checkRevocation(list, lost, now), { kind: 'revoked', at: now, reason: 'keyCompromise' });
    assert.deepEqual(checkRevocation(list, kept, now), { kind: 'good' });
    assert.equal(checkRevocation(list, kept, now + 8 * 86_400_000).kind, 'stale');
  });

  it('keeps root, revocations and list number over a restart, through JSON', () => {
    const card = authority.issue(ada);
    authority.revoke(card);
    authority.revocationList();
    const state = JSON.parse(JSON.stringify(authority.exportState())) as ReturnType<typeof authority.exportState>;
    const again = createSmartCardAuthority(ports, state);
    assert.equal(again.rootPem, authority.rootPem);
    assert.equal(checkRevocation(currentList(again), card, now).kind, 'revoked');
    assert.equal(again.exportState().listNumber, state.listNumber + 1);
  });
});

describe('Signature checks on node:crypto', () => {
  it('say no to a key that does not fit the algorithm or cannot be read', () => {
    const input = { data: new Uint8Array(1), signature: new Uint8Array(1) };
    assert.equal(verifySignature({ ...input, algorithm: { scheme: 'rsa', hash: 'sha256' }, publicKey: ecKey }), false);
    assert.equal(
      verifySignature({ ...input, algorithm: { scheme: 'ecdsa', hash: 'sha256' }, publicKey: ecKey.subarray(1) }),
      false,
    );
    assert.equal(
      verifySignature({ ...input, algorithm: { scheme: 'ecdsa', hash: 'sha256' }, publicKey: ecKey }),
      false,
    );
  });
});
