import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodePem, encodePem } from '#protocol/encoding/pem.ts';
import type { Authority, SigningKey } from '#protocol/x509/authority.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { keySigner } from './crypto.ts';

/** A private key of this process with what certificates need of it. */
export interface LocalSigningKey extends SigningKey {
  readonly privateKey: KeyObject;
}

/** A fresh EC key from the system's random source. */
export function generateSigningKey(namedCurve: 'P-256' | 'P-384' = 'P-256'): LocalSigningKey {
  return signingKey(generateKeyPairSync('ec', { namedCurve }).privateKey);
}

/** Wraps a private key. Throws KeyError `unsupported_key` for a kind that signs no certificates. */
export function signingKey(privateKey: KeyObject): LocalSigningKey {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, signer: keySigner(privateKey), publicKey: parsePublicKey(new Uint8Array(spki)) };
}

/** A private key and its certificate as one PEM text, so that one file, written whole, holds both. Secret. */
export function encodeIdentity(key: LocalSigningKey, certificate: Certificate): string {
  return String(key.privateKey.export({ format: 'pem', type: 'pkcs8' })) + encodePem('CERTIFICATE', certificate.raw);
}

/** Reads `encodeIdentity` back. Throws PemError, DerError, X509Error, and Node's error for a damaged key. */
export function decodeIdentity(text: string): { readonly key: LocalSigningKey; readonly certificate: Certificate } {
  const certificate = parseCertificate(decodePem('CERTIFICATE', text));
  return { key: signingKey(createPrivateKey(encodePem('PRIVATE KEY', decodePem('PRIVATE KEY', text)))), certificate };
}

/** The authority that an identity is. */
export function authorityOf({ key, certificate }: ReturnType<typeof decodeIdentity>): Authority {
  return { certificate, signer: key.signer };
}
