/**
 * The Secure Enclave: P-256 keys that can be used and never read. Callers hold handles; the scalars stand in the state
 * sealed under the UID key. Source: Apple, "Protecting keys with the Secure Enclave".
 */
import type { KeyAgreement, Signer } from '#protocol/crypto.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { keyAgreement, keySigner } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { MacError } from '../mac-error.ts';
import type { EnclaveKey, EnclaveKeyPurpose } from '../mac-state.ts';
import type { AttestationService, AttestedIdentifiers } from '../ports.ts';
import { p256Pair, randomScalar } from './p256-key.ts';
import type { Sealer } from './seal.ts';

/** Keys by handle. Every method throws {@link MacError} `no_such_key` for a handle that is gone. */
export interface SecureEnclave {
  /** Makes a key and returns its handle. */
  create(purpose: EnclaveKeyPurpose, owner: string | undefined): string;
  has(handle: string): boolean;
  /** X9.63, 65 bytes. */
  publicKey(handle: string): Uint8Array;
  /** ES256 by the key. */
  signer(handle: string): Signer;
  /** ECDH by the key. */
  agreement(handle: string): KeyAgreement;
  destroy(handle: string): void;
  /**
   * `attestKey(ofType:clientDataHash:)`: DER, leaf first.
   * @throws {MacError} `attestation_unavailable`
   */
  attest(
    handle: string,
    clientDataHash: Uint8Array,
    identifiers: AttestedIdentifiers | undefined,
  ): Promise<readonly Uint8Array[]>;
}

/** What an enclave works with. `storage` is the state's list, changed in place. */
export interface EnclavePorts {
  readonly storage: { keys: EnclaveKey[] };
  readonly sealer: Sealer;
  readonly random: Random;
  readonly now: () => number;
  readonly attestation: AttestationService | undefined;
}

/** The enclave over its storage. */
export function secureEnclave(ports: EnclavePorts): SecureEnclave {
  const { storage } = ports;
  const find = (handle: string) => {
    const key = storage.keys.find((candidate) => candidate.handle === handle);
    if (!key) throw new MacError('no_such_key', 'The Secure Enclave has no such key.');
    return key;
  };
  const publicKey = (handle: string) => fromBase64(find(handle).publicKey) ?? new Uint8Array();
  const privateKey = (handle: string) =>
    p256Pair(ports.sealer.open(find(handle).sealed, sealPurpose(handle))).privateKey;
  return {
    create: (purpose, owner) => createKey(ports, purpose, owner),
    has: (handle) => storage.keys.some((key) => key.handle === handle),
    publicKey,
    signer: (handle) => keySigner(privateKey(handle)),
    agreement: (handle) => keyAgreement(privateKey(handle)),
    destroy(handle) {
      find(handle);
      storage.keys = storage.keys.filter((key) => key.handle !== handle);
    },
    async attest(handle, clientDataHash, identifiers) {
      const key = publicKey(handle);
      if (!ports.attestation) {
        throw new MacError('attestation_unavailable', "Apple's attestation service cannot be reached from this Mac.");
      }
      return ports.attestation(key, clientDataHash, identifiers);
    },
  };
}

function createKey({ storage, sealer, random, now }: EnclavePorts, purpose: EnclaveKeyPurpose, owner?: string): string {
  const handle = uuidFrom(random.bytes(16));
  const scalar = randomScalar(random);
  storage.keys.push({
    handle,
    purpose,
    owner,
    created: now(),
    publicKey: toBase64(p256Pair(scalar).publicKey),
    sealed: sealer.seal(scalar, sealPurpose(handle)),
  });
  return handle;
}

function sealPurpose(handle: string): string {
  return `secure enclave key ${handle}`;
}
