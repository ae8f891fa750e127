import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { buildCertsOnly } from '#protocol/cms/certs-only.ts';
import { makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { now } from '#protocol/x509/contract/test-authority.ts';
import { makeName } from '#protocol/x509/name.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { messageSigner, rsaDecrypter, rsaEncrypter } from '#runtime/rsa.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { ScepAttributes } from './attributes.ts';
import { encodeCapabilities, parseCapabilities } from './capabilities.ts';
import { readCertRep } from './cert-rep.ts';
import { encodeIssuerAndSubject, parseIssuerAndSubject } from './cert-poll.ts';
import { readCertificationRequest } from './certification-request.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { buildPkiMessage, parsePkiMessage } from './pki-message.ts';
import { ScepError, type ScepErrorCode } from './scep-error.ts';

const judge = { verify: verifySignature, digests: nodeCrypto };
const party = makeTestSigner(2048);
const stranger = makeTestSigner(2048);
const opener = { certificate: party.certificate, decrypter: rsaDecrypter(party.key.privateKey), ciphers: blockCiphers };
const sealer = {
  encrypter: rsaEncrypter,
  ciphers: blockCiphers,
  random: (length: number) => systemRandom.bytes(length),
};

function build(attributes: ScepAttributes, envelope?: Uint8Array): Uint8Array {
  return buildPkiMessage({
    attributes,
    envelope,
    digest: 'sha256',
    digests: nodeCrypto,
    signer: { key: messageSigner(party.key.privateKey), certificate: party.certificate.raw },
    signingTime: now,
  });
}

function refused(code: ScepErrorCode, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof ScepError && error.code === code);
}

const request: ScepAttributes = {
  messageType: 'PKCSReq',
  transactionId: 'T1',
  senderNonce: new Uint8Array(16).fill(3),
};

describe('SCEP messages (RFC 8894 section 3)', () => {
  test('what we sign and seal, openssl cms verifies and decrypts', () => {
    for (const cipher of ['des-ede3-cbc', 'aes-128-cbc', 'aes-256-cbc'] as const) {
      const message = build(request, sealEnvelope(utf8('inside'), party.certificate, cipher, sealer));
      const files = { 'message.der': message };
      const envelope = runOpenssl(
        ['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', 'message.der'],
        files,
      );
      const opened = runOpenssl(['cms', '-decrypt', '-inform', 'DER', '-in', 'envelope.der', '-inkey', 'key.pem'], {
        'envelope.der': envelope,
        'key.pem': party.key.privateKey.export({ format: 'pem', type: 'pkcs8' }),
      });
      assert.deepEqual(new Uint8Array(opened), utf8('inside'));
    }
  });

  test('openssl shows the attributes as the RFC has them: PrintableString and OCTET STRING', () => {
    const message = build({
      ...request,
      messageType: 'CertRep',
      pkiStatus: 'failure',
      failInfo: 'badRequest',
      recipientNonce: new Uint8Array(16),
    });
    const text = Buffer.from(
      runOpenssl(['cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', 'message.der'], {
        'message.der': message,
      }),
    ).toString();
    for (const [number, value] of [
      [2, 'PRINTABLESTRING:3'],
      [3, 'PRINTABLESTRING:2'],
      [4, 'PRINTABLESTRING:2'],
      [7, 'PRINTABLESTRING:T1'],
      [5, 'OCTET STRING'],
      [6, 'OCTET STRING'],
    ] as const) {
      assert.match(text, new RegExp(`113733\\.1\\.9\\.${number}\\)\\s+set:\\s+${value}`));
    }
  });

  test('an envelope that openssl made is opened, in each cipher that clients use', () => {
    for (const cipher of ['-des3', '-aes-128-cbc', '-aes-256-cbc']) {
      const envelope = runOpenssl(
        ['cms', '-encrypt', '-binary', cipher, '-outform', 'DER', '-in', 'inside', 'cert.pem'],
        {
          inside: utf8('from openssl'),
          'cert.pem': party.files['signer.pem'] ?? '',
        },
      );
      assert.deepEqual(openEnvelope(envelope, opener).content, utf8('from openssl'));
    }
  });

  test('every attribute comes back as it was written', () => {
    const nonce = fc.option(fc.uint8Array({ minLength: 1, maxLength: 32 }), { nil: undefined });
    const attributes = fc.record({
      messageType: fc.constantFrom('CertRep', 'RenewalReq', 'PKCSReq', 'CertPoll', 'GetCert', 'GetCRL'),
      transactionId: fc.stringMatching(/^[A-Za-z0-9+/=]{1,60}$/),
      senderNonce: nonce,
      recipientNonce: nonce,
      pkiStatus: fc.constantFrom('success', 'failure', 'pending', undefined),
      failInfo: fc.constantFrom('badAlg', 'badMessageCheck', 'badRequest', 'badTime', 'badCertId', undefined),
    });
    fc.assert(
      fc.property(attributes, (wish) =>
        assert.deepEqual(parsePkiMessage(build(wish as ScepAttributes), judge).attributes, { ...wish }),
      ),
      { numRuns: 30 },
    );
  });

  test('a success holds certificates, a failure its reason, and what waits neither', () => {
    const answer = (rest: Partial<ScepAttributes>, envelope?: Uint8Array) =>
      readCertRep(
        parsePkiMessage(build({ messageType: 'CertRep', transactionId: 'T1', ...rest }, envelope), judge),
        opener,
      );
    const certificates = [party.certificate.raw, stranger.certificate.raw];
    const envelope = sealEnvelope(buildCertsOnly(certificates), party.certificate, 'aes-128-cbc', sealer);
    assert.deepEqual(answer({ pkiStatus: 'success' }, envelope), { kind: 'success', certificates });
    assert.deepEqual(answer({ pkiStatus: 'failure', failInfo: 'badAlg' }), { kind: 'failure', failInfo: 'badAlg' });
    assert.deepEqual(answer({ pkiStatus: 'failure' }), { kind: 'failure', failInfo: undefined });
    assert.deepEqual(answer({ pkiStatus: 'pending' }), { kind: 'pending' });
    refused('scep_missing_attribute', () => answer({}));
    refused('scep_missing_content', () => answer({ pkiStatus: 'success' }));
    refused('scep_malformed', () =>
      answer({ pkiStatus: 'success' }, sealEnvelope(utf8('x'), party.certificate, 'aes-128-cbc', sealer)),
    );
  });

  test('what is wrong with a message has its own code', () => {
    const parse = (message: Uint8Array) => parsePkiMessage(message, judge);
    refused('scep_malformed', () => parse(utf8('no message')));
    const altered = build(request, sealEnvelope(utf8('x'), party.certificate, 'aes-128-cbc', sealer));
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    refused('scep_wrong_signature', () => parse(altered));
    refused('scep_malformed', () => parse(build({ ...request, transactionId: '' })));
    refused('scep_malformed', () => parse(build({ ...request, transactionId: 'x'.repeat(129) })));
    refused('scep_malformed', () => parse(build({ ...request, senderNonce: new Uint8Array(65) })));
    refused('scep_malformed', () => parse(new Uint8Array(70_000)));
    const read = (attributes: ScepAttributes, envelope?: Uint8Array) =>
      readCertificationRequest(parse(build(attributes, envelope)), opener);
    refused('scep_wrong_message_type', () => read({ ...request, messageType: 'GetCRL' }));
    refused('scep_missing_content', () => read(request));
    refused('scep_malformed_request', () =>
      read(request, sealEnvelope(der.sequence(), party.certificate, 'aes-128-cbc', sealer)),
    );
  });

  test('an envelope for somebody else and a damaged one are refused in the same words', () => {
    const foreign = sealEnvelope(utf8('x'), stranger.certificate, 'aes-128-cbc', sealer);
    const own = sealEnvelope(utf8('x'), party.certificate, 'aes-128-cbc', sealer);
    const same = ['scep_cannot_open', 'the envelope cannot be opened'];
    const words = [foreign, own.subarray(1), own.subarray(0, -1)].map((envelope) => {
      try {
        return openEnvelope(envelope, opener);
      } catch (error) {
        return error instanceof ScepError && [error.code, error.message];
      }
    });
    assert.deepEqual(words, [same, same, same]);
  });

  test('random bytes throw nothing but a ScepError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const act of [
          () => parsePkiMessage(bytes, judge),
          () => parseIssuerAndSubject(bytes),
          () => openEnvelope(bytes, opener),
        ]) {
          try {
            act();
          } catch (error) {
            assert.ok(error instanceof ScepError);
          }
        }
      }),
    );
  });

  test('the names of a poll come back as they were written', () => {
    const issuer = makeName([['commonName', 'CA']]);
    const subject = makeName([['commonName', 'Mac']]);
    assert.deepEqual(parseIssuerAndSubject(encodeIssuerAndSubject({ issuer, subject })), { issuer, subject });
    refused('scep_malformed_request', () => parseIssuerAndSubject(der.sequence(issuer.raw)));
  });
});

test('capabilities are one a line; other lines, blanks and CR LF do not matter (RFC 8894 section 3.5.2)', () => {
  assert.equal(encodeCapabilities(['AES', 'SHA-256']), 'AES\nSHA-256\n');
  assert.deepEqual(
    parseCapabilities('AES\r\nPOSTPKIOperation \n\nsha-512\nNewThing'),
    new Set(['AES', 'POSTPKIOperation']),
  );
});
