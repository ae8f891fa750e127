/** Authorities of simulated Apple as text, so that they survive a restart. Secret. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodePem, encodePem } from '#protocol/encoding/pem.ts';
import { type Authority, makeRootAuthority, type SigningKey } from '#protocol/x509/authority.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { makeName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import type { Clock } from '#runtime/clock.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';

/** One authority: PKCS#8 private key and certificate, both PEM. */
export interface AuthorityState {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

/** Where time and chance come from. */
export interface ApplePorts {
  readonly clock: Clock;
  readonly random: Random;
}

/** A day in milliseconds. */
export const day = 86_400_000;
/** How long simulated authorities last, in milliseconds. */
export const authorityLife = 20 * 365 * day;

/** A fresh private key: an EC curve, or RSA with so many bits. */
export function newKey(kind: 'P-256' | 'P-384' | number): KeyObject {
  if (typeof kind === 'number') return generateKeyPairSync('rsa', { modulusLength: kind }).privateKey;
  return generateKeyPairSync('ec', { namedCurve: kind }).privateKey;
}

/** A key with what certificates need of it. */
export function signingKey(privateKey: KeyObject): SigningKey {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { signer: keySigner(privateKey), publicKey: parsePublicKey(new Uint8Array(spki)) };
}

/** What is kept of an authority. */
export function stateOf({ certificate }: Authority, privateKey: KeyObject): AuthorityState {
  return {
    privateKeyPem: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    certificatePem: encodePem('CERTIFICATE', certificate.raw),
  };
}

/** The authority of what was kept. Throws PemError, DerError or X509Error for a damaged state. */
export function authorityFrom({ privateKeyPem, certificatePem }: AuthorityState): Authority {
  const certificate = parseCertificate(decodePem('CERTIFICATE', certificatePem));
  return { certificate, signer: keySigner(createPrivateKey(privateKeyPem)) };
}

/** A root that issues end certificates only. */
export function makeRootState(
  { clock, random }: ApplePorts,
  commonName: string,
  kind: 'P-256' | number,
): AuthorityState {
  const privateKey = newKey(kind);
  const root = makeRootAuthority(signingKey(privateKey), {
    subject: makeName([
      ['organizationName', 'Porchlight Simulated'],
      ['commonName', commonName],
    ]),
    pathLength: 0,
    notBefore: clock.now() - day,
    notAfter: clock.now() + authorityLife,
    random: random.bytes(16),
    digests: nodeCrypto,
  });
  return stateOf(root, privateKey);
}
