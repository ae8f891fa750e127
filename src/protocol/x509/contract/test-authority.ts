/** Keys, signers and a certificate maker for the tests of this folder, on Node's cryptography. */
import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signer } from '#protocol/crypto.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import { type Certificate, parseCertificate } from '../certificate.ts';
import { issueCertificate, serialFromRandom } from '../issue.ts';
import { makeName, type DistinguishedName } from '../name.ts';
import { authorityExtensions, type ProfileKeys } from '../profiles.ts';
import { parsePublicKey, type SubjectPublicKey } from '../public-key.ts';

export { verifySignature } from '#runtime/verify-signature.ts';

/** A fixed moment: 1 November 2026, noon. */
export const now = Date.UTC(2026, 10, 1, 12);
export const day = 86_400_000;

/** Something that can sign certificates, and its public key as certificates carry it. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly signer: Signer;
  readonly publicKey: SubjectPublicKey;
}

export function testKey(kind: 'P-256' | 'P-384' | 'P-521' | number): TestKey {
  const { privateKey } =
    typeof kind === 'number'
      ? generateKeyPairSync('rsa', { modulusLength: kind })
      : generateKeyPairSync('ec', { namedCurve: kind });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, signer: keySigner(privateKey), publicKey: parsePublicKey(new Uint8Array(spki)) };
}

export function commonName(value: string): DistinguishedName {
  return makeName([['commonName', value]]);
}

/** Issues and parses; what is not said is sensible: self-signed, valid for a year around `now`, no extensions. */
export function issue(options: {
  readonly key: TestKey;
  readonly subject: string;
  readonly issuer?: TestAuthority;
  readonly extensions?: (keys: ProfileKeys) => readonly Uint8Array[];
  readonly notBefore?: number;
  readonly notAfter?: number;
}): Certificate {
  const issuerKey = options.issuer?.key ?? options.key;
  const keys = { publicKey: options.key.publicKey, issuerKey: issuerKey.publicKey, digests: nodeCrypto };
  const raw = issueCertificate(
    {
      serial: serialFromRandom(randomBytes(16)),
      issuer: options.issuer?.certificate.subject ?? commonName(options.subject),
      subject: commonName(options.subject),
      notBefore: options.notBefore ?? now - day,
      notAfter: options.notAfter ?? now + 365 * day,
      publicKey: options.key.publicKey,
      extensions: options.extensions?.(keys) ?? [],
    },
    issuerKey.signer,
  );
  return parseCertificate(raw);
}

export interface TestAuthority {
  readonly key: TestKey;
  readonly certificate: Certificate;
}

export function authority(
  subject: string,
  issuer?: TestAuthority,
  pathLength?: number,
  key = testKey('P-256'),
): TestAuthority {
  const extensions = (keys: ProfileKeys) => authorityExtensions(keys, pathLength);
  return { key, certificate: issue({ key, subject, extensions, ...(issuer && { issuer }) }) };
}

/** Runs the openssl program in a folder that holds the given files, and returns what it prints. */
export function openssl(args: readonly string[], files: Readonly<Record<string, Uint8Array | string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-x509-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function pem(certificate: Certificate): string {
  return encodePem('CERTIFICATE', certificate.raw);
}
