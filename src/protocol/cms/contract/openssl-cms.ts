/** The `openssl` program as the other side of CMS messages, and signers for the tests of this folder. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CmsSigner, SignedDataWish } from '../signed-data.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import {
  issue,
  pem,
  type TestAuthority,
  type TestKey,
  authority,
  testKey,
} from '#protocol/x509/contract/test-authority.ts';
import { clientExtensions } from '#protocol/x509/profiles.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';

/** Runs openssl in a folder with the given files; gives back the bytes of the file `out`, or what it printed. */
export function runOpenssl(args: readonly string[], files: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-cms-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const printed = execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    return new Uint8Array(args.includes('out') ? readFileSync(join(folder, 'out')) : printed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What openssl signs with the files of {@link TestSigner}: the content inside, in DER. */
export function opensslSigned(content: Uint8Array, files: TestSigner['files']): Uint8Array {
  const sign = [
    'cms',
    '-sign',
    '-binary',
    '-nodetach',
    '-outform',
    'DER',
    '-signer',
    'signer.pem',
    '-inkey',
    'key.pem',
  ];
  return runOpenssl([...sign, '-in', 'in', '-out', 'out'], { ...files, in: content });
}

/** A certified key that can sign CMS messages. */
export interface TestSigner {
  readonly key: TestKey;
  readonly certificate: Certificate;
  readonly issuer: TestAuthority;
  readonly cmsSigner: CmsSigner;
  /** Files for openssl: `signer.pem`, `key.pem`, `root.pem`. */
  readonly files: Readonly<Record<string, string>>;
}

/** Makes one under an authority of its own; a number is the size of an RSA key. */
export function makeTestSigner(kind: Parameters<typeof testKey>[0]): TestSigner {
  const issuer = authority('CMS Test Root');
  const key = testKey(kind);
  const certificate = issue({
    key,
    subject: 'CMS Test Signer',
    issuer,
    extensions: (keys) => clientExtensions(keys, ['digitalSignature', 'keyEncipherment']),
  });
  return {
    key,
    certificate,
    issuer,
    cmsSigner: { key: messageSigner(key.privateKey), certificate: certificate.raw },
    files: {
      'signer.pem': pem(certificate),
      'root.pem': pem(issuer.certificate),
      'key.pem': key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    },
  };
}

/** A wish with sensible values: attached, SHA-256, standard attributes, the signer's certificate in it, DER. */
export function wishOf(signer: TestSigner, content: Uint8Array, change: Partial<SignedDataWish> = {}): SignedDataWish {
  return {
    content,
    detached: false,
    digest: 'sha256',
    digests: nodeCrypto,
    signer: signer.cmsSigner,
    certificates: [signer.certificate.raw],
    signedAttributes: { kind: 'standard' },
    encoding: 'der',
    ...change,
  };
}
