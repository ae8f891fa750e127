/** What a virtual Mac needs from outside: the network, time, randomness, its fused key, Apple's services. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Exchange, HttpMethod } from './evidence.ts';

/** A request as the Mac sends it. */
export interface MacRequest {
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
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
  /** The body as it came. */
  bytes(): Uint8Array | Promise<Uint8Array>;
}

/** Speaks HTTPS. Never follows redirects; rejects when the host cannot be reached or its TLS is not valid. */
export type MacFetch = (url: string, request: MacRequest) => Promise<MacResponse>;

/** What a Mac may tell Apple's attestation service about itself. */
export interface AttestedIdentifiers {
  readonly serialNumber: string;
  readonly udid: string;
  /** Told where the device as a whole is attested. */
  readonly osVersion?: string;
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

/** The identity that a Mac gets at the factory, and signs its MachineInfo with. */
export interface FactoryIdentity {
  /** DER, the Mac's own first, its issuer next. */
  readonly certificates: readonly Uint8Array[];
  /** PKCS#8 DER, RSA. */
  readonly privateKey: Uint8Array;
}

/** A notification of the push service, as the Mac takes it: the magic inside `{"mdm": ...}`, and its topic. */
export interface TakenPush {
  readonly pushMagic: string;
}

/** What Apple is to a Mac besides attestation. Each may reject when Apple cannot be reached. */
export interface AppleServices {
  /** Made once for a Mac, before it is sold. */
  factoryIdentity(hardware: { readonly serialNumber: string; readonly udid: string }): Promise<FactoryIdentity>;
  /** The enrollment profile of Automated Device Enrollment for this Mac, or undefined when it belongs to nobody. */
  cloudConfiguration(serialNumber: string): Promise<JsonObject | undefined>;
  /** A token under which this Mac gets notifications of a topic, 32 bytes. */
  registerForPush(topic: string): Promise<Uint8Array>;
  /** The notification that waits for a token, which is then gone. */
  takePush(token: Uint8Array): Promise<TakenPush | undefined>;
}

/** All ports together. */
export interface MacPorts {
  readonly fetch: MacFetch;
  readonly clock: Clock;
  readonly random: Random;
  /** 32 bytes that never leave this Mac and seal its secrets. Kept apart from the state. */
  readonly uidKey: Uint8Array;
  /** Absent: this Mac cannot be attested (Intel, or no route to Apple). */
  readonly attestation?: AttestationService;
  /** Waits so many milliseconds before something is tried again. Absent: nothing waits. */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /**
   * Told of every exchange when it begins, when it is answered or has failed, and once more when its act is over and all that
   * the Mac checked stands there; each time the same object. What it throws changes nothing.
   */
  readonly watch?: (exchange: Exchange) => void;
  /** Absent: Apple cannot be reached, so nobody's Mac goes through Automated Device Enrollment. */
  readonly apple?: AppleServices;
}
