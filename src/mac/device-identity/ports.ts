/** What a Mac needs to get an identity: the network, time, chance, patience, and for ACME a key in hardware. */
import type { Signer } from '#protocol/crypto.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';

/** One request of an enrollment, and its answer. Header names of answers are lower case. */
export interface IdentityRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Sent as it stands: what is not escaped here is not escaped on the wire. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** What came back. */
export interface IdentityAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** Everything that both clients work with. */
export interface IdentityPorts {
  /** Rejects when the server cannot be reached. */
  readonly send: (request: IdentityRequest) => Promise<IdentityAnswer>;
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A key in the Secure Enclave, as ACME needs it. */
export interface HardwareKey {
  /** X9.63 uncompressed, P-256. */
  readonly publicKey: Uint8Array;
  readonly signer: Signer;
  /** Apple's attestation of this key for 32 bytes; DER, leaf first, root left out. */
  attest(clientDataHash: Uint8Array): Promise<readonly Uint8Array[]>;
}

/** How an attempt to get an identity ended. */
export type IdentityOutcome =
  | {
      readonly kind: 'issued';
      /** DER. */
      readonly certificate: Uint8Array;
      /** The certificates above it, DER, as far as they were sent. */
      readonly authorities: readonly Uint8Array[];
      /** PKCS#8 DER; undefined for a key in hardware, which never comes out. */
      readonly privateKey: Uint8Array | undefined;
    }
  | {
      readonly kind: 'refused';
      /** The word of the protocol: a failInfo of SCEP, a problem type of ACME. */
      readonly reason: string;
      /** What the server said beside it. */
      readonly detail: string | undefined;
    }
  | { readonly kind: 'failed'; readonly code: IdentityFailure; readonly detail: string };

/** Why an attempt failed on the Mac's side. */
export type IdentityFailure =
  | 'server_unreachable'
  | 'unexpected_answer'
  | 'authority_unreadable'
  | 'authority_not_the_one_of_the_profile'
  | 'answer_unreadable'
  | 'answer_not_by_authority'
  | 'answer_to_another_request'
  | 'certificate_of_another_key'
  | 'still_pending';

/** Thrown inside the clients; callers get an {@link IdentityOutcome}. */
export class IdentityFailed extends Error {
  override readonly name = 'IdentityFailed';
  readonly code: IdentityFailure;

  constructor(code: IdentityFailure, message: string) {
    super(message);
    this.code = code;
  }
}

/** Runs an attempt; what it throws as {@link IdentityFailed} becomes an outcome. */
export async function outcomeOf(attempt: () => Promise<IdentityOutcome>): Promise<IdentityOutcome> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof IdentityFailed) return { kind: 'failed', code: error.code, detail: error.message };
    throw error;
  }
}

/** Sends, and says so when nobody answers. */
export async function reach(ports: IdentityPorts, request: IdentityRequest): Promise<IdentityAnswer> {
  try {
    return await ports.send(request);
  } catch (error) {
    throw new IdentityFailed('server_unreachable', error instanceof Error ? error.message : String(error));
  }
}
