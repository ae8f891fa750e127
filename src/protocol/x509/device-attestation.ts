import { equals } from '#protocol/encoding/bytes.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import {
  AttestationError,
  attestedFacts,
  type AttestationQuestion,
  type AttestedFacts,
  isStatedFreshness,
  verifyAttestedChain,
} from './attestation.ts';
import type { Certificate } from './certificate.ts';
import { appleOid } from './object-identifiers.ts';

/** What Apple says of a whole Mac. What it does not state, or in a form that is not known, counts as the insecure value. */
export interface AttestedDevice extends AttestedFacts {
  readonly sepOsVersion: string | undefined;
  readonly llbVersion: string | undefined;
  readonly systemIntegrityProtection: boolean;
  readonly secureBoot: 'full' | 'reduced' | 'permissive' | 'not stated';
  readonly thirdPartyKernelExtensions: boolean;
}

/** What a managed device attestation is judged by. */
export interface DeviceAttestationQuestion
  extends Pick<AttestationQuestion, 'chain' | 'roots' | 'now' | 'verifySignature'> {
  /** Nonces that this Mac was asked with, as they were sent; any of them will do. */
  readonly nonces: readonly Uint8Array[];
  readonly serialNumber: string;
}

class Verified {
  readonly device: AttestedDevice;
  /** Which of the configured roots vouched for it. */
  readonly root: Certificate;
  /** Which of the nonces it was made for: Apple makes a new one about once in seven days. */
  readonly nonce: Uint8Array;

  constructor(device: AttestedDevice, root: Certificate, nonce: Uint8Array) {
    this.device = device;
    this.root = root;
    this.nonce = nonce;
  }
}

/** An attestation that `verifyDeviceAttestation` accepted; nothing else makes one. */
export type VerifiedDeviceAttestation = Verified;

/**
 * Verifies the answer to `DevicePropertiesAttestation`: the chain, that it was made for a nonce of ours, and for this Mac.
 * The key in it is of no use to anybody, and the UDID is the provisioning UDID, which is not compared. Source: Apple,
 * "Managed Device Attestation"; fact sheet section 7.3.
 * @throws {AttestationError} as `verifyAttestedChain`, and `attestation_missing_freshness`, `attestation_wrong_freshness`,
 *   `attestation_missing_identifiers`, `attestation_wrong_serial_number`
 */
export function verifyDeviceAttestation(question: DeviceAttestationQuestion): VerifiedDeviceAttestation {
  const { leaf, chain } = verifyAttestedChain(question);
  const stated = leaf.extensions.get(appleOid.freshness)?.value;
  if (stated === undefined) {
    throw new AttestationError('attestation_missing_freshness', 'the attestation names no freshness');
  }
  const nonce = question.nonces.find((one) => isStatedFreshness(stated, one));
  if (nonce === undefined) {
    throw new AttestationError('attestation_wrong_freshness', 'the attestation was made for another question');
  }
  const device = attestedDevice(leaf);
  if (device.serialNumber === undefined) {
    throw new AttestationError('attestation_missing_identifiers', 'the attestation does not name the device');
  }
  if (device.serialNumber !== question.serialNumber) {
    throw new AttestationError('attestation_wrong_serial_number', 'the attestation names another serial number');
  }
  return new Verified(device, chain.root, nonce);
}

/** The statements of a leaf, without any judgement. Texts are bare bytes, numbers DER INTEGER. */
export function attestedDevice(leaf: Certificate): AttestedDevice {
  const value = (oid: string) => leaf.extensions.get(oid)?.value;
  const text = (oid: string) => fromUtf8(value(oid) ?? new Uint8Array()) || undefined;
  const isZero = (oid: string) => equals(value(oid) ?? new Uint8Array(), Uint8Array.of(2, 1, 0));
  return {
    ...attestedFacts(leaf),
    sepOsVersion: text(appleOid.sepOsVersion),
    llbVersion: text(appleOid.llbVersion),
    systemIntegrityProtection: isZero(appleOid.systemIntegrityProtection),
    secureBoot: levels[text(appleOid.secureBoot) ?? ''] ?? 'not stated',
    thirdPartyKernelExtensions: !isZero(appleOid.thirdPartyKernelExtensions),
  };
}

const levels: Readonly<Record<string, AttestedDevice['secureBoot']>> = {
  'Full Security': 'full',
  'Reduced Security': 'reduced',
  'Permissive Security': 'permissive',
};
