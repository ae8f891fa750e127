/** What comes of an answer, as values: no outcome of these is a fault of ours. */
import type { AttestationErrorCode } from '#protocol/x509/attestation.ts';
import type { AttestedDevice } from '#protocol/x509/device-attestation.ts';

/** Why there is no attestation that counts. */
export type AttestationRefusalCode =
  | Exclude<AttestationErrorCode, 'attestation_wrong_key' | 'attestation_wrong_udid'>
  | 'attestation_outdated'
  | 'attestation_absent'
  | 'attestation_not_answered';

/** A sentence for the administrator for each. */
export const refusalSentences: Readonly<Record<AttestationRefusalCode, string>> = {
  attestation_malformed: 'What the Mac sent in place of an attestation cannot be read.',
  attestation_untrusted_root: 'The attestation leads to a root that is not Apple’s: somebody made it.',
  attestation_bad_chain: 'The certificates of the attestation do not hang together.',
  attestation_expired: 'The attestation has ended, or begins in the future: look at the Mac’s clock and ask again.',
  attestation_missing_freshness: 'The attestation does not say which question it answers.',
  attestation_wrong_freshness:
    'The attestation answers a question that this server never asked this Mac. Macs keep one for seven days: ask again then.',
  attestation_outdated: 'The attestation is older than the seven days for which Macs keep one: it was kept on purpose.',
  attestation_missing_identifiers: 'The attestation does not name the Mac.',
  attestation_wrong_serial_number: 'The attestation is of another Mac than the one that sent it.',
  attestation_absent:
    'The Mac left the answer out: it has an Intel processor, is virtual, has a macOS before 14, or did not reach Apple.',
  attestation_not_answered: 'The Mac answered the command with an error.',
};

/** What is known after an answer. Times in milliseconds since 1970. */
export type AttestationVerdict =
  | {
      readonly kind: 'accepted';
      readonly device: AttestedDevice;
      readonly by: 'apple' | 'simulated';
      /** When the question was asked that it was made for; earlier than this one, where the Mac had it still. */
      readonly madeFor: number;
    }
  | { readonly kind: 'refused'; readonly code: AttestationRefusalCode };

/** A question and what came of it. */
export interface DeviceAttestation {
  readonly serialNumber: string;
  readonly askedAt: number;
  readonly askedBy: string;
  readonly answeredAt: number | undefined;
  /** Undefined while the Mac has not answered. */
  readonly verdict: AttestationVerdict | undefined;
}
