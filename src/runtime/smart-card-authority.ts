/**
 * A demonstration authority for smart cards: certifies the keys of virtual cards as an organisation's PIV authority would,
 * and publishes a revocation list. It decides nothing about sign-in: that trusts this root, or another, by configuration.
 */
import { fromHex, toHex } from '#protocol/encoding/bytes.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { issueUnder, makeRootAuthority } from '#protocol/x509/authority.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { keyIdentifier } from '#protocol/x509/extensions/key-identifier.ts';
import { makeName } from '#protocol/x509/name.ts';
import { smartCardExtensions } from '#protocol/x509/profiles.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { issueRevocationList, type RevocationReason } from '#protocol/x509/revocation-list.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import type { Clock } from './clock.ts';
import { nodeCrypto } from './crypto.ts';
import type { Random } from './random.ts';
import { authorityOf, decodeIdentity, encodeIdentity, generateSigningKey } from './signing-key.ts';

const day = 86_400_000;
const clockSkew = day;
const rootLife = 20 * 365 * day;
const cardLife = 3 * 365 * day;
const listLife = 7 * day;

/** Where time and chance come from. */
export interface AuthorityPorts {
  readonly clock: Clock;
  readonly random: Random;
}

/** A certificate that was revoked. `serial` in lower-case hexadecimal, `at` in milliseconds since 1970. */
export interface RevokedCard {
  readonly serial: string;
  readonly at: number;
  readonly reason: RevocationReason;
}

/** Everything that has to survive a restart; plain JSON, secret. */
export interface SmartCardAuthorityState {
  /** Private key and root certificate, PEM. */
  readonly identityPem: string;
  readonly revoked: readonly RevokedCard[];
  /** Number of the last list. */
  readonly listNumber: number;
}

/** Who a card is for, and its public key. */
export interface CardRequest {
  /** SubjectPublicKeyInfo, DER: EC P-256, P-384, P-521, or RSA of 2048, 3072 or 4096 bits. */
  readonly publicKey: Uint8Array;
  readonly commonName: string;
  readonly userPrincipalName?: string;
  readonly mailAddress?: string;
  readonly revocationListAddress?: string;
  /** Milliseconds; three years when not said. */
  readonly lifetime?: number;
}

/** The authority. After `revoke` and `revocationList` the state is another: store it. */
export interface SmartCardAuthority {
  readonly rootCertificate: Certificate;
  readonly rootPem: string;
  /** Throws X509Error `x509_malformed_key` or `x509_unsupported_algorithm` for keys that cards do not have. */
  issue(request: CardRequest): Certificate;
  /** Says false when the certificate is another authority's; revoking twice keeps the first time. */
  revoke(certificate: Pick<Certificate, 'serial' | 'issuer'>, reason?: RevocationReason): boolean;
  /** A fresh list, DER. @param lifetime milliseconds; seven days when not said */
  revocationList(lifetime?: number): Uint8Array;
  exportState(): SmartCardAuthorityState;
}

/** Makes a new authority, or one from its exported state. Throws PemError, DerError or X509Error for a damaged state. */
export function createSmartCardAuthority(
  ports: AuthorityPorts,
  state: SmartCardAuthorityState = makeState(ports),
): SmartCardAuthority {
  const root = authorityOf(decodeIdentity(state.identityPem));
  const revoked = new Map(state.revoked.map((card) => [card.serial, card] as const));
  let listNumber = state.listNumber;
  return {
    rootCertificate: root.certificate,
    rootPem: encodePem('CERTIFICATE', root.certificate.raw),
    issue: (request) => issueUnder(root, cardWish(request, ports)),
    revoke({ serial, issuer }, reason = 'unspecified') {
      if (toHex(issuer.raw) !== toHex(root.certificate.subject.raw)) return false;
      const name = toHex(serial);
      if (!revoked.has(name)) revoked.set(name, { serial: name, at: ports.clock.now(), reason });
      return true;
    },
    revocationList(lifetime = listLife) {
      listNumber += 1;
      const thisUpdate = ports.clock.now();
      const content = {
        issuer: root.certificate.subject,
        issuerKeyIdentifier: keyIdentifier(root.certificate.publicKey, nodeCrypto),
        number: listNumber,
        thisUpdate,
        nextUpdate: thisUpdate + lifetime,
        revoked: [...revoked.values()].map(({ serial, at, reason }) => ({ serial: fromHex(serial), at, reason })),
      };
      return issueRevocationList(content, root.signer);
    },
    exportState: () => ({ identityPem: state.identityPem, revoked: [...revoked.values()], listNumber }),
  };
}

function cardWish(request: CardRequest, { clock, random }: AuthorityPorts) {
  const publicKey = parsePublicKey(request.publicKey);
  if (publicKey.kind === 'other' || (publicKey.kind === 'rsa' && publicKey.modulusBits < 2048)) {
    throw new X509Error('x509_unsupported_algorithm', 'cards have EC keys or RSA keys of 2048 bits and more');
  }
  return {
    subject: makeName([['commonName', request.commonName]]),
    publicKey,
    notBefore: clock.now() - clockSkew,
    notAfter: clock.now() + (request.lifetime ?? cardLife),
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: (keys: Parameters<typeof smartCardExtensions>[0]) => smartCardExtensions(keys, request),
  };
}

function makeState({ clock, random }: AuthorityPorts): SmartCardAuthorityState {
  const key = generateSigningKey();
  const { certificate } = makeRootAuthority(key, {
    subject: makeName([
      ['organizationName', 'Porchlight'],
      ['commonName', `Porchlight Demonstration Smart Card Root ${toHex(random.bytes(4))}`],
    ]),
    pathLength: 0,
    notBefore: clock.now() - clockSkew,
    notAfter: clock.now() + rootLife,
    random: random.bytes(16),
    digests: nodeCrypto,
  });
  return { identityPem: encodeIdentity(key, certificate), revoked: [], listNumber: 0 };
}
