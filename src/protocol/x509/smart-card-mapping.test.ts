import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '#protocol/encoding/bytes.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { authority, issue, testKey } from './contract/test-authority.ts';
import { smartCardExtensions } from './profiles.ts';
import { smartCardMappingValues } from './smart-card-mapping.ts';

describe('Mapping values of a smart card certificate', () => {
  const issuer = authority('Cards, Inc.');
  const key = testKey('P-256');

  it('are names, key identifier, issuer and serial', () => {
    const card = issue({
      key,
      subject: 'Ada',
      issuer,
      extensions: (keys) =>
        smartCardExtensions(keys, { userPrincipalName: 'ada@corp.example', mailAddress: 'ada@example.com' }),
    });
    assert.deepEqual(smartCardMappingValues(card), {
      userPrincipalNames: ['ada@corp.example'],
      mailAddresses: ['ada@example.com'],
      subjectKeyIdentifier: toHex(nodeCrypto.sha1(key.publicKey.keyBits)),
      issuer: 'CN=Cards\\, Inc.',
      issuerRaw: issuer.certificate.subject.raw,
      serial: toHex(card.serial),
      subject: 'CN=Ada',
    });
  });

  it('are empty where the certificate is silent', () => {
    const values = smartCardMappingValues(issue({ key, subject: 'Ada', issuer }));
    assert.deepEqual(values.userPrincipalNames, []);
    assert.deepEqual(values.mailAddresses, []);
    assert.equal(values.subjectKeyIdentifier, undefined);
  });
});
