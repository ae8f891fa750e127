/** The desk's own smart-card authority: the one of a home, kept in a file, with the cards' keys of its making. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePem } from '#protocol/encoding/pem.ts';
import { readIfThere, writeWhole } from '#mac/home/whole-file.ts';
import { signingKey } from '#runtime/signing-key.ts';
import {
  type AuthorityPorts,
  type SmartCardAuthority,
  createSmartCardAuthority,
} from '#runtime/smart-card-authority.ts';
import { absolutePath } from './options.ts';

/** Long, because nobody publishes lists on a desk every week. */
const listLife = 30 * 86_400_000;

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
export async function openCardAuthority(home: string, ports: AuthorityPorts): Promise<CardAuthority> {
  const folder = join(absolutePath(home), 'cards');
  const path = join(folder, 'authority.pem');
  const authority = authorityOf(await readIfThere(path), ports);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(path, authority.exportState().identityPem);
  return {
    rootPem: authority.rootPem,
    issue: (card) => issue(authority, card),
    revocationList: () => encodePem('X509 CRL', authority.revocationList(listLife)),
  };
}

// Later lists have larger numbers, as RFC 5280 wants it, without a counter to keep.
function authorityOf(identityPem: string | undefined, ports: AuthorityPorts): SmartCardAuthority {
  if (identityPem === undefined) return createSmartCardAuthority(ports);
  const listNumber = Math.floor(ports.clock.now() / 1000);
  return createSmartCardAuthority(ports, { identityPem, revoked: [], listNumber });
}

function issue(authority: SmartCardAuthority, card: Parameters<CardAuthority['issue']>[0]): CardMaterial {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const { raw } = authority.issue({ publicKey: signingKey(privateKey).publicKey.spki, ...card });
  return { privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })), certificate: raw };
}
