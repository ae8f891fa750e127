import type { Certificate } from '../x509/certificate.ts';
import type { VerifiedSignedData } from './verify-signed-data.ts';

/** What a message tells of its one signature, which was found right. Kinds of signed messages extend it to a type of their own. */
export class VerifiedContent {
  readonly #signed: VerifiedSignedData;

  protected constructor(signed: VerifiedSignedData) {
    this.#signed = signed;
  }

  /** What was signed. */
  get content(): Uint8Array {
    return this.#signed.content;
  }

  /** Holds the key that signed. Who issued it, and whether it may sign, is the caller's to judge. */
  get signerCertificate(): Certificate {
    return this.#signed.signerCertificate;
  }

  /** What else was embedded, DER; none is trusted. */
  get otherCertificates(): readonly Uint8Array[] {
    return this.#signed.otherCertificates;
  }

  /** By the signer's clock, milliseconds since 1970, or undefined: macOS sends none with MDM messages, iOS does. */
  get signingTime(): number | undefined {
    return this.#signed.signingTime;
  }
}
