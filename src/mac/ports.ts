/** What a virtual Mac needs from outside: the network, time, randomness, its fused key, Apple's attestation service. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';

/** A request as the Mac sends it. */
export interface MacRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer. Header names are lower case. */
export interface MacResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * SHA-256 of the DER of the root certificate that the TLS connection ended in, lower-case hex; absent when the adapter
   * cannot tell, and then the public-root rule is not applied.
   */
  readonly rootFingerprint?: string | undefined;
  text(): string | Promise<string>;
}

/** Speaks HTTPS. Never follows redirects; rejects when the host cannot be reached or its TLS is not valid. */
export type MacFetch = (url: string, request: MacRequest) => Promise<MacResponse>;

/** What a Mac may tell Apple's attestation service about itself. */
export interface AttestedIdentifiers {
  readonly serialNumber: string;
  readonly udid: string;
}

/**
 * Apple's attestation service: certificates for a key that lives in a Secure Enclave, DER, leaf first, without the root.
 * `identifiers` only where the profile allows them (macOS 15.4 and later).
 */
export type AttestationService = (
  publicKey: Uint8Array,
  clientDataHash: Uint8Array,
  identifiers: AttestedIdentifiers | undefined,
) => Promise<readonly Uint8Array[]>;

/** All ports together. */
export interface MacPorts {
  readonly fetch: MacFetch;
  readonly clock: Clock;
  readonly random: Random;
  /** 32 bytes that never leave this Mac and seal its secrets. Kept apart from the state. */
  readonly uidKey: Uint8Array;
  /** Absent: this Mac cannot be attested (Intel, or no route to Apple). */
  readonly attestation?: AttestationService;
}
