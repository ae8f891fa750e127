/**
 * Whether a card's certificate is good, and whose it is: a chain to a trusted authority (RFC 5280 section 6), dates, what the
 * key may be used for, revocation by lists, mapping. That the card holds the key is the asker's to prove.
 */
import type { Digests } from '#protocol/crypto.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { ChainError, type ChainErrorCode, type VerifiedChain, verifyCertificateChain } from '#protocol/x509/chain.ts';
import { basicConstraints } from '#protocol/x509/extensions/basic-constraints.ts';
import { checkRevocation } from '#protocol/x509/revocation.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Database } from '#server/store/database.ts';
import type { CertificateOutcome } from '../directory.ts';
import { parsed } from './certificate-input.ts';
import { mapCertificate } from './mapping.ts';
import type { RevocationMemory } from './revocation-memory.ts';
import { authorities, type StoredAuthority } from './store.ts';

type Reason = Extract<CertificateOutcome, { readonly kind: 'refused' }>['reason'];

/** What checking a card needs. */
export interface CardCheckPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly digests: Pick<Digests, 'sha256'>;
  readonly verifySignature: VerifySignature;
  readonly revocationMemory: RevocationMemory;
}

/** Most certificates that a card may send. */
const longestChain = 8;

/** See {@link Directory.userOfCertificate}. */
export async function userOfCertificate(
  ports: CardCheckPorts,
  chain: readonly Uint8Array[],
): Promise<CertificateOutcome> {
  const certificates = parsed(() => chain.slice(0, longestChain + 1).map(parseCertificate));
  const leaf = certificates?.[0];
  if (leaf === undefined || chain.length > longestChain) return refused('malformed');
  const known = await authorities(ports.database);
  const verified = verifyChain(ports, leaf, certificates?.slice(1) ?? [], known);
  if (typeof verified === 'string') return refused(verified);
  const anchor = known.find(({ certificate }) => certificate === verified.root);
  if (anchor === undefined) return refused('untrusted');
  const revocation = await revocationOf(ports, verified, anchor, known);
  if (revocation !== undefined) return refused(revocation);
  const mapping = await mapCertificate(ports.database, leaf, anchor.authority.rules, ports.digests);
  if (mapping.kind !== 'mapped') return refused(mapping.kind);
  const { user } = mapping;
  if (user.state === 'disabled') return { kind: 'refused', reason: 'disabled', user };
  return { kind: 'accepted', user, publicKeySpki: leaf.publicKey.spki };
}

function refused(reason: Reason): CertificateOutcome {
  return { kind: 'refused', reason };
}

const chainReasons: Readonly<Partial<Record<ChainErrorCode, Reason>>> = {
  chain_expired: 'expired',
  chain_not_yet_valid: 'not-yet-valid',
  chain_purpose: 'wrong-usage',
  chain_key_usage: 'wrong-usage',
};

function verifyChain(
  { clock, verifySignature }: CardCheckPorts,
  leaf: Certificate,
  intermediates: readonly Certificate[],
  known: readonly StoredAuthority[],
): VerifiedChain | Reason {
  const roots = known.map(({ certificate }) => certificate);
  const question = {
    leaf,
    intermediates,
    roots,
    now: clock.now(),
    verifySignature,
    purpose: 'smart-card-logon',
  } as const;
  try {
    const verified = parsed(() => {
      // An authority's own certificate chains to itself, and is no card.
      if (basicConstraints(leaf)?.isAuthority === true) return 'wrong-usage';
      return verifyCertificateChain(question);
    });
    if (verified !== undefined && leaf.publicKey.kind === 'other') return 'wrong-usage';
    return verified ?? 'malformed';
  } catch (error) {
    if (error instanceof ChainError) return chainReasons[error.code] ?? 'untrusted';
    throw error;
  }
}

/**
 * Asks the list of each issuer on the path about what it issued. An issuer in between that is not trusted itself has no list
 * here, and nothing is known then. What to do when nothing is known, the authority at the end says.
 */
async function revocationOf(
  { database, clock, revocationMemory }: CardCheckPorts,
  { path }: VerifiedChain,
  anchor: StoredAuthority,
  known: readonly StoredAuthority[],
): Promise<Reason | undefined> {
  let isUnknown = false;
  for (const [index, issuer] of path.slice(1).entries()) {
    const certificate = path[index];
    const stored = known.find((authority) => equals(authority.certificate.raw, issuer.raw));
    const list = stored && (await revocationMemory.listOf(database, stored));
    const status = list && certificate && checkRevocation(list, certificate, clock.now());
    if (status?.kind === 'revoked') return 'revoked';
    if (status?.kind !== 'good') isUnknown = true;
  }
  return isUnknown && anchor.authority.staleRevocation === 'refuse' ? 'revocation-unknown' : undefined;
}
