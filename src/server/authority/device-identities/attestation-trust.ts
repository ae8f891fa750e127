import type { Certificate } from '#protocol/x509/certificate.ts';

/** The roots that may vouch for hardware, by who they are. */
export interface AttestationTrust {
  readonly apple: readonly Certificate[];
  /** Empty unless somebody configured a laboratory. */
  readonly simulated: readonly Certificate[];
}
