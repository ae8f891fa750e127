/** Judges what a Mac answered to `DevicePropertiesAttestation`. */
import { equals } from '#protocol/encoding/bytes.ts';
import { AttestationError } from '#protocol/x509/attestation.ts';
import { verifyDeviceAttestation } from '#protocol/x509/device-attestation.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { DeviceAttestationPorts } from './attestation-ports.ts';
import type { AskedNonce } from './store.ts';
import type { AttestationRefusalCode, AttestationVerdict } from './verdict.ts';

/** Macs keep an attestation for seven days; a day more for clocks and for Macs that were asleep. Milliseconds. */
const keptFor = 8 * 86_400_000;

/** An answer. */
export interface AttestationAnswer {
  /** DER, leaf first; undefined where the Mac left the answer out. */
  readonly chain: readonly Uint8Array[] | undefined;
  readonly serialNumber: string;
  /** Every nonce that this Mac was asked with, the newest first. */
  readonly asked: readonly AskedNonce[];
}

/** The verdict. */
export function judgeAnswer(
  { roots, clock }: Pick<DeviceAttestationPorts, 'roots' | 'clock'>,
  { chain, serialNumber, asked }: AttestationAnswer,
): AttestationVerdict {
  if (chain === undefined || chain.length === 0) return { kind: 'refused', code: 'attestation_absent' };
  try {
    const verified = verifyDeviceAttestation({
      chain,
      roots: [...roots.apple, ...roots.simulated],
      now: clock.now(),
      verifySignature,
      nonces: asked.map(({ nonce }) => nonce),
      serialNumber,
    });
    const question = asked.find(({ nonce }) => equals(nonce, verified.nonce));
    // It was made when that question was answered first, which may have been long after it was asked.
    const madeAt = question?.answeredAt ?? clock.now();
    if (clock.now() - madeAt > keptFor) return { kind: 'refused', code: 'attestation_outdated' };
    const by = roots.apple.includes(verified.root) ? 'apple' : 'simulated';
    return { kind: 'accepted', device: verified.device, by, madeFor: question?.askedAt ?? clock.now() };
  } catch (error) {
    if (error instanceof AttestationError) return { kind: 'refused', code: error.code as AttestationRefusalCode };
    throw error;
  }
}
