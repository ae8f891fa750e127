/** Whether a certificate counts: asked with every message of every managed Mac, so verdicts are remembered for seconds. */
import { equals, toHex } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Database } from '#server/store/database.ts';
import type { IdentityRefusalCode, IdentitySubject, IdentityVerdict } from './device-identities.ts';
import { findByFingerprint, type IdentityFacts } from './identity-store.ts';

/** How long a row that was read is believed, in milliseconds: a revocation on another node counts after this. */
const freshFor = 3000;
const mostRemembered = 20_000;

interface Remembered {
  readonly row: IdentityFacts;
  readonly readAt: number;
}

/**
 * Judges by the record of what was issued: a certificate counts when exactly these bytes were written down at issuance.
 * That is stricter than its signature, which a stolen key of the authority could make.
 */
export class IdentityVerifier {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #authority: Certificate;
  readonly #remembered = new Map<string, Remembered>();
  #forgotten = 0;

  constructor(database: Database, clock: Clock, authority: Certificate) {
    this.#database = database;
    this.#clock = clock;
    this.#authority = authority;
  }

  async verify(certificateDer: Uint8Array): Promise<IdentityVerdict> {
    const row = await this.#rowOf(certificateDer);
    if (!row) return { kind: 'refused', code: this.#whyUnknown(certificateDer) };
    if (row.revoked_at !== null) return { kind: 'refused', code: 'identity_revoked' };
    if (row.not_after < this.#clock.now()) return { kind: 'refused', code: 'identity_expired' };
    const { fingerprint, serial_number: serialNumber, not_after: notAfter } = row;
    const enrollmentId = isUnbound(row) ? undefined : row.enrollment_id;
    const isManual = row.manual_challenge !== null;
    return {
      kind: 'valid',
      fingerprint,
      serialNumber,
      enrollmentId,
      isManual,
      notAfter,
      isRenewal: row.is_renewal === 1,
    };
  }

  /** Whose identity it is, when it counts and is bound to a Mac. */
  async subjectOf(certificateDer: Uint8Array): Promise<IdentitySubject | undefined> {
    if ((await this.verify(certificateDer)).kind === 'refused') return undefined;
    const row = await this.#rowOf(certificateDer);
    if (!row || isUnbound(row)) return undefined;
    return { enrollmentId: row.enrollment_id, serialNumber: row.serial_number, udid: row.udid ?? undefined };
  }

  /** Forgets all verdicts, also those that are being read this moment; called after each revocation. */
  forget(): void {
    this.#forgotten += 1;
    this.#remembered.clear();
  }

  async #rowOf(certificateDer: Uint8Array): Promise<IdentityFacts | undefined> {
    const fingerprint = toHex(nodeCrypto.sha256(certificateDer));
    return this.#known(fingerprint) ?? (await this.#read(fingerprint));
  }

  #known(fingerprint: string): IdentityFacts | undefined {
    const found = this.#remembered.get(fingerprint);
    return found && this.#clock.now() - found.readAt < freshFor ? found.row : undefined;
  }

  async #read(fingerprint: string): Promise<IdentityFacts | undefined> {
    const readAt = this.#clock.now();
    const forgotten = this.#forgotten;
    const row = await findByFingerprint(this.#database, fingerprint);
    // What was read before a revocation must not outlive it; and what is bound to no Mac may be bound the next moment.
    if (row && !isUnbound(row) && forgotten === this.#forgotten) {
      if (this.#remembered.size >= mostRemembered) this.#remembered.clear();
      this.#remembered.set(fingerprint, { row, readAt });
    }
    return row;
  }

  #whyUnknown(certificateDer: Uint8Array): IdentityRefusalCode {
    try {
      const { issuer } = parseCertificate(certificateDer);
      return equals(issuer.raw, this.#authority.subject.raw) ? 'identity_unknown' : 'identity_foreign';
    } catch (error) {
      if (error instanceof DerError || error instanceof X509Error) return 'identity_malformed';
      throw error;
    }
  }
}

function isUnbound(row: IdentityFacts): boolean {
  return row.manual_challenge !== null && row.bound_at === null;
}
