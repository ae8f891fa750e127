import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { test } from 'node:test';
import vectors from '#test/vectors/scep/requests.json' with { type: 'json' };
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { formatName } from '#protocol/x509/name.ts';
import { verifyCertificationRequest } from '#protocol/x509/request.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { rsaDecrypter } from '#runtime/rsa.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { readCertificationRequest } from './certification-request.ts';
import { challengePassword } from './challenge-password.ts';
import { parsePkiMessage } from './pki-message.ts';

function bytesOf(base64: string): Uint8Array {
  return fromBase64(base64) ?? assert.fail('the vector is base64');
}

function openerOf({ authority, authorityKeyPem }: { authority: string; authorityKeyPem: string }) {
  return {
    certificate: parseCertificate(bytesOf(authority)),
    decrypter: rsaDecrypter(createPrivateKey(authorityKeyPem)),
    ciphers: blockCiphers,
  };
}

function read(base64: string) {
  return parsePkiMessage(bytesOf(base64), { verify: verifySignature, digests: nodeCrypto });
}

test('a request of Apple’s own client is read: SHA-1, triple DES, a nonce of 8 bytes, request version 2 (section 7.1)', () => {
  const message = read(vectors.apple.message);
  assert.equal(message.attributes.messageType, 'PKCSReq');
  assert.equal(message.attributes.transactionId, 'A13090761A30F66664F85D37433D2065E1112BA1');
  assert.equal(message.attributes.senderNonce?.length, 8);
  assert.equal(message.digest, 'sha1');
  assert.match(formatName(message.signerCertificate.subject), /MDM SCEP SIGNER/);
  const { csr, cipher } = readCertificationRequest(message, openerOf(vectors.apple));
  assert.equal(cipher, 'des-ede3-cbc');
  assert.match(formatName(csr.subject), /^CN=com\.apple\.security\.scep\.[0-9A-F-]{36}$/);
  verifyCertificationRequest(csr, verifySignature);
  assert.equal(challengePassword(csr), undefined);
});

test('Apple’s client signs the message with a key of its own, not with the key that is to be certified', () => {
  const message = read(vectors.apple.message);
  const { csr } = readCertificationRequest(message, openerOf(vectors.apple));
  const sizes = [message.signerCertificate.publicKey, csr.publicKey].map(
    (key) => key.kind === 'rsa' && key.modulusBits,
  );
  assert.deepEqual(sizes, [2048, 1024]);
});

for (const [client, cipher] of [
  ['mdmb', 'des-cbc'],
  ['scepclient', 'des-cbc'],
] as const) {
  test(`a request of ${client} is read, its challenge found, its signatures right (section 10.1)`, () => {
    const message = read(vectors.go[client]);
    assert.equal(message.attributes.messageType, 'PKCSReq');
    assert.equal(message.digest, 'sha1');
    const request = readCertificationRequest(message, openerOf(vectors.go));
    assert.equal(request.cipher, cipher);
    assert.equal(challengePassword(request.csr), vectors.go.challenge);
    verifyCertificationRequest(request.csr, verifySignature);
  });
}

test('a renewal of scepclient is read; it is signed by the certificate that it replaces', () => {
  const message = read(vectors.go.scepclientRenewal);
  assert.equal(message.attributes.messageType, 'RenewalReq');
  const issuer = message.signerCertificate.issuer.raw;
  assert.deepEqual(issuer, parseCertificate(bytesOf(vectors.go.authority)).subject.raw);
});
