import assert from 'node:assert/strict';
import { generateKeyPairSync, verify as verifyDer } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { calculateJwkThumbprint, FlattenedSign, flattenedVerify, importJWK, type JWK } from 'jose';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { type CborValue, writeCbor } from '#protocol/encoding/cbor.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { jwkFromPoint } from '#protocol/jose/jwk.ts';
import { keySigner, nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { AcmeError, type AcmeErrorCode } from './acme-error.ts';
import { encodeAttestationAnswer, parseAttestationAnswer } from './attestation-object.ts';
import {
  parseAccountUpdate,
  parseFinalize,
  parseKeyChange,
  parseNewAccount,
  parseNewOrder,
  parseRevokeCertificate,
} from './payloads.ts';
import { encodeProblem, parseProblem } from './problem.ts';
import { encodeSignedRequest, hasRequestSignature, parseSignedRequest } from './signed-request.ts';
import { jwkThumbprint } from './thumbprint.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const point = p256Point(publicKey);
const key = nodeCrypto.p256(point);
const jwk = { ...jwkFromPoint(point) };
const url = 'https://mdm.example.org/acme/new-order';
const header = { signer: { kind: 'key', jwk }, url, nonce: 'n' } as const;

function refused(code: AcmeErrorCode, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof AcmeError && error.code === code);
}

function textAt(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : assert.fail(`${name} is no text`);
}

async function joseRequest(protectedHeader: Record<string, unknown>, payload = '{}'): Promise<JsonObject> {
  const signing = new FlattenedSign(utf8(payload)).setProtectedHeader({ alg: 'ES256', ...protectedHeader });
  return { ...(await signing.sign(privateKey)) } as unknown as JsonObject;
}

describe('Requests of ACME (RFC 8555 section 6.2)', () => {
  test('what jose signs is read and verified, by key and by account', async () => {
    const byKey = parseSignedRequest(await joseRequest({ jwk, url, nonce: 'n' }, '{"a":1}'));
    assert.ok(hasRequestSignature(byKey, key));
    assert.deepEqual([byKey.signer, byKey.url, byKey.nonce, byKey.payload], [{ kind: 'key', jwk }, url, 'n', { a: 1 }]);
    const byAccount = parseSignedRequest(await joseRequest({ kid: 'https://a/1', url, nonce: 'n' }, ''));
    assert.deepEqual(byAccount.signer, { kind: 'account', url: 'https://a/1' });
    assert.equal(byAccount.payload, undefined);
  });

  test('what we sign, jose verifies', async () => {
    const request = encodeSignedRequest(header, { a: 1 }, keySigner(privateKey));
    const flattened = request as unknown as Parameters<typeof flattenedVerify>[0];
    const verified = await flattenedVerify(flattened, await importJWK(jwk as JWK, 'ES256'));
    assert.equal(Buffer.from(verified.payload).toString(), '{"a":1}');
    assert.equal(verified.protectedHeader?.['url'], url);
  });

  test('a signature of 63 bytes counts, with the zero missing in front of r or of s (checklist 19)', () => {
    const seen = new Set<number>();
    for (let tries = 0; seen.size < 2; tries += 1) {
      assert.ok(tries < 20_000, 'one signature in 128 has a leading zero');
      const full = encodeSignedRequest({ ...header, nonce: String(tries) }, {}, keySigner(privateKey));
      const bytes = Buffer.from(textAt(full, 'signature'), 'base64url');
      const missing = [0, 32].find((at) => bytes[at] === 0);
      if (missing === undefined || seen.has(missing)) continue;
      seen.add(missing);
      const short = Buffer.concat([bytes.subarray(0, missing), bytes.subarray(missing + 1)]);
      const request = parseSignedRequest({ ...full, signature: short.toString('base64url') });
      assert.equal(request.signature.length, 63);
      assert.ok(hasRequestSignature(request, key));
      assert.ok(!key.verify('ES256', request.signingInput, short), 'an ordinary verifier refuses it');
      const ieee = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
      assert.ok(verifyDer('sha256', request.signingInput, ieee, bytes));
      assert.ok(!hasRequestSignature({ ...request, signature: short.subarray(1) }, key));
    }
  });

  test('requests that are not as they must be have a code each', async () => {
    const request = await joseRequest({ jwk, url, nonce: 'n' });
    refused('acme_malformed', () => parseSignedRequest(undefined));
    refused('acme_malformed', () => parseSignedRequest({ ...request, signature: '!' }));
    refused('acme_malformed', () => parseSignedRequest({ ...request, payload: '!' }));
    refused('acme_malformed', () => parseSignedRequest({ ...request, header: {} }));
    refused('acme_malformed', () => parseSignedRequest({ protected: request['protected'] ?? null }));
    const both = await joseRequest({ jwk, kid: 'https://a/1', url });
    refused('acme_bad_key', () => parseSignedRequest(both));
    const neither = await joseRequest({ url });
    refused('acme_bad_key', () => parseSignedRequest(neither));
    const none = toBase64url(utf8(JSON.stringify({ alg: 'none', jwk, url })));
    refused('acme_bad_algorithm', () => parseSignedRequest({ ...request, protected: none }));
  });

  test('an account’s key has the thumbprint that jose computes (RFC 7638)', async () => {
    assert.equal(jwkThumbprint(jwkFromPoint(point), nodeCrypto), await calculateJwkThumbprint(jwk as JWK));
  });

  test('any JSON throws nothing but an AcmeError', () => {
    const parsers = [
      parseNewAccount,
      parseAccountUpdate,
      parseNewOrder,
      parseFinalize,
      parseRevokeCertificate,
      parseKeyChange,
      parseAttestationAnswer,
    ];
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'protected',
            'payload',
            'signature',
            'contact',
            'identifiers',
            'csr',
            'certificate',
            'reason',
            'attObj',
            'account',
            'oldKey',
          ),
          fc.jsonValue(),
        ),
        (value) => {
          for (const parse of [(json: JsonObject) => parseSignedRequest(json), ...parsers]) {
            try {
              parse(value as JsonObject);
            } catch (error) {
              assert.ok(error instanceof AcmeError, String(error));
            }
          }
        },
      ),
    );
  });
});

describe('Attestations in ACME (draft-acme-device-attest; section 7.2)', () => {
  const chain = [utf8('leaf'), utf8('intermediate')];

  test('an answer comes back as it was written, and is the CBOR that it should be (RFC 8949)', () => {
    const payload = encodeAttestationAnswer(chain);
    assert.deepEqual(parseAttestationAnswer(payload), chain);
    const byHand = 'a263666d74656170706c656761747453746d74a16378356382446c6561664c696e7465726d656469617465';
    assert.equal(Buffer.from(textAt(payload, 'attObj'), 'base64url').toString('hex'), byHand);
  });

  test('an answer without an attestation, with another format or without certificates has a code each', () => {
    const answer = (members: readonly (readonly [string, CborValue])[]) => ({
      attObj: toBase64url(writeCbor(new Map(members))),
    });
    for (const payload of [{}, { attObj: '' }, { error: 'x' }, answer([])]) {
      refused('attestation_missing', () => parseAttestationAnswer(payload));
    }
    refused('attestation_unsupported_format', () => parseAttestationAnswer(answer([['fmt', 'tpm']])));
    refused('attestation_malformed', () => parseAttestationAnswer({ attObj: '!' }));
    refused('attestation_malformed', () => parseAttestationAnswer({ attObj: 'AA' }));
    for (const x5c of [[], ['text'], null]) {
      const statement = new Map<string, CborValue>([['x5c', x5c]]);
      refused('attestation_malformed', () =>
        parseAttestationAnswer(
          answer([
            ['fmt', 'apple'],
            ['attStmt', statement],
          ]),
        ),
      );
    }
    refused('attestation_malformed', () => parseAttestationAnswer(answer([['fmt', 'apple']])));
  });
});

test('problems carry the type of RFC 8555 section 6.7 and a code of ours', () => {
  const problem = encodeProblem('badSignatureAlgorithm', 400, 'acme_bad_algorithm', 'x');
  assert.equal(problem['type'], 'urn:ietf:params:acme:error:badSignatureAlgorithm');
  assert.deepEqual(problem['algorithms'], ['ES256']);
  assert.deepEqual(parseProblem(JSON.stringify(problem)), {
    type: 'badSignatureAlgorithm',
    detail: 'x',
    code: 'acme_bad_algorithm',
  });
  assert.deepEqual(parseProblem('{"type":"about:blank"}'), { type: 'about:blank', detail: undefined, code: undefined });
  assert.equal(parseProblem('[]'), undefined);
});
