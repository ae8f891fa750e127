/** A SCEP client of the tests: right in everything that a test does not change. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { BlockCipherName, DigestName } from '#protocol/crypto.ts';
import type { MessageType } from '#protocol/scep/attributes.ts';
import { type CertRep, readCertRep } from '#protocol/scep/cert-rep.ts';
import { challengePasswordAttribute } from '#protocol/scep/challenge-password.ts';
import { sealEnvelope } from '#protocol/scep/envelope.ts';
import { buildPkiMessage, parsePkiMessage } from '#protocol/scep/pki-message.ts';
import { issueSelfSigned } from '#protocol/x509/authority.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { makeName } from '#protocol/x509/name.ts';
import { clientExtensions } from '#protocol/x509/profiles.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { buildCertificationRequest } from '#protocol/x509/request.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { messageSigner, rsaDecrypter, rsaEncrypter } from '#runtime/rsa.ts';
import { verifySignature } from '#runtime/verify-signature.ts';

/** What a test may change. */
export interface ScepWish {
  readonly challenge?: string;
  readonly commonName?: string;
  readonly key?: KeyObject;
  readonly messageType?: MessageType;
  readonly transactionId?: string;
  readonly cipher?: BlockCipherName;
  readonly digest?: DigestName;
  /** Who signs the message; a temporary certificate for the key itself when not said. */
  readonly signer?: { readonly certificate: Uint8Array; readonly privateKey: KeyObject };
  /** In place of the certification request. */
  readonly content?: Uint8Array;
}

/** A request with what its answer is read by. */
export interface ScepAttempt {
  readonly message: Uint8Array;
  readonly transactionId: string;
  readonly senderNonce: Uint8Array;
  readonly key: KeyObject;
  readonly signer: { readonly certificate: Certificate; readonly privateKey: KeyObject };
}

/** A fresh RSA key. */
export function newRsaKey(modulusLength = 2048): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey;
}

/** Builds a request to the authority of a server. */
export function scepAttempt(authorityDer: Uint8Array, wish: ScepWish = {}): ScepAttempt {
  const key = wish.key ?? newRsaKey();
  const privateKey = wish.signer?.privateKey ?? key;
  const certificate = wish.signer ? parseCertificate(wish.signer.certificate) : temporaryCertificate(key);
  const senderNonce = systemRandom.bytes(16);
  const transactionId = wish.transactionId ?? 'A13090761A30F66664F85D37433D2065E1112BA1';
  const random = (length: number) => systemRandom.bytes(length);
  const content = wish.content ?? certificationRequest(key, wish);
  const message = buildPkiMessage({
    attributes: { messageType: wish.messageType ?? 'PKCSReq', transactionId, senderNonce },
    envelope: sealEnvelope(content, parseCertificate(authorityDer), wish.cipher ?? 'aes-128-cbc', {
      encrypter: rsaEncrypter,
      ciphers: blockCiphers,
      random,
    }),
    digest: wish.digest ?? 'sha256',
    digests: nodeCrypto,
    signer: { key: messageSigner(privateKey), certificate: certificate.raw },
  });
  return { message, transactionId, senderNonce, key, signer: { certificate, privateKey } };
}

/** The request for a certificate alone, DER. */
export function certificationRequest(key: KeyObject, wish: ScepWish = {}): Uint8Array {
  return buildCertificationRequest(
    {
      subject: makeName([['commonName', wish.commonName ?? 'C02TEST00001']]),
      publicKey: publicKeyOf(key),
      ...(wish.challenge === undefined ? {} : { attributes: [challengePasswordAttribute(wish.challenge)] }),
    },
    // JWS asks for 2048 bits; a weak key of a test signs without it.
    { alg: 'RS256', sign: (data) => messageSigner(key).sign('sha256', data) },
  );
}

/** Posts a request as macOS does. */
export function post(app: FastifyInstance, { message }: Pick<ScepAttempt, 'message'>): Promise<LightMyRequestResponse> {
  const headers = { 'content-type': 'application/x-pki-message' };
  return app.inject({ method: 'POST', url: '/scep?operation=PKIOperation', headers, payload: Buffer.from(message) });
}

/** The answer's meaning, with its attributes. */
export function readAnswer(body: Uint8Array, { signer }: Pick<ScepAttempt, 'signer'>) {
  const message = parsePkiMessage(body, { verify: verifySignature, digests: nodeCrypto });
  const { certificate, privateKey } = signer;
  const opener = { certificate, decrypter: rsaDecrypter(privateKey), ciphers: blockCiphers };
  return { message, answer: readCertRep(message, opener) satisfies CertRep };
}

function temporaryCertificate(key: KeyObject): Certificate {
  const now = Date.UTC(2026, 10, 25);
  return issueSelfSigned(
    { alg: 'RS256', sign: (data) => messageSigner(key).sign('sha256', data) },
    {
      subject: makeName([['commonName', 'MDM SCEP SIGNER']]),
      publicKey: publicKeyOf(key),
      notBefore: now,
      notAfter: now + 365 * 86_400_000,
      random: systemRandom.bytes(16),
      digests: nodeCrypto,
      extensions: (keys) => clientExtensions(keys),
    },
  );
}

function publicKeyOf(key: KeyObject) {
  return parsePublicKey(new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' })));
}
