/** Who vouches for a new passkey (W3C WebAuthn section 6.5.3): decided with roots of ours and a clock of ours. */
import { equals } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { ChainError, verifyCertificateChain } from '#protocol/x509/chain.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { AttestationLevel } from './store.ts';

/** An attestation whose signature is right. */
export interface Attestation {
  readonly format: string;
  /** DER, leaf first. */
  readonly chain: readonly Uint8Array[];
}

/** How much an attestation is worth. */
export function levelOf({ format, chain }: Attestation, roots: readonly Certificate[], now: number): AttestationLevel {
  if (format === 'none') return 'none';
  // Without certificates only this format is a signature by the passkey itself (section 8.2).
  if (chain.length === 0) return format === 'packed' ? 'self' : 'untrusted';
  return leadsTo(chain, roots, now) ? 'verified' : 'untrusted';
}

function leadsTo(chain: readonly Uint8Array[], roots: readonly Certificate[], now: number): boolean {
  try {
    const [leaf, ...intermediates] = chain.map((der) => parseCertificate(der));
    if (!leaf) return false;
    // A maker may name the certificate of a batch of devices itself.
    if (roots.some((root) => equals(root.raw, leaf.raw))) return now < leaf.notAfter && now >= leaf.notBefore;
    verifyCertificateChain({ leaf, intermediates, roots, now, verifySignature });
    return true;
  } catch (error) {
    // A stranger's certificates may be broken in any of these ways.
    if (error instanceof ChainError || error instanceof X509Error || error instanceof DerError) return false;
    throw error;
  }
}
