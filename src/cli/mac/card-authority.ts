/** The desk's own smart-card authority: certifies virtual cards as an organisation's PIV authority would. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePem, encodePem } from '#protocol/encoding/pem.ts';
import { type Authority, issueUnder, makeRootAuthority } from '#protocol/x509/authority.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { keyIdentifier } from '#protocol/x509/extensions/key-identifier.ts';
import { makeName } from '#protocol/x509/name.ts';
import { smartCardExtensions } from '#protocol/x509/profiles.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { issueRevocationList } from '#protocol/x509/revocation-list.ts';
import { readIfThere, writeWhole } from '#mac/home/whole-file.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { absolutePath } from './options.ts';

const day = 86_400_000;
const rootLife = 10 * 365 * day;
const cardLife = 2 * 365 * day;
const listLife = 30 * day;

/** Time and chance. */
export interface CardAuthorityPorts {
  readonly clock: Clock;
  readonly random: Random;
}

/** A card's key, PKCS#8 DER, with its certificate, DER. */
export interface CardMaterial {
  readonly privateKey: Uint8Array;
  readonly certificate: Uint8Array;
}

/** The authority. */
export interface CardAuthority {
  readonly rootPem: string;
  issue(card: { readonly commonName: string; readonly userPrincipalName: string }): CardMaterial;
  /** A revocation list that revokes nothing, PEM. */
  revocationList(): string;
}

/** The authority of a home; made at the first call. */
export async function openCardAuthority(home: string, ports: CardAuthorityPorts): Promise<CardAuthority> {
  const folder = join(absolutePath(home), 'cards');
  const path = join(folder, 'authority.pem');
  const text = (await readIfThere(path)) ?? makeRoot(ports);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(path, text);
  return authorityOver(text, ports);
}

function authorityOver(text: string, { clock, random }: CardAuthorityPorts): CardAuthority {
  const certificate = parseCertificate(decodePem('CERTIFICATE', text));
  const signer = keySigner(createPrivateKey(encodePem('PRIVATE KEY', decodePem('PRIVATE KEY', text))));
  const root: Authority = { certificate, signer };
  return {
    rootPem: encodePem('CERTIFICATE', certificate.raw),
    issue({ commonName, userPrincipalName }) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      const issued = issueUnder(root, {
        subject: makeName([['commonName', commonName]]),
        publicKey: publicKeyOf(privateKey),
        notBefore: clock.now() - day,
        notAfter: clock.now() + cardLife,
        random: random.bytes(16),
        digests: nodeCrypto,
        extensions: (keys) => smartCardExtensions(keys, { userPrincipalName }),
      });
      const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
      return { privateKey: new Uint8Array(pkcs8), certificate: issued.raw };
    },
    revocationList() {
      const thisUpdate = clock.now();
      const list = issueRevocationList(
        {
          issuer: certificate.subject,
          issuerKeyIdentifier: keyIdentifier(certificate.publicKey, nodeCrypto),
          // Later lists have larger numbers, as RFC 5280 wants it, without a counter to keep.
          number: Math.floor(thisUpdate / 1000),
          thisUpdate,
          nextUpdate: thisUpdate + listLife,
          revoked: [],
        },
        signer,
      );
      return encodePem('X509 CRL', list);
    },
  };
}

function makeRoot({ clock, random }: CardAuthorityPorts): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = { signer: keySigner(privateKey), publicKey: publicKeyOf(privateKey) };
  const { certificate } = makeRootAuthority(key, {
    subject: makeName([
      ['organizationName', 'Porchlight'],
      ['commonName', 'Porchlight Virtual Smart Cards'],
    ]),
    pathLength: 0,
    notBefore: clock.now() - day,
    notAfter: clock.now() + rootLife,
    random: random.bytes(16),
    digests: nodeCrypto,
  });
  return String(privateKey.export({ format: 'pem', type: 'pkcs8' })) + encodePem('CERTIFICATE', certificate.raw);
}

function publicKeyOf(privateKey: KeyObject) {
  return parsePublicKey(new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })));
}
