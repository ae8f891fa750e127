import { equals, toHex } from '#protocol/encoding/bytes.ts';
import { signatureAlgorithm, type VerifySignature } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { keyUsage } from './extensions/key-usage.ts';
import { extensionOid } from './object-identifiers.ts';
import type { Revocation, RevocationList } from './revocation-list.ts';

/** Why a list says nothing about a certificate. */
export type UnusableReason =
  | 'other_issuer'
  | 'issuer_may_not_sign_lists'
  | 'unsupported_algorithm'
  | 'bad_signature'
  | 'unknown_critical_extension'
  | 'no_next_update'
  | 'not_yet_valid';

class Verified {
  readonly #list: RevocationList;
  readonly #issuer: Certificate;

  constructor(list: RevocationList, issuer: Certificate) {
    this.#list = list;
    this.#issuer = issuer;
  }

  get list(): RevocationList {
    return this.#list;
  }

  get issuer(): Certificate {
    return this.#issuer;
  }
}

/** A list that its issuer signed; nothing but `verifyRevocationList` makes one. Keep it: checking a large list costs. */
export type VerifiedRevocationList = Verified;

/** What became of a list. */
export type ListVerdict =
  | { readonly kind: 'verified'; readonly list: VerifiedRevocationList }
  | { readonly kind: 'unusable'; readonly why: UnusableReason };

// A list number and the issuer's key never change the verdict; a critical extension of any other kind (delta, partial or
// indirect lists) would.
const understood: ReadonlySet<string> = new Set([extensionOid.crlNumber, extensionOid.authorityKeyIdentifier]);

/**
 * Checks a list against the certificate of its issuer, which the caller must have verified (RFC 5280 section 6.3.3, complete
 * direct lists only). Throws X509Error `x509_malformed_extension` when the issuer's keyUsage does not parse.
 */
export function verifyRevocationList(
  list: RevocationList,
  issuer: Certificate,
  verifySignature: VerifySignature,
): ListVerdict {
  const why = unusable(list, issuer, verifySignature);
  return why === undefined ? { kind: 'verified', list: new Verified(list, issuer) } : { kind: 'unusable', why };
}

function unusable(list: RevocationList, issuer: Certificate, verify: VerifySignature): UnusableReason | undefined {
  if (!equals(list.issuer.raw, issuer.subject.raw)) return 'other_issuer';
  if (keyUsage(issuer)?.has('cRLSign') === false) return 'issuer_may_not_sign_lists';
  const hasUnknown = [...list.extensions.values()].some(({ oid, critical }) => critical && !understood.has(oid));
  if (hasUnknown || list.hasUnknownCriticalEntry) return 'unknown_critical_extension';
  if (list.nextUpdate === undefined) return 'no_next_update';
  const algorithm = signatureAlgorithm(list.signatureAlgorithm);
  if (algorithm === undefined || algorithm.hash === 'sha1') return 'unsupported_algorithm';
  const { toBeSigned: data, signature } = list;
  return verify({ algorithm, publicKey: issuer.publicKey.spki, data, signature }) ? undefined : 'bad_signature';
}

/** What a list says about a certificate. `stale`: not in it, but a newer list is due, so nothing is known. */
export type RevocationStatus =
  | { readonly kind: 'good' }
  | ({ readonly kind: 'revoked' } & Revocation)
  | { readonly kind: 'stale'; readonly since: number }
  | { readonly kind: 'unusable'; readonly why: UnusableReason };

/** Looks a certificate up; `now` in milliseconds since 1970. What a list once revoked stays revoked when the list is stale. */
export function checkRevocation(
  { list }: VerifiedRevocationList,
  certificate: Pick<Certificate, 'issuer' | 'serial'>,
  now: number,
): RevocationStatus {
  if (!equals(list.issuer.raw, certificate.issuer.raw)) return { kind: 'unusable', why: 'other_issuer' };
  const revocation = list.revoked.get(toHex(certificate.serial));
  if (revocation !== undefined && revocation.reason !== 'removeFromCRL') return { kind: 'revoked', ...revocation };
  if (now < list.thisUpdate) return { kind: 'unusable', why: 'not_yet_valid' };
  const due = list.nextUpdate ?? 0;
  return now > due ? { kind: 'stale', since: due } : { kind: 'good' };
}
