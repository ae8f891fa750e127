/** Hardware attestation at registration: who vouches for a key, by the policy and the roots that were configured. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { AttestationError, verifyAttestation } from '#protocol/x509/attestation.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { Refusal } from './refusal.ts';
import type { AttestationPolicy } from './settings.ts';

/** Who vouched. `simulated` only where that root was configured, and it stays visible in the device's record. */
export type AttestedBy = 'none' | 'apple' | 'simulated';

/** The roots that are trusted, by who they are. */
export interface AttestationRoots {
  readonly apple: readonly Certificate[];
  /** Empty unless somebody configured a laboratory. */
  readonly simulated: readonly Certificate[];
}

/** What is to be attested. */
export interface AttestationClaim {
  readonly chain: readonly Uint8Array[] | undefined;
  /** X9.63. */
  readonly key: Uint8Array;
  /** The server nonce's text; its SHA-256 is the attestation's freshness. */
  readonly requestNonce: string;
  readonly serialNumber: string;
  readonly udid?: string;
}

/** Judges attestations. */
export class AttestationVerifier {
  readonly #policy: AttestationPolicy;
  readonly #roots: AttestationRoots;
  readonly #clock: Clock;

  constructor(policy: AttestationPolicy, roots: AttestationRoots, clock: Clock) {
    this.#policy = policy;
    this.#roots = roots;
    this.#clock = clock;
  }

  /** @throws {Refusal} `attestation_required`, `attestation_invalid` with the precise reason in its context */
  judge(claim: AttestationClaim): AttestedBy {
    if (this.#policy === 'ignored') return 'none';
    if (!claim.chain) {
      if (this.#policy === 'required') throw new Refusal('attestation_required');
      return 'none';
    }
    try {
      return this.#verify(claim, claim.chain);
    } catch (error) {
      if (error instanceof AttestationError) throw new Refusal('attestation_invalid', { reason: error.code });
      throw error;
    }
  }

  #verify(claim: AttestationClaim, chain: readonly Uint8Array[]): AttestedBy {
    const { apple, simulated } = this.#roots;
    const verified = verifyAttestation({
      chain,
      roots: [...apple, ...simulated],
      now: this.#clock.now(),
      verifySignature,
      key: claim.key,
      clientDataHash: nodeCrypto.sha256(utf8(claim.requestNonce)),
      requireIdentifiers: this.#policy === 'required',
    });
    // Identifiers are there only when the profile allows them; what is there must be right.
    const { serialNumber, udid } = verified.facts;
    if (serialNumber !== undefined && serialNumber !== claim.serialNumber) {
      throw new AttestationError('attestation_wrong_serial_number', 'another device was attested');
    }
    if (udid !== undefined && claim.udid !== undefined && udid.toUpperCase() !== claim.udid.toUpperCase()) {
      throw new AttestationError('attestation_wrong_udid', 'another device was attested');
    }
    return apple.includes(verified.root) ? 'apple' : 'simulated';
  }
}
